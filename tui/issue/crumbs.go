package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/event"
)

// crumbsSection is what happened before the event.
type crumbsSection struct {
	page *Page
	open map[int]bool // of the event that is shown
}

// reset begins anew with the event that is shown now, at the end: what was last
// before it tells most.
func (c *crumbsSection) reset() {
	c.open = map[int]bool{}
	c.page.views[crumbs].Cursor = len(c.page.event().Breadcrumbs) - 1
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
	r.Sheet = event.Crumbs{Event: e, Filter: s.find[crumbs].Text(), Open: c.open}.Sheet(r.Paint, r.Width)
	if len(r.Marks) == 0 {
		r.note("no breadcrumb matches; words are looked for, or level:warning, category:http, type:query")
	}
}
