// Package command is the one list of everything a key can do. The keys, the
// footer's hints, the help page, and the proof that each operation can be
// reached from the terminal interface are all read from it, so that they cannot
// tell different stories. What a command does is the business of the screen it
// belongs to.
package command

import "slices"

// ID names a command.
type ID string

// Scope is where a command works: everywhere, or on one screen.
type Scope string

// The scopes.
const (
	Global   Scope = "global"
	Welcome  Scope = "welcome"
	Orgs     Scope = "orgs"
	Projects Scope = "projects"
	Releases Scope = "releases"
	Views    Scope = "views"
	Issues   Scope = "issues"
	Issue    Scope = "issue"
	Runs     Scope = "runs"
	Trace    Scope = "trace"

	Explore    Scope = "explore"
	Logs       Scope = "logs"
	Monitors   Scope = "monitors"
	Alerts     Scope = "alerts"
	Dashboards Scope = "dashboards"
	Replays    Scope = "replays"
	Settings   Scope = "settings"
	Page       Scope = "page"   // one thing that is read: a replay, an alert, ...
	Report     Scope = "report" // the same, over a period: a release, a monitor, ...
)

// Scopes lists all of them.
func Scopes() []Scope { return append([]Scope{Global}, lists()...) }

// Title is the scope as a heading.
func (s Scope) Title() string {
	if s == Global {
		return "Everywhere"
	}
	return "On the screen " + string(s)
}

// Command is one entry.
type Command struct {
	ID     ID
	Title  string   // for the help page: what happens
	Hint   string   // one word for the footer; empty = not in the footer
	Keys   []string // as Bubble Tea writes them
	Scopes []Scope
	Ops    []string // operations of the catalogue that it runs
}

// In reports whether the command is one of a scope.
func (c Command) In(s Scope) bool { return slices.Contains(c.Scopes, s) }

// hintsFirst are the hints that come first in the footer; the others follow as
// the catalogue has them.
func hintsFirst() []ID {
	return []ID{Open, Resolve, Archive, Assign, Search, Mark, Pause, Severity, Details, NextError, Fold, Fix, NextTab, FindHere,
		Sort, Aggregate, Fields, Period, Filter, Copy}
}

// rank is the place of a command's hint in the footer.
func (c Command) rank() int {
	first := hintsFirst()
	if n := slices.Index(first, c.ID); n >= 0 {
		return n
	}
	return len(first)
}
