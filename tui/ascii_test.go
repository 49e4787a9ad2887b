package tui

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestASCII: where no other glyphs are wanted, no screen has any. What is on it
// that the server gave is ASCII here.
func TestASCII(t *testing.T) {
	all := scenes()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s := all[name]
		t.Run(name, func(t *testing.T) {
			opt := s.opt(t)
			opt.ASCII = true
			d := drive(t, opt, 80, 24)
			s.reach(d)
			for _, size := range sizes() {
				d.resize(size[0], size[1])
				checkFrame(t, d)
				for _, line := range strings.Split(ansi.Strip(d.m.content()), "\n") {
					if at := strings.IndexFunc(line, func(r rune) bool { return r > '~' }); at >= 0 {
						t.Errorf("%dx%d: %q", size[0], size[1], line)
					}
				}
			}
		})
	}
}
