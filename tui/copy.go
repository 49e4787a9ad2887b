package tui

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/screen"
)

// copy puts a text on the clipboards: this machine's own where it has one, and
// the terminal's (OSC 52), which is the person's also over ssh. It says which
// way it went; the terminal's gives no answer.
func (m *model) copy(c screen.Copy) tea.Cmd {
	ctx, own := m.ctx, m.opt.Here.Clipboard
	return tea.Batch(m.say(screen.Status{Text: c.Said}), func() tea.Msg {
		s, way := c.Text(), "sent to the terminal, which gives no answer"
		if own != nil {
			by, err := own(ctx, s)
			if err != nil {
				by = way + "; " + text.From(err.Error()).String()
			}
			way = by
		}
		return tea.BatchMsg{tea.SetClipboard(s), screen.Say(c.Said + " (" + way + ")")}
	})
}
