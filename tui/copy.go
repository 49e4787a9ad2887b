package tui

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/screen"
)

// copy puts a text on the clipboards: this machine's own where it has one, and
// the terminal's (OSC 52), which is the person's also over ssh.
func (m *model) copy(c screen.Copy) tea.Cmd {
	ctx, own := m.ctx, m.opt.Here.Clipboard
	return tea.Batch(m.say(screen.Status{Text: c.Said}), func() tea.Msg {
		s := c.Text()
		if own != nil {
			_ = own(ctx, s) // the terminal's may still take it
		}
		return tea.SetClipboard(s)()
	})
}
