package tui

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/screen"
)

// write shows a change at once and makes it on the server. It runs in the
// program's life, not the screen's: leaving a screen must not stop it half way.
func (m *model) write(w screen.Write) tea.Cmd {
	m.writing++
	shown := m.broadcast(screen.Edit{Issue: w.Issue, Apply: w.Now})
	said := m.say(screen.Status{Text: w.Doing + "..."})
	ctx, o := m.ctx, m.opt.Ops
	return tea.Batch(shown, said, func() tea.Msg {
		done, err := w.Run(ctx, o)
		return wrote{Write: w, done: done, err: err}
	})
}

// wrote says how a write ended; a refused one is taken back.
func (m *model) wrote(w wrote) tea.Cmd {
	m.writing--
	if w.err != nil {
		undone := m.broadcast(screen.Edit{Issue: w.Issue, Apply: w.Undo})
		why := "not changed: " + text.From(w.err.Error()).String()
		if hint := hintOf(w.err); hint != "" {
			why += " (" + hint + ")"
		}
		return tea.Batch(undone, m.say(screen.Status{Text: why, Bad: true}))
	}
	return tea.Batch(m.broadcast(screen.Wrote{Issue: w.Issue}), m.say(screen.Status{Text: w.done}))
}
