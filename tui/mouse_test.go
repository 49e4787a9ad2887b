package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/screen"
	"vedette/tui/widget"
)

// find is the cell where a text begins.
func (d *driver) find(text string) (x, y int) {
	d.t.Helper()
	for y, line := range strings.Split(d.picture(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			return widget.Width(before), y
		}
	}
	d.t.Fatalf("%q is not on the screen:\n%s", text, d.picture())
	return 0, 0
}

// clicks presses the left button on each of the texts.
func (d *driver) clicks(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		x, y := d.find(text)
		d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		d.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
	}
}

// turns turns the wheel over a text.
func (d *driver) turns(text string, button tea.MouseButton, times int) {
	d.t.Helper()
	x, y := d.find(text)
	for range times {
		d.send(tea.MouseWheelMsg{X: x, Y: y, Button: button})
	}
}

func withMouse(t *testing.T) Options {
	o := acmeShop(t)
	o.Mouse = true
	return o
}

func TestRowsAreClicked(t *testing.T) {
	d := drive(t, withMouse(t), 80, 24)
	d.clicks("SHOP-3")
	d.shows("▌ I SHOP-3")
	d.clicks("SHOP-3")
	d.shows("culprit")
}

// TestTabsAreClicked: an issue's sections and the datasets of the explorer.
func TestTabsAreClicked(t *testing.T) {
	for _, width := range []int{80, 120} {
		d := drive(t, withMouse(t), width, 24)
		d.keys("enter")
		d.clicks("2 ")
		d.shows("2 Stack", "def total(cart):")
		d.clicks("4 Tags")
		d.shows("4 Tags", "environment")
		d.send(screen.Open{To: screen.ToExplore{Org: "acme", Dataset: "errors"}})
		d.clicks("spans")
		d.shows("[spans]")
	}
}

// TestHintsAreClicked: the footer is a row of buttons, also while something is
// typed.
func TestHintsAreClicked(t *testing.T) {
	d := drive(t, withMouse(t), 120, 24)
	d.clicks("e archive")
	d.shows("Archive SHOP-1")
	d.keys("esc")
	d.clicks("/ search")
	d.shows("search:", "esc give up")
	d.clicks("give up")
	d.lacks("give up")
	d.clicks("? help")
	d.shows("Keys here")
	d.clicks("Keys here")
	d.lacks("Keys here")
	d.clicks("esc back")
	d.lacks("SHOP-1")
}

// TestDialogsAreClicked: a choice is taken, the border is nothing, and beside
// the box a dialog is given up, but not what somebody has written.
func TestDialogsAreClicked(t *testing.T) {
	d := drive(t, withMouse(t), 100, 30)
	d.keys("e")
	d.clicks("╭")
	d.shows("Archive SHOP-1")
	d.clicks("TITLE")
	d.lacks("Archive SHOP-1")
	d.keys("e")
	d.clicks("until it escalates")
	d.shows("-> archived")
	d.keys("ctrl+k")
	d.types("choose a theme")
	d.clicks("choose a theme, shown")
	d.shows("type to search · enter choose")
	d.clicks("dracula")
	d.themeIs("dracula")
	d.shows("▌ dracula")
	d.clicks("dracula")
	d.lacks("type to search")
	d.themeIs("dracula")
	d.keys("c")
	d.types("half a comment")
	d.clicks("TITLE")
	d.shows("half a comment")
}

func TestTheWheelTurnsDialogsAndHelp(t *testing.T) {
	d := drive(t, withMouse(t), 80, 12)
	d.keys("e")
	d.turns("Archive SHOP-1", tea.MouseWheelDown, 3)
	d.shows("▌ d  for 1 day")
	d.turns("Archive SHOP-1", tea.MouseWheelUp, 1)
	d.shows("▌ h  for 1 hour")
	d.keys("esc", "?")
	d.turns("Keys here", tea.MouseWheelDown, 1)
	d.lacks("Keys here")
}

// TestTheWheelScrollsWhatItIsOver: the list and the preview on their own.
func TestTheWheelScrollsWhatItIsOver(t *testing.T) {
	d := drive(t, withMouse(t), 140, 12)
	d.shows("▌ F SHOP-1", "trend  ")
	d.turns("trend  ", tea.MouseWheelDown, 3)
	d.shows("▌ F SHOP-1", "def total(cart):")
	d.turns("def total", tea.MouseWheelUp, 3)
	d.shows("trend  ")
	d.turns("SHOP-2", tea.MouseWheelDown, 1)
	d.shows("▌ E!SHOP-4")
	d.turns("SHOP-2", tea.MouseWheelUp, 1)
	d.shows("▌ F SHOP-1")
}
