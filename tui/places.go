package tui

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/place"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// askWhere opens the menu of places.
func (m *model) askWhere() tea.Cmd {
	if m.opt.Ops == nil {
		return screen.Complain("nobody is logged in: see the commands on this page")
	}
	menu := &widget.Menu{Title: "Places"}
	for _, k := range place.Menu() {
		menu.Choices = append(menu.Choices, widget.Choice{Key: k.Key, Title: k.Title, Run: func() tea.Cmd { return m.goTo(k.Name) }})
	}
	m.dialog = menu
	return nil
}
