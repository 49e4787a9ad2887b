package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Read gives the head and the section in front. What is drawn of a run that is
// followed is told as it comes.
func (s *Page) Read() screen.Reading {
	p, width, names := s.size.Paint, s.size.Width, tabNames()
	lines := s.views[s.tab].Spoken()
	if s.tab == overview {
		lines = append(widget.SpokenLines(s.titleLine(p, width), s.stateLine(p, width)), lines...)
	}
	return screen.Reading{
		Title: "issue " + s.Info().Crumb, Lines: lines,
		GoTo:  s.views[s.tab].GoTo,
		Parts: names[:], Front: int(s.tab), Show: func(n int) tea.Cmd { return s.show(tab(n)) },
		Live: s.tab == fix && s.fix().panel.Live(),
	}
}
