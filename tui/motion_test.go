package tui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// TestMotion: the spinner turns only while something is under way, and never
// where nothing should move.
func TestMotion(t *testing.T) {
	for _, c := range []struct {
		name          string
		reduced, busy bool
		turns         bool
	}{
		{name: "idle"},
		{name: "busy", busy: true, turns: true},
		{name: "idle, reduced", reduced: true},
		{name: "busy, reduced", reduced: true, busy: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			opt := acmeShop(t)
			opt.Wishes.ReducedMotion = c.reduced
			d := drive(t, opt, 80, 24)
			turns := 0
			d.m.ticking = false // the driver has swallowed the one of the first load
			d.m.after = func(_ time.Duration, msg tea.Msg) tea.Cmd {
				if _, ok := msg.(spin); ok {
					turns++
				}
				return nil
			}
			if c.busy {
				answer := make(chan struct{})
				defer close(answer)
				d.update(screen.Write{Change: screen.NoChange(), Doing: "waiting", Run: func(context.Context, *ops.Ops) (string, error) {
					<-answer
					return "", nil
				}})
			} else {
				d.keys("j", "k")
			}
			if got := turns > 0; got != c.turns {
				t.Errorf("%d turns", turns)
			}
		})
	}
}
