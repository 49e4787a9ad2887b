package screen

import (
	"context"
	"os/exec"
	"slices"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/widget"
)

// Open asks the router for another screen on top of what is shown, or in the
// place of the screen that asks.
type Open struct {
	To      any // one of the To types
	Instead int // owner of the screen whose place it takes, unless that was left meanwhile; 0 = of none
}

// Instead asks for another screen in the place of this one.
func (e Env) Instead(to any) tea.Cmd { return Send(Open{To: to, Instead: e.Tasks.owner}) }

// Where the router can go.
type (
	// ToOrgs lists the organizations.
	ToOrgs struct{}
	// ToProjects lists the projects of an organization.
	ToProjects struct{ Org string }
	// ToReleases lists the releases of an organization, or of one project.
	ToReleases struct{ Org, Project string }
	// ToIssues is the issue stream; an empty project means all of them.
	ToIssues struct {
		Org, Project string
		Query        *string   // nil = the sections
		Name         string    // of the search; with Query
		Sort, Period string    // "" = the usual ones; with Query
		Start, End   string    // RFC 3339, instead of Period
		Environment  string    // several are separated by commas; "" = all
		Section      string    // name of the section to begin with; Query, where there is one, is asked in it
		Under        text.Word // the issue that the cursor begins on; "" = the first
	}
	// ToViews lists the saved searches of an organization.
	ToViews struct{ Org string }
	// ToIssue is one issue. Issue may hold no more than its id.
	ToIssue struct {
		Org   string
		Issue ops.Issue
		Event string // the event to begin with: an id, latest, oldest; "" = the recommended one
		Fix   bool   // go on to the fix run and start one
		// ShowFix begins with the fix run and starts none.
		ShowFix bool
	}
	// ToRuns lists the fix runs: those that are followed, then the organization's.
	ToRuns struct{ Org string }
	// ToTrace is the waterfall of a trace. ID may be that of an issue
	// (SHOP-1A), for the trace of its event.
	ToTrace struct {
		Org, ID string
		Span    string // where the cursor begins; "" = at the first span
	}
	// ToRelease is one release; Project may be empty.
	ToRelease struct{ Org, Project, Version string }
	// ToMonitors lists cron monitors; of all projects unless one is named.
	ToMonitors struct{ Org, Project string }
	// ToMonitor is one cron monitor.
	ToMonitor struct{ Org, Slug string }
	// ToUptime lists uptime monitors.
	ToUptime struct{ Org, Project string }
	// ToUptimeMonitor is one uptime monitor; ID is numeric.
	ToUptimeMonitor struct{ Org, Project, ID string }
	// ToAlerts lists alerts on issues and on numbers.
	ToAlerts struct{ Org, Project string }
	// ToAlert is one alert. Kind is issue or metric.
	ToAlert struct{ Org, Kind, ID string }
	// ToDashboards lists dashboards.
	ToDashboards struct{ Org string }
	// ToDashboard is one dashboard.
	ToDashboard struct{ Org, ID string }
	// ToReplays lists recorded sessions.
	ToReplays struct{ Org, Project string }
	// ToReplay is one recorded session.
	ToReplay struct{ Org, ID string }
	// ToExplore is a search over one dataset (errors, spans, logs, metrics,
	// profiles, replays). Fields are separated by ", "; what is empty is the usual.
	ToExplore struct {
		Org, Project           string
		Dataset, Query, Fields string
		Sort, Period           string
		Trace                  string // only what belongs to this trace
	}
	// ToLogs follows logs as they come; of one trace where it is named.
	ToLogs struct{ Org, Project, Query, Trace string }
	// ToLog is one line; Project and Trace save looking for it.
	ToLog struct{ Org, Project, ID, Trace string }
	// ToProfile is one profile, or, without an id, all of a project or a
	// transaction together.
	ToProfile struct{ Org, Project, ID, Transaction string }
	// ToSyntax is the guide to searching a dataset.
	ToSyntax struct{ Dataset string }
	// ToSettings is what is in force, and where it comes from.
	ToSettings struct{}
	// ToPerformance sums up the transactions of a project, or one of them.
	ToPerformance struct{ Org, Project, Transaction string }
)

