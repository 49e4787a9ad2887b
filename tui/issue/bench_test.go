package issue

import (
	"fmt"
	"strings"
	"testing"

	"vedette/internal/ops"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

// deepIssue is the screen of an issue whose event has a stack of n frames.
func deepIssue(t testing.TB, n int) *screentest.Driver {
	var frames []string
	for i := range n {
		frames = append(frames, fmt.Sprintf(`{"filename":"shop/deep.py","function":"f%d","lineNo":%d,"inApp":%t,"context":[[%d,"    return f(n - 1)"]],"vars":{"n":"%d"}}`, i, i, i%3 == 0, i, i))
	}
	a := answers()
	a["GET "+at+"events/recommended/"] = `{"id":"` + newest + `","eventID":"` + newest + `","entries":[{"type":"exception","data":{"values":[{"type":"RecursionError","stacktrace":{"frames":[` +
		strings.Join(frames, ",") + `]}}]}}]}`
	o := screentest.Ops(t, screentest.Serve(a))
	d := screentest.Start(t, o, 200, 60, func(e screen.Env) screen.Screen {
		return New(e, screen.ToIssue{Org: "acme", Issue: ops.Issue{ID: "7", ShortID: "SHOP-7"}})
	})
	d.Resize(200, 60, themes.Dark)
	d.Do(command.TabStack)
	return d
}

// TestDeepStackMovesCheaply: moving through a thousand frames, all of them
// unfolded, costs what moving through twenty does.
func TestDeepStackMovesCheaply(t *testing.T) {
	cost := func(n int) float64 {
		d := deepIssue(t, n)
		d.Do(command.InApp)
		return testing.AllocsPerRun(20, func() {
			d.Screen.Do(command.Down)
			d.Screen.View()
		})
	}
	few, many := cost(70), cost(1000)
	if many > 1.5*few {
		t.Errorf("a move makes %.0f allocations in 70 frames and %.0f in 1,000", few, many)
	}
}

func BenchmarkMoveInAStackOf1000Frames(b *testing.B) {
	d := deepIssue(b, 1000)
	for b.Loop() {
		d.Screen.Do(command.Down)
		d.Screen.View()
	}
}

func BenchmarkFoldInAStackOf1000Frames(b *testing.B) {
	d := deepIssue(b, 1000)
	for b.Loop() {
		d.Screen.Do(command.Open)
		d.Screen.View()
	}
}
