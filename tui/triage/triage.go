// Package triage is what one does to issues, wherever they are shown: resolve,
// archive, assign, prioritise, comment, merge, delete, copy, open in the browser.
// Each change is data, an input for the server and its effect on the copies on
// the screen, so that the effect can be shown at once, taken back when it is
// refused, and undone.
package triage

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Target is what a command is about: the issue under the cursor, or those that
// are marked.
type Target struct {
	Env     screen.Env
	Org     string
	Issue   ops.Issue
	Marked  []ops.Issue             // instead of Issue, unless empty
	Details *ops.GetIssueDetailsOut // of Issue; nil while nothing but the row is loaded
}

// maxIssues is how many issues one change may be about: as many as the
// operation takes.
const maxIssues = 1000

// Do runs a command on the target; false when it is not one of triage.
func Do(id command.ID, t Target) (tea.Cmd, bool) {
	switch id {
	case command.Browser:
		return t.browse(), true
	case command.Copy:
		return ask(t.copyMenu()), true
	case command.OpenTrace:
		return screen.Send(screen.Open{To: screen.ToTrace{Org: t.Org, ID: ops.IssueHandle(t.all()[0])}}), true
	case command.RunList:
		return screen.Send(screen.Open{To: screen.ToRuns{Org: t.Org}}), true
	}
	run := t.change(id)
	if run == nil {
		return nil, false
	}
	if n := len(t.Marked); n > maxIssues {
		return screen.Complain(fmt.Sprintf("%d issues are marked, and one change takes %d: mark fewer", n, maxIssues)), true
	}
	return run(), true
}

// change is what a command changes; nil when it changes nothing.
func (t Target) change(id command.ID) func() tea.Cmd {
	menu := func(build func() *widget.Menu) func() tea.Cmd { return func() tea.Cmd { return ask(build()) } }
	switch id {
	case command.Resolve:
		return t.resolve
	case command.Unresolve:
		return t.unresolve
	case command.ResolveIn:
		return menu(t.resolveMenu)
	case command.Archive:
		return menu(t.archiveMenu)
	case command.Assign:
		return t.assign
	case command.Priority:
		return menu(t.priorityMenu)
	case command.Bookmark:
		return t.bookmark
	case command.Subscribe:
		return t.subscribe
	case command.Reviewed:
		return t.reviewed
	case command.Share:
		return menu(t.shareMenu)
	case command.Comment:
		return t.askComment
	case command.Merge:
		return t.merge
	case command.Delete:
		return menu(t.deleteMenu)
	}
	return nil
}

func ask(d widget.Dialog) tea.Cmd { return screen.Send(screen.Ask{Dialog: d}) }

// all are the issues the target is about.
func (t Target) all() []ops.Issue {
	if len(t.Marked) > 0 {
		return t.Marked
	}
	return []ops.Issue{t.Issue}
}

func (t Target) ids() []text.Word {
	ids := make([]text.Word, 0, len(t.all()))
	for _, i := range t.all() {
		ids = append(ids, i.ID)
	}
	return ids
}

// name is what the target is called: "SHOP-1A", or "12 issues".
func (t Target) name() string { return nameOf(t.all()) }

func nameOf(issues []ops.Issue) string {
	if len(issues) == 1 {
		return text.From(ops.IssueHandle(issues[0])).String()
	}
	return fmt.Sprintf("%d issues", len(issues))
}

// browse opens the issue's page.
func (t Target) browse() tea.Cmd {
	if len(t.Marked) > 1 {
		return screen.Complain("the browser opens one issue: esc takes the marks away")
	}
	return t.Env.Browse(t.all()[0].Permalink)
}
