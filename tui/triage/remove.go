package triage

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// The states of issues that are about to vanish, in Sentry's words.
const (
	pendingDeletion text.Word = "pending_deletion"
	pendingMerge    text.Word = "pending_merge"
)

// Gone reports whether an issue was deleted or became part of another one: it
// is no row any more once the server accepted that.
func Gone(i ops.Issue) bool { return i.Status == pendingDeletion || i.Status == pendingMerge }

// vanish shows issues as leaving and takes that back when they stay.
func (t Target) vanish(into text.Word, leaving []ops.Issue) screen.Change {
	before := map[text.Word]ops.Issue{}
	for _, i := range leaving {
		before[i.ID] = i
	}
	return screen.Change{
		Field: "status",
		Now: func(i *ops.Issue) {
			if _, ok := before[i.ID]; ok {
				i.Status, i.Substatus = into, ""
			}
		},
		Undo: func(i *ops.Issue) {
			if old, ok := before[i.ID]; ok {
				status().put(old, i)
			}
		},
		Stands: func(i ops.Issue) bool { return i.Status == into },
	}
}

// merge asks before several issues become one.
func (t Target) merge() tea.Cmd {
	if len(t.Marked) < 2 {
		keys := t.Env.Keys
		return screen.Complain("mark the issues to merge first: " + keys.Key(command.Mark) + " marks, " + keys.Key(command.MarkRange) + " marks a range, " + keys.Key(command.Merge) + " merges them")
	}
	keeps := t.Marked[0]
	for _, i := range t.Marked[1:] {
		if i.Project.Slug != keeps.Project.Slug {
			return screen.Complain("only issues of one project can be merged, and these are of " + string(keeps.Project.Slug) + " and " + string(i.Project.Slug))
		}
		if i.Count > keeps.Count {
			keeps = i
		}
	}
	var leaving []ops.Issue
	for _, i := range t.Marked {
		if i.ID != keeps.ID {
			leaving = append(leaving, i)
		}
	}
	note := nameOf([]ops.Issue{keeps}) + " stays, as the one with the most events: " + keeps.Title.Cut(120)
	return ask(&widget.Menu{Title: "Merge " + t.name() + "?", Note: []string{note, "Here it cannot be undone."}, Choices: []widget.Choice{
		{Key: "y", Title: "merge them", Run: func() tea.Cmd { return t.mergeNow(leaving) }},
		{Key: "n", Title: "leave them", Run: func() tea.Cmd { return nil }},
	}})
}

func (t Target) mergeNow(leaving []ops.Issue) tea.Cmd {
	in := ops.MergeIssuesIn{OrgTarget: ops.OrgTarget{Org: t.Org}}
	for _, id := range t.ids() {
		in.IDs = append(in.IDs, string(id))
	}
	return screen.Send(screen.Write{
		Issues: t.ids(), Doing: "merging " + t.name(), Change: t.vanish(pendingMerge, leaving),
		Run: func(ctx context.Context, o *ops.Ops) (string, error) {
			out, err := o.MergeIssues(ctx, in)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("merged %s into %s (%d events together)", text.From(strings.Join(out.Merged, ", ")).Cut(120), text.From(out.Into), out.Events), nil
		},
	})
}

// deleteMenu asks before issues are removed for good.
func (t Target) deleteMenu() *widget.Menu {
	note := "With all their events, for good. This cannot be undone."
	if len(t.all()) == 1 {
		note = t.all()[0].Title.Cut(120) + ". With all its events, for good. This cannot be undone."
	}
	return &widget.Menu{Title: "Delete " + t.name() + "?", Note: []string{note}, Choices: []widget.Choice{
		{Key: "n", Title: "keep", Run: func() tea.Cmd { return nil }},
		{Key: "y", Title: "delete", Run: func() tea.Cmd { return t.remove(false) }},
		{Key: "d", Title: "delete, and throw later events of the same groups away too", Run: func() tea.Cmd { return t.remove(true) }},
	}}
}

func (t Target) remove(discard bool) tea.Cmd {
	in := ops.DeleteIssuesIn{IssueSelection: ops.IssueSelection{OrgTarget: ops.OrgTarget{Org: t.Org}}, Discard: discard}
	for _, id := range t.ids() {
		in.IDs = append(in.IDs, string(id))
	}
	return screen.Send(screen.Write{
		Issues: t.ids(), Doing: "deleting " + t.name(), Change: t.vanish(pendingDeletion, t.all()),
		Run: func(ctx context.Context, o *ops.Ops) (string, error) {
			out, err := o.DeleteIssues(ctx, in)
			if err == nil {
				err = out.Failure()
			}
			if err == nil {
				return t.name() + ": deleted", nil
			}
			gone := map[text.Word]bool{}
			for _, d := range out.Deleted {
				gone[text.Word(d.ID)] = true
			}
			if len(gone) == 0 {
				return "", err
			}
			some := &screen.Partial{Err: err}
			for _, id := range t.ids() {
				if !gone[id] {
					some.Refused = append(some.Refused, id)
				}
			}
			return "", some
		},
	})
}
