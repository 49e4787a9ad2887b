package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/screen"
	"vedette/tui/seer"
)

// fixSection is the run that looks for a fix.
type fixSection struct{ panel *seer.Panel }

func newFix(s *Page) *fixSection {
	return &fixSection{panel: seer.New(s.env, s.to.Org, func() ops.Issue { return s.issue })}
}

func (s *Page) fix() *fixSection { return s.sections[fix].(*fixSection) }

func (f *fixSection) load() tea.Cmd { return f.panel.Load() }

func (f *fixSection) take(msg tea.Msg) (tea.Cmd, bool) { return f.panel.Take(msg) }

func (f *fixSection) forget() { f.panel.Forget() }

func (f *fixSection) waiting() bool { return f.panel.Waiting() }

func (f *fixSection) draw(r *rows) {
	r.Sheet = f.panel.Draw(r.Paint, r.Width)
}

// tell says in the frame what run is in front, for how long it works, and what
// can be done with it.
func (f *fixSection) tell(info *screen.Info) {
	info.Run, info.Detail = f.panel.Known(), f.panel.Clock()
	info.Next, info.Words = f.panel.Next()
}
