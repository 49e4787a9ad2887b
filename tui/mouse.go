package tui

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/screen"
)

// wheel scrolls what is in front.
func (m *model) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	step := map[tea.MouseButton]command.ID{tea.MouseWheelUp: command.Up, tea.MouseWheelDown: command.Down}[msg.Button]
	if step == "" || m.dialog != nil || m.tooSmall() {
		return nil
	}
	if m.help != nil {
		m.help.Move(map[command.ID]int{command.Up: -1, command.Down: 1}[step])
		return nil
	}
	if m.top().Info().Typing {
		return nil
	}
	return tea.Batch(m.top().Do(step), m.top().Do(step), m.top().Do(step))
}

// toggleMouse gives the mouse to the terminal, or takes it back.
func (m *model) toggleMouse() tea.Cmd {
	m.opt.Mouse = !m.opt.Mouse
	if m.opt.Mouse {
		return m.say(screen.Status{Text: "mouse on; shift and drag still selects text in most terminals"})
	}
	return m.say(screen.Status{Text: "mouse off: select text as usual"})
}

// pointer tells the screen where the left button is pressed, moved and let go.
func (m *model) pointer(msg tea.Msg) tea.Cmd {
	if m.dialog != nil || m.help != nil || m.tooSmall() || m.top().Info().Typing {
		return nil
	}
	top := 1 + len(m.banner())
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.top().Update(screen.Click{X: msg.X, Y: msg.Y - top})
		}
	case tea.MouseMotionMsg:
		if msg.Button == tea.MouseLeft {
			return m.top().Update(screen.Drag{X: msg.X, Y: msg.Y - top})
		}
	case tea.MouseReleaseMsg:
		return m.top().Update(screen.Drop{})
	}
	return nil
}
