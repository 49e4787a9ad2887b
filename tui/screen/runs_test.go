package screen

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
)

var begun = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// told is work that tells events and ends with an error, if there is one.
func told(err error, events ...ops.SeerEvent) func(context.Context) iter.Seq2[ops.SeerEvent, error] {
	return func(context.Context) iter.Seq2[ops.SeerEvent, error] {
		return func(yield func(ops.SeerEvent, error) bool) {
			for _, e := range events {
				if !yield(e, nil) {
					return
				}
			}
			if err != nil {
				yield(ops.SeerEvent{}, err)
			}
		}
	}
}

// play runs a command and what follows from it, as the router does.
func play(r *Runs, cmd tea.Cmd) (changed int) {
	if cmd == nil {
		return 0
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			changed += play(r, c)
		}
	case FixChanged:
		changed++
	case Routed:
		next, _ := r.Take(msg)
		changed += play(r, next)
	}
	return changed
}

func TestRunIsFollowedToItsResult(t *testing.T) {
	r := NewRuns(t.Context())
	issue := ops.Issue{ID: "7", ShortID: "SHOP-7"}
	state := &ops.SeerRun{RunID: "5", Status: "completed"}
	changed := play(r, r.Follow("acme", issue, begun, told(nil,
		ops.SeerEvent{Type: "started", Message: text.From("Run 5 started")},
		ops.SeerEvent{Type: "result", Result: &ops.GetSeerRunOut{Run: state, Outcome: ops.SeerFound}})))
	f := r.Of("acme", "7")
	if f == nil || f.State != state || f.Outcome != ops.SeerFound || f.Err != nil || len(f.Notes) != 1 || changed < 3 {
		t.Errorf("after the result: %+v, %d changes told", f, changed)
	}
	if r.Following(f) || r.AtWork() != 0 {
		t.Error("a run that has ended is still followed")
	}
	if r.Of("other", "7") != nil {
		t.Error("the run of another organization is taken for this one's")
	}
}

// TestRunIsStartedOnce: a second start while one is under way would be paid.
func TestRunIsStartedOnce(t *testing.T) {
	r := NewRuns(t.Context())
	starts := 0
	work := func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] {
		starts++
		return told(nil)(ctx)
	}
	first := r.Follow("acme", ops.Issue{ID: "7"}, begun, work)
	second := r.Follow("acme", ops.Issue{ID: "7"}, begun, work)
	other := r.Follow("acme", ops.Issue{ID: "8"}, begun, told(nil))
	if r.AtWork() != 2 {
		t.Errorf("%d runs at work, want 2", r.AtWork())
	}
	for _, cmd := range []tea.Cmd{second, first, other} {
		play(r, cmd)
	}
	if starts != 1 || len(r.All()) != 2 || r.AtWork() != 0 {
		t.Errorf("%d starts of %d runs, %d at work", starts, len(r.All()), r.AtWork())
	}
}

func TestRunThatBreaksOff(t *testing.T) {
	r := NewRuns(t.Context())
	lost := errors.New("no network")
	play(r, r.Follow("acme", ops.Issue{ID: "7"}, begun, told(lost)))
	if f := r.Of("acme", "7"); f.Outcome != ops.SeerFailed || !errors.Is(f.Err, lost) {
		t.Errorf("a start that failed: %+v", f)
	}
	play(r, r.Follow("acme", ops.Issue{ID: "8"}, begun, told(lost, ops.SeerEvent{Type: "status", Run: &ops.SeerRun{Status: "processing"}})))
	if f := r.Of("acme", "8"); f.Outcome != ops.SeerRunning || !errors.Is(f.Err, lost) {
		t.Errorf("a run that goes on unwatched: %+v", f)
	}
}

// TestRunThatIsLeft: what comes late of one that nobody follows any more is
// dropped, and it can be followed again.
func TestRunThatIsLeft(t *testing.T) {
	r := NewRuns(t.Context())
	f := r.Keep("acme", ops.Issue{ID: "7"}, ops.GetSeerRunOut{Outcome: ops.SeerRunning, Run: &ops.SeerRun{Status: "processing"}}, begun)
	waits := func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] {
		<-ctx.Done()
		return told(ctx.Err())(ctx)
	}
	cmd := r.Follow("acme", f.Issue, begun, waits)
	r.Leave(f)
	play(r, cmd)
	if r.Following(f) || f.Err != nil || f.Outcome != ops.SeerRunning {
		t.Errorf("a run that was left: %+v", f)
	}
	play(r, r.Follow("acme", f.Issue, begun, told(nil, ops.SeerEvent{Type: "result", Result: &ops.GetSeerRunOut{Outcome: ops.SeerFound}})))
	if f.Outcome != ops.SeerFound {
		t.Errorf("followed again: %+v", f)
	}
}

// TestWatchingGivesWay: somebody who only looks does not keep the person from
// going on with the run, and looks no second time.
func TestWatchingGivesWay(t *testing.T) {
	r := NewRuns(t.Context())
	issue := ops.Issue{ID: "7"}
	waits := func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] {
		<-ctx.Done()
		return told(ctx.Err(), ops.SeerEvent{Type: "started", Message: text.From("late")})(ctx)
	}
	watch := r.Watch("acme", issue, begun, waits)
	if r.Watch("acme", issue, begun, waits) != nil {
		t.Error("a run is watched twice")
	}
	play(r, r.Follow("acme", issue, begun, told(nil, ops.SeerEvent{Type: "result", Result: &ops.GetSeerRunOut{Outcome: ops.SeerFound}})))
	play(r, watch)
	if f := r.Of("acme", "7"); f.Outcome != ops.SeerFound || len(f.Notes) != 0 || r.Following(f) {
		t.Errorf("after the work: %+v", f)
	}
}
