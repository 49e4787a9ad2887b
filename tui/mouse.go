package tui

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/screen"
)

// wheelRows is how far one turn of the wheel goes.
const wheelRows = 3

// wheel scrolls what is in front, and on a screen the part under the pointer.
func (m *model) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	turn := map[tea.MouseButton]int{tea.MouseWheelUp: -1, tea.MouseWheelDown: 1}[msg.Button]
	switch {
	case turn == 0 || m.tooSmall():
		return nil
	case m.dialog != nil:
		return m.dialogKey(tea.KeyPressMsg{Code: map[int]rune{-1: tea.KeyUp, 1: tea.KeyDown}[turn]})
	case m.help != nil:
		m.help.Move(turn * wheelRows)
		return nil
	case m.top().Info().Typing:
		return nil
	}
	if s, ok := m.top().Screen.(screen.Scrolled); ok && s.ScrollAt(m.onScreen(msg.X, msg.Y), turn*wheelRows) {
		return nil
	}
	step := map[int]command.ID{-1: command.Up, 1: command.Down}[turn]
	var cmds []tea.Cmd
	for range wheelRows {
		cmds = append(cmds, m.top().Do(step))
	}
	return tea.Batch(cmds...)
}

// toggleMouse gives the mouse to the terminal, or takes it back.
func (m *model) toggleMouse() tea.Cmd {
	m.opt.Mouse = !m.opt.Mouse
	if m.opt.Mouse {
		return m.say(screen.Status{Text: "mouse on; shift and drag still selects text in most terminals"})
	}
	return m.say(screen.Status{Text: "mouse off: select text as usual"})
}

// pointer tells what is in front where the left button is pressed, and the
// screen also where it is moved and let go.
func (m *model) pointer(msg tea.Msg) tea.Cmd {
	if m.tooSmall() {
		return nil
	}
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.click(msg.X, msg.Y)
		}
	case tea.MouseMotionMsg:
		if at := m.onScreen(msg.X, msg.Y); msg.Button == tea.MouseLeft && m.screenInFront() {
			return m.top().Update(screen.Drag(at))
		}
	case tea.MouseReleaseMsg:
		if m.screenInFront() {
			return m.top().Update(screen.Drop{})
		}
	}
	return nil
}

// click presses the left button on a cell of the terminal.
func (m *model) click(x, y int) tea.Cmd {
	at := m.onScreen(x, y)
	switch {
	case m.dialog != nil:
		return m.closing(m.dialog.Click(m.dialogBox().LineAt(at.X, at.Y)))
	case m.help != nil:
		m.help = nil
		return nil
	case y == m.height-1:
		if h, ok := m.hintAt(x); ok {
			return h.run()
		}
		return nil
	case m.screenInFront() && at.Y >= 0 && at.Y < m.bodySize().Height:
		return m.top().Update(at)
	}
	return nil
}

// screenInFront is true where the pointer is the screen's.
func (m *model) screenInFront() bool {
	return m.dialog == nil && m.help == nil && !m.top().Info().Typing
}

// onScreen is a cell of the terminal as the screen counts them.
func (m *model) onScreen(x, y int) screen.Click {
	return screen.Click{X: x, Y: y - 1 - len(m.banner())}
}
