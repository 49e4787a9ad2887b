package tui

import (
	"strings"

	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/widget"
)

// layoutHelp writes the help page for the top screen, if help is shown.
func (m *model) layoutHelp() {
	if m.help == nil {
		return
	}
	p := m.paint
	scope := m.top().Info().Scope
	lines := []string{" " + p.In(themes.Title, "Keys here") + p.In(themes.Muted, "  (any other key closes this page)"), ""}
	for _, c := range command.For(scope) {
		lines = append(lines, "  "+p.In(themes.Key, widget.Fit(keyLabels(c), 18))+" "+p.In(themes.Text, c.Title))
	}
	m.help.Set(lines, nil)
	m.help.Resize(m.bodySize().Height)
}

// keyLabels are a command's keys as people write them.
func keyLabels(c command.Command) string {
	var keys []string
	for _, k := range c.Keys {
		keys = append(keys, keyLabel(k))
	}
	return strings.Join(keys, " ")
}

// helpKey scrolls the help page; any other key closes it.
func (m *model) helpKey(name string) {
	switch name {
	case "j", "down":
		m.help.Move(1)
	case "k", "up":
		m.help.Move(-1)
	case "pgdown", "ctrl+d", "space":
		m.help.Page(1)
	case "pgup", "ctrl+u":
		m.help.Page(-1)
	case "g", "home":
		m.help.Home()
	case "G", "end":
		m.help.End()
	default:
		m.help = nil
	}
}
