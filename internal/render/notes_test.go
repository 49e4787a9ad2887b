package render

import (
	"bytes"
	"io"
	"testing"
)

// watchedErr looks, at each write, whether another one could come between.
type watchedErr struct {
	io.Writer
	n    *Notes
	free bool
}

func (w *watchedErr) Write(p []byte) (int, error) {
	if w.n.mu.TryLock() {
		w.free = true
		w.n.mu.Unlock()
	}
	return w.Writer.Write(p)
}

// Say removed the passing line and wrote its own in two steps, and progress
// could come between the two.
func TestSayIsNotInterrupted(t *testing.T) {
	s, _, errs := Test("")
	s.ErrTTY = true
	n := NewNotes(s, false)
	w := &watchedErr{Writer: errs, n: n}
	s.Err = w
	n.Progress("working")
	n.Say("done")
	n.Clear()
	if w.free {
		t.Error("a write to the terminal could be interrupted by another")
	}
	if got, want := errs.String(), "working\r       \rdone\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Output came behind what was left of the passing line: "Reading ... 3sISSUE".
func TestOutputRemovesThePassingLine(t *testing.T) {
	s, _, _ := Test("")
	var screen bytes.Buffer
	s.SetOut(&screen)
	s.Err, s.ErrTTY = &screen, true
	n := NewNotes(s, false)
	n.Progress("Reading")
	_, _ = io.WriteString(s.Out, "ISSUE\n")
	_, _ = io.WriteString(s.Out, "SHOP-1\n")
	n.Clear()
	if want := "Reading\r       \rISSUE\nSHOP-1\n"; screen.String() != want {
		t.Errorf("%q, want %q", screen.String(), want)
	}
}

// TestNotesAsLines: where nothing may be written over, progress is whole lines,
// and each is said once.
func TestNotesAsLines(t *testing.T) {
	s, _, errs := Test("")
	s.ErrTTY = true
	s.Configure(func(name string) string { return map[string]string{"TERM": "dumb"}[name] })
	n := NewNotes(s, false)
	n.Progress("Preparing the demo ...")
	n.Progress("Preparing the demo ...")
	n.Progress("Almost there")
	n.Clear()
	n.Say("Ready")
	if got, want := errs.String(), "Preparing the demo ...\nAlmost there\nReady\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
