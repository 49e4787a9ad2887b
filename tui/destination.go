package tui

import (
	"vedette/tui/alerts"
	"vedette/tui/dashboards"
	"vedette/tui/explore"
	"vedette/tui/issue"
	"vedette/tui/issues"
	"vedette/tui/logs"
	"vedette/tui/monitors"
	"vedette/tui/orgs"
	"vedette/tui/performance"
	"vedette/tui/profiles"
	"vedette/tui/projects"
	"vedette/tui/releases"
	"vedette/tui/replays"
	"vedette/tui/screen"
	"vedette/tui/seer"
	"vedette/tui/settings"
	"vedette/tui/trace"
	"vedette/tui/views"
)

// destination is how the screen for a place is built; nil for no place.
func destination(to any) func(screen.Env) screen.Screen {
	switch to := to.(type) {
	case screen.ToProjects:
		return func(env screen.Env) screen.Screen { return projects.New(env, to.Org) }
	case screen.ToReleases:
		return func(env screen.Env) screen.Screen { return releases.New(env, to) }
	case screen.ToViews:
		return func(env screen.Env) screen.Screen { return views.New(env, to) }
	case screen.ToIssues:
		return func(env screen.Env) screen.Screen { return issues.New(env, to) }
	case screen.ToIssue:
		return func(env screen.Env) screen.Screen { return issue.New(env, to) }
	case screen.ToTrace:
		return func(env screen.Env) screen.Screen { return trace.New(env, to) }
	case screen.ToRuns:
		return func(env screen.Env) screen.Screen { return seer.NewList(env, to) }
	case screen.ToOrgs:
		return orgs.New
	}
	return exploring(to)
}

// exploring is destination for the places about data rather than issues.
func exploring(to any) func(screen.Env) screen.Screen {
	switch to := to.(type) {
	case screen.ToExplore:
		return func(env screen.Env) screen.Screen { return explore.New(env, to) }
	case screen.ToLogs:
		return func(env screen.Env) screen.Screen { return logs.New(env, to) }
	case screen.ToLog:
		return func(env screen.Env) screen.Screen { return logs.NewLog(env, to) }
	case screen.ToRelease:
		return func(env screen.Env) screen.Screen { return releases.NewRelease(env, to) }
	case screen.ToMonitors:
		return func(env screen.Env) screen.Screen { return monitors.New(env, to) }
	case screen.ToMonitor:
		return func(env screen.Env) screen.Screen { return monitors.NewMonitor(env, to) }
	case screen.ToUptime:
		return func(env screen.Env) screen.Screen { return monitors.NewUptime(env, to) }
	case screen.ToUptimeMonitor:
		return func(env screen.Env) screen.Screen { return monitors.NewUptimeMonitor(env, to) }
	case screen.ToAlerts:
		return func(env screen.Env) screen.Screen { return alerts.New(env, to) }
	case screen.ToAlert:
		return func(env screen.Env) screen.Screen { return alerts.NewAlert(env, to) }
	case screen.ToDashboards:
		return func(env screen.Env) screen.Screen { return dashboards.New(env, to) }
	case screen.ToDashboard:
		return func(env screen.Env) screen.Screen { return dashboards.NewDashboard(env, to) }
	case screen.ToReplays:
		return func(env screen.Env) screen.Screen { return replays.New(env, to) }
	case screen.ToReplay:
		return func(env screen.Env) screen.Screen { return replays.NewReplay(env, to) }
	case screen.ToProfile:
		return func(env screen.Env) screen.Screen { return profiles.New(env, to) }
	case screen.ToSyntax:
		return func(env screen.Env) screen.Screen { return explore.NewSyntax(env, to) }
	case screen.ToSettings:
		return settings.New
	case screen.ToPerformance:
		return func(env screen.Env) screen.Screen { return performance.New(env, to) }
	}
	return nil
}
