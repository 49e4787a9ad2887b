// Package triage is what one does to an issue, wherever it is shown: resolve,
// archive, assign, prioritise, comment, copy, open in the browser. Each change
// is data, an input for the server and its effect on the copies on the screen,
// so that the effect can be shown at once and taken back when it is refused.
package triage

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Target is the issue under the cursor.
type Target struct {
	Env     screen.Env
	Org     string
	Issue   ops.Issue
	Details *ops.GetIssueDetailsOut // nil while nothing but the row is loaded
}

// Do runs a command on the issue; false when it is not one of triage.
func Do(id command.ID, t Target) (tea.Cmd, bool) {
	switch id {
	case command.Resolve:
		return t.resolve(), true
	case command.Unresolve:
		return t.status("unresolving", ops.IssueEdit{Status: "unresolved"}, "unresolved", "ongoing"), true
	case command.Archive:
		return ask(t.archiveMenu()), true
	case command.Assign:
		return t.assign(), true
	case command.Priority:
		return ask(t.priorityMenu()), true
	case command.Comment:
		return ask(t.commentPrompt()), true
	case command.Browser:
		return t.browse(), true
	case command.Copy:
		return ask(t.copyMenu()), true
	case command.OpenTrace:
		return screen.Send(screen.Open{To: screen.ToTrace{Org: t.Org, ID: t.handle()}}), true
	}
	return nil, false
}

func ask(d widget.Dialog) tea.Cmd { return screen.Send(screen.Ask{Dialog: d}) }

func (t Target) handle() string { return ops.IssueHandle(t.Issue) }

// update makes a write of a change of the issue.
func (t Target) update(doing string, edit ops.IssueEdit, change screen.Change) tea.Cmd {
	in := ops.UpdateIssueIn{IssueTarget: ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: t.Org}, Issue: string(t.Issue.ID)}, IssueEdit: edit}
	handle := t.handle()
	return screen.Send(screen.Write{
		Issue: t.Issue.ID, Doing: doing + " " + handle, Change: change,
		Run: func(ctx context.Context, o *ops.Ops) (string, error) {
			out, err := o.UpdateIssue(ctx, in)
			if err != nil {
				return "", err
			}
			return changed(handle, out), nil
		},
	})
}

// changed puts what the server did into one line.
func changed(handle string, out ops.UpdateIssueOut) string {
	var words []string
	for _, u := range out.Updated {
		for _, c := range u.Changes {
			from := text.From(c.From).String()
			if from == "" {
				from = "none"
			}
			words = append(words, c.Field+" "+from+" -> "+text.From(c.To).String())
		}
	}
	if len(out.Unchanged) > 0 {
		words = append(words, "nothing to change, it is so already")
	}
	return handle + ": " + strings.Join(append(words, out.Skipped...), ", ")
}

// resolve closes the issue; one that is closed already is left alone.
func (t Target) resolve() tea.Cmd {
	if t.Issue.Status == "resolved" {
		return screen.Say(t.handle() + " is resolved already (u opens it again)")
	}
	return t.status("resolving", ops.IssueEdit{Status: "resolved"}, "resolved", "")
}

// status changes status and substatus.
func (t Target) status(doing string, in ops.IssueEdit, status, substatus text.Word) tea.Cmd {
	before := t.Issue
	return t.update(doing, in, screen.Change{
		Field: "status",
		Now:   func(i *ops.Issue) { i.Status, i.Substatus = status, substatus },
		Undo: func(i *ops.Issue) {
			i.Status, i.Substatus, i.StatusDetails = before.Status, before.Substatus, before.StatusDetails
		},
		Stands: func(i ops.Issue) bool { return i.Status == status && i.Substatus == substatus },
	})
}

func (t Target) archiveMenu() *widget.Menu {
	choice := func(key, title string, substatus text.Word, in ops.IssueEdit) widget.Choice {
		in.Status = "ignored"
		return widget.Choice{Key: key, Title: title, Run: func() tea.Cmd { return t.status("archiving", in, "ignored", substatus) }}
	}
	const met = "archived_until_condition_met"
	duration := func(minutes int) ops.IssueEdit {
		return ops.IssueEdit{IgnoreMode: "forDuration", IgnoreMinutes: minutes}
	}
	events := func(n int) ops.IssueEdit {
		return ops.IssueEdit{IgnoreMode: "untilOccurrenceCount", IgnoreCount: n}
	}
	return &widget.Menu{Title: "Archive " + t.handle(), Choices: []widget.Choice{
		choice("e", "until it escalates", "archived_until_escalating", ops.IssueEdit{IgnoreMode: "untilEscalating"}),
		choice("f", "forever", "archived_forever", ops.IssueEdit{IgnoreMode: "forever"}),
		choice("h", "for 1 hour", met, duration(60)),
		choice("d", "for 1 day", met, duration(24*60)),
		choice("w", "for 1 week", met, duration(7*24*60)),
		choice("1", "until 10 more events", met, events(10)),
		choice("2", "until 100 more events", met, events(100)),
		choice("3", "until 1000 more events", met, events(1000)),
	}}
}

func (t Target) priorityMenu() *widget.Menu {
	m := &widget.Menu{Title: "Priority of " + t.handle()}
	for _, level := range []text.Word{"high", "medium", "low"} {
		m.Choices = append(m.Choices, widget.Choice{Key: string(level[:1]), Title: string(level), Run: func() tea.Cmd {
			before := t.Issue.Priority
			return t.update("prioritising", ops.IssueEdit{Priority: string(level)}, screen.Change{
				Field:  "priority",
				Now:    func(i *ops.Issue) { i.Priority = level },
				Undo:   func(i *ops.Issue) { i.Priority = before },
				Stands: func(i ops.Issue) bool { return i.Priority == level },
			})
		}})
	}
	return m
}

func (t Target) commentPrompt() *widget.Prompt {
	handle, id, org := t.handle(), t.Issue.ID, t.Org
	return &widget.Prompt{Title: "Comment on " + handle, Note: "Markdown; your team sees it.", Multi: true, Submit: func(note string) tea.Cmd {
		return screen.Send(screen.Write{
			Issue: id, Doing: "commenting on " + handle,
			Change: screen.Change{
				Now:    func(i *ops.Issue) { i.NumComments++ },
				Undo:   func(i *ops.Issue) { i.NumComments-- },
				Stands: func(i ops.Issue) bool { return i.NumComments > 0 },
			},
			Run: func(ctx context.Context, o *ops.Ops) (string, error) {
				in := ops.AddIssueNoteIn{IssueTarget: ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: org}, Issue: string(id)}, Text: note}
				if _, err := o.AddIssueNote(ctx, in); err != nil {
					return "", err
				}
				return handle + ": comment added", nil
			},
		})
	}}
}

// browse opens the issue's page.
func (t Target) browse() tea.Cmd {
	address, err := render.WebAddress(t.Issue.Permalink.Raw())
	switch {
	case err != nil:
		return screen.Complain(t.handle() + " has no page to open")
	case t.Env.OpenURL == nil:
		return screen.Complain("there is no browser here; y copies the URL: " + t.Issue.Permalink.String())
	}
	open := t.Env.OpenURL
	return func() tea.Msg {
		if err := open(address); err != nil {
			return screen.Status{Text: fmt.Sprintf("could not open a browser: %v", text.From(err.Error())), Bad: true}
		}
		return screen.Status{Text: "opened " + address}
	}
}
