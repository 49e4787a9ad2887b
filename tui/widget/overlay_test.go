package widget

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestTheBoxKeepsTheWidth: characters of two cells are cut by its edges, wherever
// they lie.
func TestTheBoxKeepsTheWidth(t *testing.T) {
	p := paint(t)
	d := &Menu{Title: "Which", Choices: []Choice{{Key: "a", Title: "this", Run: func() tea.Cmd { return nil }}}}
	for width := 20; width < 60; width++ {
		for _, before := range []string{"", " "} {
			under := strings.Repeat(Cut(before+strings.Repeat("漢", width), width)+"\n", 8)
			for _, line := range strings.Split(Place(p, d, width, 8).Over(p, strings.TrimSuffix(under, "\n"), width), "\n") {
				if got := Width(line); got > width {
					t.Fatalf("%d cells on a screen of %d: %q", got, width, line)
				}
			}
		}
	}
}
