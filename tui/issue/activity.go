package issue

import (
	"context"
	"encoding/json"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// activitySection is what was done about the issue, and what was said.
type activitySection struct {
	page *Page
	list remote[ops.GetIssueActivityIn, ops.GetIssueActivityOut]
	me   remote[ops.WhoamiIn, ops.WhoamiOut] // whose comments can be changed

	notes comments // as rendered last
}

func newActivity(s *Page) *activitySection {
	return &activitySection{page: s, list: newRemote(s.env, "activity", s.env.Ops.GetIssueActivity), me: newRemote(s.env, "account", s.env.Ops.Whoami)}
}

func (a *activitySection) load() tea.Cmd {
	return tea.Batch(a.list.want("", ops.GetIssueActivityIn{IssueTarget: a.page.target(), Limit: 100}), a.me.want("", ops.WhoamiIn{}))
}

func (a *activitySection) take(msg tea.Msg) (tea.Cmd, bool) {
	if answered, mine := a.list.take(msg); answered {
		return a.render(), true
	} else if mine {
		return nil, true
	}
	if m, ok := msg.(screen.Loaded[comments]); ok {
		if a.page.env.Tasks.Done(m.Ticket) && m.Err == nil {
			a.notes = m.Out
		}
		return nil, true
	}
	_, mine := a.me.take(msg)
	return nil, mine
}

func (a *activitySection) forget() { a.list.forget() }

func (a *activitySection) waiting() bool { return a.list.waiting() }

func (a *activitySection) draw(r *rows) {
	out, ok := a.list.get("", r)
	if !ok {
		return
	}
	if a.list.err != nil {
		r.failed("activity", a.list.err)
	}
	if len(out.Activity) == 0 {
		r.note("nothing has happened to this issue yet; c comments")
	}
	for _, one := range out.Activity {
		r.Row(func(p widget.Paint, edge string) string { return a.line(p, edge, one, r.Width) }, func() tea.Cmd { return a.open(one) })
		a.drawNote(r, one)
	}
}

func (a *activitySection) line(p widget.Paint, edge string, one ops.Activity, width int) string {
	who := "Sentry"
	if one.User != nil {
		who = ops.PersonName(*one.User).Cut(40)
	}
	line := p.In(themes.Muted, edge+widget.FitRight(text.AgoShort(one.DateCreated.Time, a.page.env.Now()), 6)+"  ") +
		p.In(themes.Title, who) + p.In(themes.Text, " "+ops.ActivityLabel(one)) + p.In(themes.Muted, "  "+activityDetail(one).Cut(max(width, 1)))
	return widget.Cut(line, width)
}

// activityData is what the kinds of activity say about themselves.
type activityData struct {
	Version  text.Untrusted `json:"version"`
	Assignee text.Untrusted `json:"assigneeEmail"`
	Priority text.Untrusted `json:"priority"`
	Commit   struct {
		ID text.Untrusted `json:"id"`
	} `json:"commit"`
	PullRequest struct {
		Title text.Untrusted `json:"title"`
		URL   text.Untrusted `json:"externalUrl"`
	} `json:"pullRequest"`
	Issues []struct {
		ID      text.Untrusted `json:"id"`
		ShortID text.Untrusted `json:"shortId"`
		Title   text.Untrusted `json:"title"`
	} `json:"issues"`
}

// dataOf reads what there is; kinds that say it in another form say nothing.
func dataOf(one ops.Activity) activityData {
	var d activityData
	if len(one.Data) == 0 || json.Unmarshal(one.Data, &d) != nil {
		return activityData{}
	}
	return d
}

func activityDetail(one ops.Activity) text.Untrusted {
	d := dataOf(one)
	if len(d.Issues) > 0 {
		return text.From(text.Counted(int64(len(d.Issues)), "issue"))
	}
	for _, v := range []text.Untrusted{d.PullRequest.Title, d.PullRequest.URL, d.Commit.ID, d.Version, d.Assignee, d.Priority} {
		if !v.IsZero() {
			return v
		}
	}
	return text.Untrusted{}
}

// open offers to change a comment of one's own.
func (a *activitySection) open(one ops.Activity) tea.Cmd {
	me, known := a.me.kept[""]
	switch {
	case one.Type != "note":
		return nil
	case !known, one.User == nil, one.User.ID == "" || one.User.ID != me.User.ID:
		return screen.Say("only its author can change a comment; c adds one of yours")
	}
	return screen.Send(screen.Ask{Dialog: &widget.Menu{Title: "Your comment", Choices: []widget.Choice{
		{Key: "e", Title: "edit", Run: func() tea.Cmd { return a.edit(one) }},
		{Key: "d", Title: "delete", Run: func() tea.Cmd { return a.remove(one) }},
	}}})
}

func (a *activitySection) edit(one ops.Activity) tea.Cmd {
	target := a.page.target()
	return screen.Send(screen.Ask{Dialog: &widget.Prompt{
		Title: "Edit your comment", Note: "Markdown; your team sees it.", Multi: true, Editor: widget.NewEditor(ops.NoteText(one).Raw()),
		Submit: func(note string) tea.Cmd {
			return write(a.page.issue.ID, "changing a comment", screen.NoChange(), func(ctx context.Context, o *ops.Ops) (string, error) {
				_, err := o.UpdateIssueNote(ctx, ops.UpdateIssueNoteIn{IssueTarget: target, NoteID: string(one.ID), Text: note})
				return "comment changed", err
			})
		},
	}})
}

func (a *activitySection) remove(one ops.Activity) tea.Cmd {
	target := a.page.target()
	fewer := screen.Change{
		Now:    func(i *ops.Issue) { i.NumComments-- },
		Undo:   func(i *ops.Issue) { i.NumComments++ },
		Stands: func(ops.Issue) bool { return true },
	}
	return write(a.page.issue.ID, "deleting a comment", fewer, func(ctx context.Context, o *ops.Ops) (string, error) {
		_, err := o.DeleteIssueNote(ctx, ops.DeleteIssueNoteIn{IssueTarget: target, NoteID: string(one.ID)})
		return "comment deleted", err
	})
}

// write does something about an issue in the program's life, so that leaving the
// screen does not stop half of it.
func write(issue text.Word, doing string, change screen.Change, do func(context.Context, *ops.Ops) (string, error)) tea.Cmd {
	return screen.Send(screen.Write{Issues: []text.Word{issue}, Doing: doing, Change: change, Run: do})
}
