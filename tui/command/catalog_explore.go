package command

// What the screens about data can do, beside what other screens share with them.
const (
	Places     ID = "places"
	Fields     ID = "fields"
	Aggregate  ID = "aggregate"
	Pause      ID = "pause"
	Severity   ID = "severity"
	OpenUptime ID = "uptime"
	Syntax     ID = "syntax"
)

// exploreScopes are the screens about data.
func exploreScopes() []Scope {
	return []Scope{
		Explore,
		Logs,
		Monitors,
		Alerts,
		Dashboards,
		Replays,
		Settings,
		Page,
		Report,
	}
}

// filtered are the lists that are short enough to be read whole: what is looked
// for in them is not searched on the server.
func filtered() []Scope {
	return []Scope{Orgs, Projects, Releases, Views, Monitors, Alerts, Dashboards, Replays, Settings}
}

// exploreDetails are the operations that opening a row of theirs runs.
func exploreDetails() []string {
	return []string{
		"get_release_details",
		"get_release_health",
		"get_log_details",
		"get_monitor_details",
		"get_uptime_monitor_details",
		"get_alert_rule",
		"get_dashboard_details",
		"get_replay_details",
		"get_profile_details",
	}
}

func exploreCommands() []Command {
	explore, logs := []Scope{Explore}, []Scope{Logs}
	return []Command{
		{ID: Places, Title: "places: explorer, logs, traces, monitors, alerts, replays, ...", Hint: "places", Keys: []string{"."}, Scopes: []Scope{Global},
			Ops: []string{"find_monitors", "find_uptime_monitors", "find_alert_rules", "find_dashboards", "get_performance_summary", "get_profile"}},
		{ID: Fields, Title: "choose the columns", Hint: "columns", Keys: []string{"c"}, Scopes: explore, Ops: []string{"search_events"}},
		{ID: Aggregate, Title: "count in groups", Hint: "count", Keys: []string{"a"}, Scopes: explore, Ops: []string{"search_events"}},
		{ID: Pause, Title: "hold the lines still, or let them roll", Hint: "hold", Keys: []string{"space"}, Scopes: logs, Ops: []string{"search_events"}},
		{ID: Severity, Title: "least severity that is shown", Hint: "severity", Keys: []string{"s"}, Scopes: logs},
		{ID: Syntax, Title: "how this dataset is searched", Keys: []string{"H"}, Scopes: explore, Ops: []string{"get_search_syntax"}},
		{ID: OpenUptime, Title: "uptime monitors, or cron monitors again", Hint: "cron/uptime", Keys: []string{"u"}, Scopes: []Scope{Monitors}, Ops: []string{"find_uptime_monitors"}},
	}
}
