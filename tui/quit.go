package tui

import (
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// late ends the wait for writes.
type late struct{ leaving int }

// quitTime is how long a server may take to answer the last changes.
const quitTime = 5 * time.Second

// quit ends the program once the writes under way are answered, which ending it
// would cancel. The second time it ends at once.
func (m *model) quit() tea.Cmd {
	if m.leaving != 0 || m.writes.unfinished() == 0 {
		return tea.Quit
	}
	said := m.sayFinishing()
	m.leaving = m.status.seq
	return tea.Batch(said, m.after(quitTime, late{m.leaving}))
}

// leave goes on quitting after a write was accepted.
func (m *model) leave() tea.Cmd {
	switch {
	case m.leaving == 0:
		return nil
	case m.writes.unfinished() == 0:
		return tea.Quit
	}
	return m.sayFinishing()
}

func (m *model) sayFinishing() tea.Cmd {
	n, changes := m.writes.unfinished(), " changes"
	if n == 1 {
		changes = " change"
	}
	return m.say(screen.Status{Text: "finishing " + strconv.Itoa(n) + changes + "; q again quits at once"})
}

// farewell is what the shell shows afterwards: how to follow the fix runs that
// leaving does not end.
func (m *model) farewell() string {
	out := ""
	for _, run := range m.runs.All() {
		if m.runs.Following(run) {
			handle := ops.IssueHandle(run.Issue)
			out += "The fix run of " + handle + " was at work; see how it goes on: " + m.opt.Command + " seer watch " + handle + "\n"
		}
	}
	return out
}
