package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// shelf is a store in memory.
type shelf struct {
	data  []byte
	saves int
	err   error
}

func (s *shelf) Load() ([]byte, error) { return s.data, s.err }

func (s *shelf) Save(data []byte) error {
	s.data = data
	s.saves++
	return s.err
}

// TestNextSessionBeginsWhereTheLastEnded, with the way back.
func TestNextSessionBeginsWhereTheLastEnded(t *testing.T) {
	kept := &shelf{}
	opt := func(restore bool) Options {
		return Options{Ops: opsOver(t, newFake(), acme), Store: kept, Restore: restore}
	}
	d := drive(t, opt(true), 140, 30)
	d.keys("j", "enter")
	d.send(screen.Keep{Split: "issues", Share: 0.4})
	d.m.end(false)
	d = drive(t, opt(true), 140, 30)
	d.shows("SHOP-2", "1 Overview")
	d.keys("esc")
	d.shows("TITLE", "ongoing")
	d.keys("esc")
	d.shows("All projects")
	d = drive(t, opt(false), 140, 30)
	d.shows("TITLE")
	if d.m.opt.Wishes.Splits["issues"] != 0.4 {
		t.Errorf("splits: %v", d.m.opt.Wishes.Splits)
	}
}

// TestBadSessionIsNone: a file that was damaged, or that somebody else wrote.
func TestBadSessionIsNone(t *testing.T) {
	for _, s := range []*shelf{
		{data: []byte("{")}, {data: []byte(`{"places":[{"kind":"moon","to":{}},{"kind":"issues","to":7}],"splits":{"issues":-3}}`)}, {err: errors.New("locked")}, {},
	} {
		d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Store: s, Restore: true}, 140, 30)
		d.shows("TITLE", "ongoing")
		d.m.end(false)
	}
}

// TestFailureIsNotRestored: what ended the program may be what was on the screen.
func TestFailureIsNotRestored(t *testing.T) {
	kept := &shelf{}
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Store: kept, Restore: true}, 100, 30)
	d.keys("enter")
	d.m.end(true)
	if strings.Contains(string(kept.data), "places") {
		t.Errorf("kept %s", kept.data)
	}
}

// TestSessionIsKeptOnceAPlaceSettles, by the newest change alone, and never over
// a newer one.
func TestSessionIsKeptOnceAPlaceSettles(t *testing.T) {
	kept := &shelf{}
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Store: kept}, 100, 30)
	d.keys("enter", "esc")
	d.send(keep{1})
	if kept.saves != 0 {
		t.Error("a place that was passed through is kept")
	}
	d.send(keep{2})
	if kept.saves != 1 {
		t.Errorf("%d saves", kept.saves)
	}
	d.m.end(false)
	d.m.keeper.save(1, session{})
	if kept.saves != 2 {
		t.Errorf("an older session is written over a newer one: %d saves", kept.saves)
	}
}

// TestProgramsBesideEachOtherShareMemory: the one that ends last does not forget
// what the other was told.
func TestProgramsBesideEachOtherShareMemory(t *testing.T) {
	kept := &shelf{}
	begin := func() *driver { return drive(t, Options{Ops: opsOver(t, newFake(), acme), Store: kept}, 100, 30) }
	one, other := begin(), begin()
	one.m.memory.Searches.Add("is:resolved")
	other.m.memory.Searches.Add("level:fatal")
	other.m.memory.Assignees.Add(screen.Assignee{Who: "user:1", Name: "Ann"})
	one.m.end(false)
	other.m.end(false)
	next := begin().m.memory
	if got := next.Searches.All(); !slices.Equal(got, []string{"level:fatal", "is:resolved"}) || len(next.Assignees.All()) != 1 {
		t.Errorf("remembered: %q, %v", got, next.Assignees.All())
	}
}

// TestSplitIsDragged and remembered when it is let go.
func TestSplitIsDragged(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Mouse: true}, 140, 30)
	border := func() int {
		for _, line := range strings.Split(d.picture(), "\n")[3:] {
			if at := strings.Index(line, "│"); at >= 0 {
				return len([]rune(line[:at]))
			}
		}
		return -1
	}
	from := border()
	d.send(tea.MouseClickMsg{X: from, Y: 5, Button: tea.MouseLeft})
	d.send(tea.MouseMotionMsg{X: from - 30, Y: 9, Button: tea.MouseLeft})
	if got := border(); got < from-32 || got > from-28 {
		t.Errorf("the border went from %d to %d", from, got)
	}
	d.send(tea.MouseReleaseMsg{X: from - 30, Y: 9, Button: tea.MouseLeft})
	d.send(tea.MouseMotionMsg{X: from, Y: 9, Button: tea.MouseLeft})
	if got := border(); got > from-28 {
		t.Errorf("it moves after it was let go: %d", got)
	}
	if share := d.m.opt.Wishes.Splits["issues"]; share < 0.2 || share > 0.5 {
		t.Errorf("remembered: %v", d.m.opt.Wishes.Splits)
	}
}

func TestMouseIsSwitched(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Mouse: true}, 100, 30)
	if d.m.View().MouseMode != tea.MouseModeCellMotion {
		t.Error("the mouse is off")
	}
	d.keys("ctrl+g")
	d.shows("mouse off: select text as usual")
	if d.m.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse is on")
	}
}

// TestStaleMark stays while the screen shows something old, and goes with the
// server's own answer.
func TestStaleMark(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Title: "sentry.io"}, 100, 30)
	e := d.m.top()
	d.send(heard{of: screen.Ticket{Owner: e.id, Name: "first", Seq: 90}, Notice: ops.Notice{Op: "list issues", Age: 3 * time.Hour}})
	d.m.status = status{}
	d.shows("offline, 3h old")
	d.keys("enter")
	d.lacks("offline,")
	d.keys("esc")
	d.shows("offline, 3h old")
	d.keys("R")
	d.lacks("offline,")
}

// TestUnderWay lists what goes on, and takes back what has not been sent.
func TestUnderWay(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30)
	d.keys("ctrl+t")
	d.shows("Under way", "nothing")
	d.keys("esc")
	d.update(press("r"))
	for len(d.m.writes.writes) == 0 {
		d.wait--
		d.take(<-d.msgs)
	}
	second := *d.m.writes.writes[0]
	second.Doing = "a later change"
	d.m.writes.add(second.Write)
	d.update(press("ctrl+t"))
	d.shows("at the server", "a later change", "waits for an earlier change")
	d.update(press("x"))
	d.update(press("j"))
	d.update(press("x"))
	d.settle()
	d.lacks("a later change     ")
	d.keys("esc")
	d.shows("SHOP-1")
	if n := d.m.writes.unfinished(); n != 0 {
		t.Errorf("%d changes are left", n)
	}
}
