package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/command"
	"vedette/tui/event"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// stackSection is the stacks of the event.
type stackSection struct {
	page        *Page
	inApp       bool
	oldestFirst bool
	expanded    map[event.FrameID]bool
	ids         []event.FrameID // of the marks
	source      event.Source    // coloured
}

func newStack(s *Page) *stackSection {
	return &stackSection{page: s, inApp: true, expanded: map[event.FrameID]bool{}}
}

func (s *stackSection) load() tea.Cmd { return nil }
func (s *stackSection) forget()       {}

func (s *stackSection) take(msg tea.Msg) (tea.Cmd, bool) {
	m, ok := msg.(screen.Loaded[event.Source])
	if ok && s.page.env.Tasks.Done(m.Ticket) && m.Err == nil {
		s.source = m.Out
	}
	return nil, ok
}

// reset begins anew with the event that is shown now.
func (s *stackSection) reset() {
	s.source, s.expanded = nil, event.CrashFrames(s.page.event())
}

// toCrash puts the cursor on the frame to look at first.
func (s *stackSection) toCrash() {
	if s.page.tab != stack {
		r := rows{widget.Layout{Paint: s.page.size.Paint, Width: s.page.mainWidth()}}
		s.draw(&r)
		s.page.views[stack].Resize(max(s.page.size.Height-headHeight, 1))
		s.page.views[stack].Set(r.Sheet)
	}
	for n, id := range s.ids {
		if s.expanded[id] && id.Frame >= 0 {
			s.page.views[stack].GoTo(n)
		}
	}
}

// colour highlights the source of the event's frames.
func (s *stackSection) colour() tea.Cmd {
	e := s.page.event()
	if e == nil {
		return nil
	}
	return screen.Run(s.page.env.Tasks, sourceTask, event.Colour, event.Plain{Event: e, Paint: s.page.size.Paint})
}

func (s *stackSection) do(id command.ID) tea.Cmd {
	switch id {
	case command.InApp:
		s.inApp = !s.inApp
	case command.FrameOrder:
		s.oldestFirst = !s.oldestFirst
	case command.ExpandAll:
		s.expandAll()
	}
	return nil
}

// expandAll opens everything that is shown, or closes it when all is open.
func (s *stackSection) expandAll() {
	all := len(s.ids) > 0
	for _, id := range s.ids {
		all = all && s.expanded[id]
	}
	for _, id := range s.ids {
		s.expanded[id] = !all
	}
}

func (s *stackSection) draw(r *rows) {
	s.ids = nil
	e := s.page.event()
	switch {
	case s.page.details == nil && s.page.err == nil:
		r.note("loading the stack...")
		return
	case e == nil:
		r.note("there is no event to show a stack of")
		return
	}
	st := event.Stack{Event: e, InAppOnly: s.inApp, OldestFirst: s.oldestFirst, Filter: s.page.find[stack].Text(), Expanded: s.expanded, Source: s.source}
	r.Sheet, s.ids = st.Sheet(r.Paint, r.Width)
	if len(r.Lines) == 0 {
		r.note("this event has no stack trace")
	}
}

// current is the frame under the cursor.
func (s *stackSection) current() (ops.Frame, bool) {
	cursor := s.page.views[stack].Cursor
	if cursor >= len(s.ids) {
		return ops.Frame{}, false
	}
	return event.FrameAt(s.page.event(), s.ids[cursor])
}
