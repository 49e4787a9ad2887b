package ops

// monitorOps read and mute what watches: crons, uptime checks, alerts,
// dashboards.
func monitorOps() []Operation {
	const set = "monitors"
	return []Operation{
		define("find_monitors", "Cron monitors", Read, set, readTime, (*Ops).FindMonitors, "alerts:read", "org:read", "project:read"),
		define("get_monitor_details", "A cron monitor and its check-ins", Read, set, searchTime, (*Ops).GetMonitorDetails, "alerts:read", "org:read", "project:read"),
		define("update_monitor", "Mute or disable a cron monitor", Destructive, set, writeTime, (*Ops).UpdateMonitor, "alerts:write", "org:write", "project:write"),
		define("find_uptime_monitors", "Uptime monitors", Read, set, readTime, (*Ops).FindUptimeMonitors, "alerts:read", "org:read", "project:read"),
		define("get_uptime_monitor_details", "An uptime monitor and its checks", Read, set, searchTime, (*Ops).GetUptimeMonitorDetails, "alerts:read", "project:read"),
		define("create_uptime_monitor", "Create an uptime monitor", Write, set, writeTime, (*Ops).CreateUptimeMonitor, "alerts:write", "project:write"),
		define("update_uptime_monitor", "Change an uptime monitor", Destructive, set, writeTime, (*Ops).UpdateUptimeMonitor, "alerts:write", "project:write"),
		define("delete_uptime_monitor", "Delete an uptime monitor", Destructive, set, writeTime, (*Ops).DeleteUptimeMonitor, "alerts:write", "project:write"),
		define("find_alert_rules", "Alerts", Read, set, searchTime, (*Ops).FindAlertRules, "alerts:read", "org:read", "project:read"),
		define("get_alert_rule", "An alert", Read, set, searchTime, (*Ops).GetAlertRule, "alerts:read", "org:read", "project:read"),
		define("find_dashboards", "Dashboards", Read, set, readTime, (*Ops).FindDashboards, "org:read"),
		define("get_dashboard_details", "A dashboard and its widgets", Read, set, readTime, (*Ops).GetDashboardDetails, "org:read"),
	}
}
