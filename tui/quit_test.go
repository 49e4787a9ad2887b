package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestQuitFinishesWrites: quitting right after a key must not cancel its change.
func TestQuitFinishesWrites(t *testing.T) {
	for name, c := range map[string]struct {
		then  tea.Msg // after the first q, while the write is under way
		early bool
	}{
		"waits":     {},
		"second q":  {then: press("q"), early: true},
		"ctrl+c":    {then: press("ctrl+c"), early: true},
		"too long":  {then: late{}, early: true},
		"other key": {then: press("j")},
	} {
		t.Run(name, func(t *testing.T) {
			d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 24)
			held := make(chan struct{})
			var done []string
			d.update(slowWrite("resolving", held, &done))
			d.update(press("q"))
			d.shows("finishing 1 change")
			if _, timed := c.then.(late); timed {
				c.then = late{d.m.leaving}
			}
			if c.then != nil {
				d.update(c.then)
			}
			d.until(func() bool { return d.wait == 1 })
			if d.quit != c.early {
				t.Errorf("quit while the write was under way: %v, want %v", d.quit, c.early)
			}
			close(held)
			d.settle()
			if !d.quit {
				t.Error("did not quit after the write")
			}
		})
	}
}
