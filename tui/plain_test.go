package tui

import (
	"testing"

	"vedette/tui/screen"
)

// TestEveryScreenIsRead: the plain mode draws nothing, so each screen has to say
// what is on it.
func TestEveryScreenIsRead(t *testing.T) {
	for name, s := range scenes() {
		opt := s.opt(t)
		opt.Accessible = true
		d := drive(t, opt, plainWidth, plainHeight)
		s.reach(d)
		top := d.m.top().Screen
		r, ok := top.(screen.Reader)
		if !ok {
			t.Errorf("%s: %T cannot be read out", name, top)
			continue
		}
		if reading := r.Read(); len(reading.Lines) == 0 && d.m.top().Info().Err == nil && reading.Trouble == "" {
			t.Errorf("%s says nothing", name)
		}
	}
}
