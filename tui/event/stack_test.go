package event

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/internal/text/hostile"
	"vedette/tui/widget"
)

// deep is an event with a stack of n frames, every tenth of the application.
func deep(n int) *ops.Event {
	var frames []ops.Frame
	for i := range n {
		frames = append(frames, ops.Frame{Function: text.From(fmt.Sprintf("f%d", i)), Filename: text.From("lib/deep.py"), LineNo: 1, InApp: i%10 == 0})
	}
	return &ops.Event{Exceptions: []ops.Exception{{Type: text.From("RecursionError"), Frames: frames}}}
}

// drawn is everything that a sheet holds.
func drawn(s widget.Sheet) string { return strings.Join(s.Strings(len(s.Lines)), "\n") }

func plain(t testing.TB, s Stack, width int) string {
	t.Helper()
	sheet, ids := s.Sheet(paint(t), width)
	if len(sheet.Marks) != len(ids) {
		t.Fatalf("%d marks, %d ids", len(sheet.Marks), len(ids))
	}
	for n, m := range sheet.Marks {
		if cells := ansi.StringWidth(sheet.Lines[m.Line](true)); cells > width {
			t.Fatalf("mark %d: %d cells", n, cells)
		}
	}
	return ansi.Strip(drawn(sheet))
}

// TestDeepStacksAreFolded: a thousand frames are a hundred lines until somebody
// asks for more, and the crash is always there.
func TestDeepStacksAreFolded(t *testing.T) {
	e := deep(1000)
	s := Stack{Event: e, Expanded: map[FrameID]bool{}}
	got := plain(t, s, 80)
	if n := strings.Count(got, "\n"); n > maxShown+5 || !strings.Contains(got, "900 more frames") || !strings.Contains(got, "f999 ") || !strings.Contains(got, "f0 ") {
		t.Errorf("%d lines:\n%s", n, got)
	}
	_, ids := s.Sheet(paint(t), 80)
	fold := ids[slices.IndexFunc(ids, func(id FrameID) bool { return id.Fold })]
	s.Expanded[fold] = true
	if got := plain(t, s, 80); strings.Count(got, "\n") < 1000 {
		t.Errorf("the fold does not open: %d lines", strings.Count(got, "\n"))
	}
	s.OldestFirst = true
	if got := plain(t, s, 80); strings.Count(got, "\n") < 1000 {
		t.Error("in the other order the fold is another one")
	}
}

func TestFilterFindsFoldedFrames(t *testing.T) {
	got := plain(t, Stack{Event: deep(1000), InAppOnly: true, Filter: "F555"}, 80)
	if !strings.Contains(got, "f555 ") || strings.Contains(got, "frames") {
		t.Errorf("found:\n%s", got)
	}
}

func TestThreadsWithoutException(t *testing.T) {
	frame := func(name string) []ops.Frame { return []ops.Frame{{Function: text.From(name), InApp: true}} }
	e := &ops.Event{Threads: []ops.Thread{{ID: "1", Name: text.From("main"), Frames: frame("wait")}, {ID: "2", Name: text.From("io"), Crashed: true, Frames: frame("boom")}, {ID: "3"}}}
	got := plain(t, Stack{Event: e, Expanded: CrashFrames(e)}, 60)
	if !strings.Contains(got, "boom") || strings.Contains(got, "wait") || !strings.Contains(got, "thread 1 main") || strings.Contains(got, "thread 3") {
		t.Errorf("threads:\n%s", got)
	}
	for id := range CrashFrames(e) {
		if f, ok := FrameAt(e, id); ok && f.Function.Raw() != "boom" {
			t.Errorf("the first frame is %v", f.Function)
		}
	}
}

// TestNarrowStacks: every line and every mark fits.
func TestNarrowStacks(t *testing.T) {
	for _, c := range hostile.Small() {
		e := eventOf(c.Text, c.Text, "x")
		e.Threads = []ops.Thread{{ID: "1", Name: text.From(c.Text), Frames: e.Exceptions[0].Frames}}
		for _, width := range []int{20, 33, 80} {
			s := Stack{Event: e, Expanded: map[FrameID]bool{{}: true, {Stack: 1, Frame: heading}: true, {Stack: 1}: true}}
			sheet, _ := s.Sheet(paint(t), width)
			for _, l := range sheet.Strings(len(sheet.Lines)) {
				if ansi.StringWidth(l) > width {
					t.Errorf("%s: %d cells in %d: %q", c.Name, ansi.StringWidth(l), width, l)
				}
			}
			plain(t, s, width)
		}
	}
}

func BenchmarkStackOf1000Frames(b *testing.B) {
	e, p := deep(1000), paint(b)
	for _, all := range []bool{false, true} {
		s := Stack{Event: e, InAppOnly: true, Expanded: map[FrameID]bool{}}
		if all {
			_, ids := Stack{Event: e, Expanded: s.Expanded}.Sheet(p, 200)
			for _, id := range ids {
				s.Expanded[id] = id.Fold
			}
			s.InAppOnly = false
		}
		b.Run(fmt.Sprintf("all=%t", all), func(b *testing.B) {
			for b.Loop() {
				s.Sheet(p, 200)
			}
		})
	}
}
