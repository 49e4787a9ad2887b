package triage

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

func (t Target) priorityMenu() *widget.Menu {
	priority := aspect{
		name: "priority",
		put:  func(from ops.Issue, to *ops.Issue) { to.Priority = from.Priority },
		same: func(a, b ops.Issue) bool { return a.Priority == b.Priority },
		restore: func(before ops.Issue, _ time.Time) edit {
			return edit{IssueEdit: ops.IssueEdit{Priority: string(before.Priority)}}
		},
	}
	m := &widget.Menu{Title: "Priority of " + t.name()}
	for _, level := range []text.Word{"high", "medium", "low"} {
		m.Choices = append(m.Choices, widget.Choice{Key: string(level[:1]), Title: string(level), Run: func() tea.Cmd {
			known := !slices.ContainsFunc(t.all(), func(i ops.Issue) bool { return i.Priority == "" })
			a := priority
			if !known { // an issue cannot be given back that it has none
				a.restore = nil
			}
			return t.update("prioritising", edit{IssueEdit: ops.IssueEdit{Priority: string(level)}}, a, func(i *ops.Issue) { i.Priority = level })
		}})
	}
	return m
}

// flag is an aspect that is on or off.
func flag(name string, of func(*ops.Issue) *bool, mark func(bool) ops.IssueMarks) aspect {
	return aspect{
		name:    name,
		put:     func(from ops.Issue, to *ops.Issue) { *of(to) = *of(&from) },
		same:    func(a, b ops.Issue) bool { return *of(&a) == *of(&b) },
		restore: func(before ops.Issue, _ time.Time) edit { return edit{IssueMarks: mark(*of(&before))} },
	}
}

// toggle switches a flag on for all unless all have it.
func (t Target) toggle(on, off string, of func(*ops.Issue) *bool, mark func(bool) ops.IssueMarks) tea.Cmd {
	want := slices.ContainsFunc(t.all(), func(i ops.Issue) bool { return !*of(&i) })
	doing := on
	if !want {
		doing = off
	}
	return t.update(doing, edit{IssueMarks: mark(want)}, flag(on, of, mark), func(i *ops.Issue) { *of(i) = want })
}

func (t Target) bookmark() tea.Cmd {
	return t.toggle("bookmarking", "taking the bookmark off", func(i *ops.Issue) *bool { return &i.IsBookmarked },
		func(on bool) ops.IssueMarks { return ops.IssueMarks{Bookmarked: &on} })
}

func (t Target) subscribe() tea.Cmd {
	return t.toggle("subscribing to", "unsubscribing from", func(i *ops.Issue) *bool { return &i.IsSubscribed },
		func(on bool) ops.IssueMarks { return ops.IssueMarks{Subscribed: &on} })
}

// reviewed takes the issues out of the inbox. There is no way to put one back.
func (t Target) reviewed() tea.Cmd {
	inbox := aspect{
		name: "inbox",
		put:  func(from ops.Issue, to *ops.Issue) { to.Inbox = from.Inbox },
		same: func(a, b ops.Issue) bool { return (a.Inbox == nil) == (b.Inbox == nil) },
	}
	return t.update("marking as reviewed:", edit{IssueMarks: ops.IssueMarks{Reviewed: true}}, inbox, func(i *ops.Issue) { i.Inbox = nil })
}

// shareMenu asks before everybody with a link can read an issue.
func (t Target) shareMenu() *widget.Menu {
	m := &widget.Menu{Title: "Public link of " + t.name(), Note: []string{"Whoever has the link can read the issue, without a login."}}
	m.Choices = append(m.Choices, widget.Choice{Key: "y", Title: "make it public and copy the link", Run: t.share})
	if slices.ContainsFunc(t.all(), func(i ops.Issue) bool { return i.IsPublic }) {
		m.Choices = append(m.Choices, widget.Choice{Key: "x", Title: "stop sharing: the link works no more", Run: func() tea.Cmd {
			off := false
			return t.update("making private", edit{IssueMarks: ops.IssueMarks{Public: &off}}, public(), func(i *ops.Issue) { i.IsPublic = false })
		}})
	}
	m.Choices = append(m.Choices, widget.Choice{Key: "n", Title: "leave it", Run: func() tea.Cmd { return nil }})
	return m
}

func public() aspect {
	a := flag("public", func(i *ops.Issue) *bool { return &i.IsPublic }, nil)
	a.restore = nil // a link that was switched off comes back as another one
	return a
}

func (t Target) share() tea.Cmd {
	on := true
	in := ops.UpdateIssuesIn{IssueSelection: ops.IssueSelection{OrgTarget: ops.OrgTarget{Org: t.Org}}, IssueMarks: ops.IssueMarks{Public: &on}}
	for _, id := range t.ids() {
		in.IDs = append(in.IDs, string(id))
	}
	a, set := public(), func(i *ops.Issue) { i.IsPublic = true }
	before := map[text.Word]bool{}
	for _, i := range t.all() {
		before[i.ID] = i.IsPublic
	}
	var links, said string // written before the answer is handled, read after
	return screen.Send(screen.Write{
		Issues: t.ids(), Doing: "sharing " + t.name(),
		Change: screen.Change{Field: a.name, Now: set, Undo: func(i *ops.Issue) { i.IsPublic = before[i.ID] }, Stands: func(i ops.Issue) bool { return i.IsPublic }},
		Run: func(ctx context.Context, o *ops.Ops) (string, error) {
			out, err := o.UpdateIssues(ctx, in)
			if err == nil {
				err = out.Failure()
			}
			if err != nil {
				return "", err
			}
			for _, s := range out.Shared {
				links += s.URL + "\n"
			}
			if links == "" {
				return t.name() + ": public, but this server has no page for it", nil
			}
			said = t.name() + ": public, link copied: " + out.Shared[0].URL
			return said, nil
		},
		Then: func() tea.Cmd {
			if links == "" {
				return nil
			}
			return screen.Send(screen.Copy{Text: func() string { return links[:len(links)-1] }, Said: said})
		},
	})
}
