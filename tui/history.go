package tui

import (
	"reflect"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/screen"
)

// maxDepth is how many screens are kept to go back to.
const maxDepth = 40

// open puts another screen on the stack, or in the top one's place; not in that
// of a screen that somebody has left meanwhile. The project list that lies right
// below is gone back to: it is the same place. A place that is shown is not put
// on top of itself.
func (m *model) open(msg screen.Open) tea.Cmd {
	if msg.Instead != 0 && msg.Instead != m.top().id {
		return nil
	}
	m.ahead = nil
	if _, ok := msg.To.(screen.ToIssue); ok {
		m.learnFrom(command.Open) // also with the pointer; moved keeps it
	}
	if msg.Instead == 0 && (reflect.DeepEqual(m.top().to, msg.To) || reflect.DeepEqual(m.top().place(), msg.To)) {
		return nil // it is shown
	}
	if n := len(m.stack) - 2; n >= 0 && msg.Instead == 0 {
		if to, ok := msg.To.(screen.ToProjects); ok && m.stack[n].to == any(to) {
			m.pop()
			return m.moved()
		}
	}
	if msg.Instead != 0 {
		m.pop()
	}
	m.enter(msg.To)
	if len(m.stack) > maxDepth { // the oldest go, but for the one that everything began with
		m.stack[1].leave()
		m.stack = append(m.stack[:1], m.stack[2:]...)
	}
	return m.moved()
}

// back leaves the top screen; forward comes back to it.
func (m *model) back() tea.Cmd {
	if to := m.top().place(); to != nil {
		m.ahead = append(m.ahead, to)
	}
	m.pop()
	return m.moved()
}

// forward goes where back came from.
func (m *model) forward() tea.Cmd {
	last := len(m.ahead) - 1
	if last < 0 {
		return m.say(screen.Status{Text: "there is nothing to go forward to"})
	}
	to := m.ahead[last]
	m.ahead = m.ahead[:last]
	m.enter(to)
	return m.moved()
}
