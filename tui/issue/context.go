package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/event"
)

// contextSection is the rest of the event: request, flags, contexts, extra.
type contextSection struct {
	page *Page
	open map[string]bool // values shown whole
}

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
	filter := s.find[details].Text()
	r.Sheet = event.Details{Event: e, Filter: filter, Open: c.open}.Sheet(r.Paint, r.Width)
	switch {
	case len(r.Marks) == 0 && filter != "":
		r.note("nothing matches")
	case len(r.Marks) == 0:
		r.note("no request, contexts or extra data were sent with this event")
	case event.Curl(e.Request) != "" && filter == "":
		r.note("y c copies the request as a curl command")
	}
}
