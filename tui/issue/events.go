package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// eventsSection is the list of the issue's events, newest first.
type eventsSection struct {
	page   *Page
	list   []ops.EventSummary
	next   string // cursor of the next page
	loaded bool
	err    error
}

const (
	eventsTask = "events"
	moreTask   = "more events"
)

func newEvents(s *Page) *eventsSection { return &eventsSection{page: s} }

func (e *eventsSection) load() tea.Cmd {
	if e.loaded || e.err != nil || e.page.env.Tasks.Running(eventsTask) {
		return nil
	}
	return screen.Run(e.page.env.Tasks, eventsTask, e.page.env.Ops.SearchIssueEvents, e.input(""))
}

func (e *eventsSection) input(cursor string) ops.SearchIssueEventsIn {
	return ops.SearchIssueEventsIn{IssueTarget: e.page.target(), Period: "90d", PageIn: ops.PageIn{Limit: 100, Cursor: cursor}}
}

func (e *eventsSection) forget() { e.loaded, e.err = false, nil }

func (e *eventsSection) waiting() bool {
	return e.page.env.Tasks.Running(eventsTask) || e.page.env.Tasks.Running(moreTask)
}

func (e *eventsSection) take(msg tea.Msg) (tea.Cmd, bool) {
	m, ok := msg.(screen.Loaded[ops.SearchIssueEventsOut])
	if !ok || !e.page.env.Tasks.Done(m.Ticket) {
		return nil, ok
	}
	if e.err = m.Err; m.Err != nil {
		return nil, true
	}
	if m.Name != moreTask {
		e.list = nil
	}
	e.loaded = true
	e.list, e.next = append(e.list, m.Out.Events...), m.Out.NextCursor
	return nil, true
}

// more loads the next page.
func (e *eventsSection) more() tea.Cmd {
	if e.next == "" || e.err != nil || e.waiting() {
		return nil
	}
	return screen.Run(e.page.env.Tasks, moreTask, e.page.env.Ops.SearchIssueEvents, e.input(e.next))
}

func (e *eventsSection) draw(r *rows) {
	switch {
	case e.err != nil:
		r.failed("events", e.err)
		if len(e.list) > 0 {
			r.Add("")
		}
	case !e.loaded && len(e.list) == 0:
		r.note("loading events...")
	case len(e.list) == 0:
		r.note("no events in the last 90 days")
	}
	for _, one := range e.list {
		id := string(ops.EventHandle(one))
		r.Row(func(p widget.Paint, edge string) string { return e.line(p, edge, one, r.Width) }, func() tea.Cmd {
			return tea.Batch(e.page.show(stack), e.page.goTo(id))
		})
	}
}

func (e *eventsSection) line(p widget.Paint, edge string, one ops.EventSummary, width int) string {
	var user, environment, release string
	if one.User != nil {
		user = ops.UserLabel(*one.User).Cut(28)
	}
	for _, t := range one.Tags {
		switch t.Key.Raw() {
		case "environment":
			environment = t.Value.Cut(14)
		case "release":
			release = t.Value.Cut(24)
		}
	}
	shown := "  "
	if e.page.eventKey() == string(ops.EventHandle(one)) {
		shown = p.Glyph("● ", "* ")
	}
	line := p.In(themes.Muted, edge+widget.FitRight(text.AgoShort(one.DateCreated.Time, e.page.env.Now()), 5)) + p.In(themes.Accent, " "+shown) +
		p.In(themes.Accent, widget.Fit(short(ops.EventHandle(one)), 10))
	if width >= 76 {
		line += p.In(themes.Text, widget.Fit(user, 30))
	}
	if width >= 110 {
		line += p.In(themes.Muted, widget.Fit(environment, 16)+widget.Fit(release, 26))
	}
	return line + p.In(themes.Text, widget.Fit(one.Title.Cut(300), max(width-widget.Width(line), 0)))
}

// short is the beginning of an event's id, which tells it from the others.
func short[T ~string](id T) string { return string(id[:min(len(id), 8)]) }
