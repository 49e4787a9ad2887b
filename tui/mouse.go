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

// click tells the screen where it was pressed.
func (m *model) click(msg tea.MouseClickMsg) tea.Cmd {
	if msg.Button != tea.MouseLeft || m.dialog != nil || m.help != nil || m.tooSmall() || m.top().Info().Typing {
		return nil
	}
	return m.top().Update(screen.Click{X: msg.X, Y: msg.Y - 1 - len(m.banner())})
}
