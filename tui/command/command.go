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
	Page       Scope = "page" // one thing that is read: a release, a monitor, ...
)

// Scopes lists all of them.
func Scopes() []Scope { return append([]Scope{Global}, lists()...) }

// Command is one entry.
type Command struct {
	ID     ID
	Title  string   // for the help page: what happens
	Hint   string   // one word for the footer; empty = not in the footer
	Keys   []string // as Bubble Tea writes them
	Scopes []Scope
	Ops    []string // operations of the catalogue that it runs
}

// Keymap is what each key means on a screen of the given scope. The screen's
// own commands win over the global ones.
func Keymap(scope Scope) map[string]Command {
	keys := map[string]Command{}
	for _, c := range For(scope) {
		for _, k := range c.Keys {
			if _, taken := keys[k]; !taken {
				keys[k] = c
			}
		}
	}
	return keys
}

// For lists the commands of a scope, then the global ones.
func For(scope Scope) []Command {
	var out []Command
	for _, s := range []Scope{scope, Global} {
		for _, c := range Catalog() {
			if slices.Contains(c.Scopes, s) {
				out = append(out, c)
			}
		}
	}
	return out
}

// Hints are the commands of a scope that the footer may show.
func Hints(scope Scope) []Command {
	return slices.DeleteFunc(For(scope), func(c Command) bool { return c.Hint == "" })
}