// Keep remembers where the split of a name was dragged to: the left or upper
// part's share, 0..1. The next screen finds it in Wishes.Splits.
type Keep struct {
	Split string
	Share float64
}

// ProjectOr is how an operation is asked for a project: all of them are asked
// for by name, because leaving the project out would mean the default one.
func ProjectOr(slug string) string {
	if slug == "" {
		return "-1"
	}
	return slug
}

// Ask puts a dialog over the screen until it is answered.
type Ask struct{ Dialog widget.Dialog }

// Status shows one line for a few seconds.
type Status struct {
	Text string
	Bad  bool
}

// Edit changes the copies that screens hold of some issues, at once.
type Edit struct {
	Issues []text.Word // ids
	Apply  func(*ops.Issue)
}

// About reports whether the edit is about an issue.
func (e Edit) About(issue text.Word) bool { return slices.Contains(e.Issues, issue) }

// Write is one change of one or many issues. The router applies Now to every
// screen first, then runs it outside the screen's life, so that leaving does not
// stop half of it; when it fails, the copies are put back. Writes that share an
// issue run one after the other.
type Write struct {
	Change
	Issues []text.Word                                                    // ids
	Doing  string                                                         // "resolving SHOP-1A"
	Run    func(ctx context.Context, o *ops.Ops) (done string, err error) // done: "SHOP-1A: status new -> resolved"; a *Partial error = only some were changed

	Reverse func(changed []text.Word) Write // what undoes it for those that were changed; nil = nothing can
	Then    func() tea.Cmd                  // after the server accepted it; may be nil
}

// Partial is the error of a write that changed only some of its issues.
type Partial struct {
	Refused []text.Word // ids of the others
	Err     error
}

func (e *Partial) Error() string { return e.Err.Error() }

// Unwrap is why the others were not changed.
func (e *Partial) Unwrap() error { return e.Err }

// Change is what a write does to a copy of the issue.
type Change struct {
	Field     string // what Now sets; "" = it adds to what is there
	Now, Undo func(*ops.Issue)
	Stands    func(ops.Issue) bool // whether a copy still shows what Now made of it
}

// TakeBack undoes the change, but not over a newer value.
func (c Change) TakeBack(i *ops.Issue) {
	if c.Stands(*i) {
		c.Undo(i)
	}
}

// NoChange is of a write that changes nothing that copies of the issue show.
func NoChange() Change {
	nothing := func(*ops.Issue) {}
	return Change{Now: nothing, Undo: nothing, Stands: func(ops.Issue) bool { return true }}
}

// Wrote tells every screen that a write of some issues was accepted.
type Wrote struct{ Issues []text.Word }

// About reports whether the write changed an issue.
func (w Wrote) About(issue text.Word) bool { return slices.Contains(w.Issues, issue) }

// Send makes a command of a message.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Copy puts a text on the clipboard. It is written beside the keys: a large
// document takes a while.
type Copy struct {
	Text func() string
	Said string // what the status line says of it
}

// CopyText copies a text that is there.
func CopyText(s, said string) tea.Cmd {
	return Send(Copy{Text: func() string { return s }, Said: said})
}

// Lend gives the terminal to another program until that ends; Done makes the
// message of how it ended.
type Lend struct {
	To   *exec.Cmd
	Done func(error) tea.Msg
}

// Say shows a line.
func Say(text string) tea.Cmd { return Send(Status{Text: text}) }

// Complain shows a line that something did not work.
func Complain(text string) tea.Cmd { return Send(Status{Text: text, Bad: true}) }

// Periods are the times that lists look back, in the order of the period key.
func Periods() []string { return []string{"1h", "24h", "7d", "14d", "30d", "90d"} }

// NextPeriod is the one after a period, going round at the end.
func NextPeriod(now string) string {
	all := Periods()
	return all[(slices.Index(all, now)+1)%len(all)]
}
