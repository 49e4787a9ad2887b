package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/widget"
)

// tour is the first minute of somebody who has never seen the program: one hint
// at a time, for what is on the screen.
type tour struct {
	over   bool
	opened bool // an issue has been opened
}

const tourTime = time.Minute

func (m *model) startTour() tea.Cmd {
	if !m.opt.Hints {
		return nil
	}
	return m.after(tourTime, tourOver{})
}

// tourLine is the hint for now; "" when there is none, or no room for it.
func (m *model) tourLine() string {
	if !m.opt.Hints || m.tour.over || m.height < 20 {
		return ""
	}
	hint := ""
	switch scope := m.top().Info().Scope; {
	case scope == command.Issue:
		hint = "2 is the stack, 3 what happened before; f looks for the cause and a fix"
	case scope == command.Issues && m.tour.opened:
		hint = "r resolves, e archives, / searches (try: level:fatal), ? lists every key"
	case scope == command.Issues:
		hint = "enter opens the issue under the cursor; j and k move"
	}
	if hint == "" {
		return ""
	}
	return m.paint.In(themes.Accent, widget.Cut(" Try: "+hint, m.width))
}
