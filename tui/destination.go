package tui

import (
	"vedette/tui/issue"
	"vedette/tui/issues"
	"vedette/tui/orgs"
	"vedette/tui/projects"
	"vedette/tui/releases"
	"vedette/tui/screen"
	"vedette/tui/seer"
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
	return nil
}
