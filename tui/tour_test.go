package tui

import (
	"fmt"
	"testing"
)

// TestHintsFollowWhatIsDone: each stands until it was taken, on the screens it is
// about, and is not given again in the next session.
func TestHintsFollowWhatIsDone(t *testing.T) {
	kept := &shelf{}
	begin := func() *driver {
		return drive(t, Options{Ops: opsOver(t, newFake(), acme), Store: kept, Hints: true}, 100, 30)
	}
	d := begin()
	d.shows("Hint 1 of 3: enter opens")
	d.keys("j", "?", "esc")
	d.shows("Hint 1 of 3")
	d.keys("enter")
	d.shows("Hint 2 of 3: 2 shows the stack")
	d.keys("j", "2")
	d.shows("Hint 3 of 3: r resolves, z takes it back; ctrl+k")
	d.m.end(false)

	d = begin()
	d.shows("Hint 3 of 3")
	d.keys("p")
	d.keys("esc", "r", "z")
	d.lacks("Hint")
	d.m.end(false)
	begin().lacks("Hint")
}

// TestHintsAreHidden for good by one key, which is another one where somebody
// wished so.
func TestHintsAreHidden(t *testing.T) {
	kept := &shelf{}
	begin := func() *driver {
		return drive(t, Options{Ops: opsOver(t, newFake(), acme), Store: kept, Hints: true, Keys: map[string][]string{"hide-hints": {"f8"}, "open": {"f2"}}}, 100, 30)
	}
	d := begin()
	d.shows("Hint 1 of 3: f2 opens", "f8 hides")
	d.keys("f8")
	d.lacks("Hint 1")
	d.shows("? lists every key")
	d.m.end(false)
	begin().lacks("Hint")
}

// TestHintsAreForTheDemo alone, and for terminals with room for them.
func TestHintsAreForTheDemo(t *testing.T) {
	drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30).lacks("Hint")
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Hints: true}, 100, 19)
	d.lacks("Hint")
	d.resize(80, 20)
	for n := range lessons() {
		d.m.learnt = n
		if n == 1 {
			d.keys("enter")
		}
		d.shows(fmt.Sprintf("Hint %d of 3", n+1), "- hides")
	}
}
