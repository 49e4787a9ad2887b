package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/event"
)

// crumbsSection is what happened before the event.
type crumbsSection struct {
	page *Page
	of   string // the event whose crumbs are open
	open map[int]bool
}

func (c *crumbsSection) load() tea.Cmd                { return nil }
func (c *crumbsSection) take(tea.Msg) (tea.Cmd, bool) { return nil, false }
func (c *crumbsSection) forget()                      {}

func (c *crumbsSection) draw(r *rows) {
	s := c.page
	e := s.event()
	switch {
	case s.details == nil && s.err == nil:
		r.note("loading breadcrumbs...")
		return
	case e == nil:
		r.note("there is no event to show breadcrumbs of")
		return
	case len(e.Breadcrumbs) == 0:
		r.note("no breadcrumbs were sent with this event")
		return
	}
	if key := s.eventKey(); c.of != key {
		c.of, c.open = key, map[int]bool{}
	}
	lines, marks, which := event.Crumbs{Event: e, Filter: s.find.words[crumbs], Open: c.open}.Lines(r.p, r.width)
	if len(which) == 0 {
		r.note("no breadcrumb matches; words are looked for, or level:warning, category:http, type:query")
		return
	}
	r.lines, r.marks = lines, marks
	for _, n := range which {
		r.acts = append(r.acts, func() tea.Cmd {
			c.open[n] = !c.open[n]
			s.redraw()
			return nil
		})
	}
}

// contextSection is the rest of the event: request, flags, contexts, extra.
type contextSection struct{ page *Page }

func (c *contextSection) load() tea.Cmd                { return nil }
func (c *contextSection) take(tea.Msg) (tea.Cmd, bool) { return nil, false }
func (c *contextSection) forget()                      {}

func (c *contextSection) draw(r *rows) {
	s := c.page
	e := s.event()
	switch {
	case s.details == nil && s.err == nil:
		r.note("loading the event...")
		return
	case e == nil:
		r.note("there is no event to show the context of")
		return
	}
	lines := event.Details(r.p, e, s.find.words[details], r.width)
	switch {
	case len(lines) > 0:
		r.text(lines...)
		if event.Curl(e.Request) != "" && s.find.words[details] == "" {
			r.note("y c copies the request as a curl command")
		}
	case s.find.words[details] != "":
		r.note("nothing matches")
	default:
		r.note("no request, contexts or extra data were sent with this event")
	}
}
