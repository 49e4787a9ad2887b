package screen

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"
)

func tasks(t *testing.T) (*Tasks, context.CancelFunc) {
	ctx, leave := context.WithCancel(t.Context())
	return NewEnv(ctx, 7, Env{Sleep: Sleep}).Tasks, leave
}

func double(_ context.Context, n int) (int, error) { return 2 * n, nil }

func TestRunAnswersOnce(t *testing.T) {
	k, _ := tasks(t)
	cmd := Run(k, "sum", double, 4)
	if !k.Running("sum") {
		t.Error("the task is not under way")
	}
	msg := cmd().(Loaded[int])
	if msg.Out != 8 || msg.To() != 7 {
		t.Errorf("answer %+v", msg)
	}
	if !k.Done(msg.Ticket) || k.Running("sum") {
		t.Error("the answer does not end the task")
	}
	if k.Done(msg.Ticket) {
		t.Error("the same answer counts twice")
	}
}

// TestNewerTaskReplacesOlder: the older one is cancelled and its answer stale.
func TestNewerTaskReplacesOlder(t *testing.T) {
	k, _ := tasks(t)
	wait := func(ctx context.Context, _ int) (int, error) { <-ctx.Done(); return 0, ctx.Err() }
	older := Run(k, "load", wait, 0)
	newer := Run(k, "load", double, 1)
	stale := older().(Loaded[int])
	if !errors.Is(stale.Err, context.Canceled) {
		t.Errorf("the older task ended with %v, want canceled", stale.Err)
	}
	if k.Done(stale.Ticket) {
		t.Error("the stale answer is taken")
	}
	if !k.Done(newer().(Loaded[int]).Ticket) {
		t.Error("the newer answer is dropped")
	}
}

// TestFollowTellsEachEvent in order, then the error, then nothing.
func TestFollowTellsEachEvent(t *testing.T) {
	k, _ := tasks(t)
	broken := errors.New("broken")
	cmd := Follow(k, "run", func(context.Context) iter.Seq2[string, error] {
		return func(yield func(string, error) bool) {
			_ = yield("a", nil) && yield("b", nil) && yield("", broken)
		}
	})
	var got []string
	for cmd != nil {
		e := cmd().(Event[string])
		if !k.Current(e.Ticket) {
			t.Fatal("the event is stale")
		}
		if e.Next == nil {
			if !errors.Is(e.Err, broken) {
				t.Errorf("ended with %v, want %v", e.Err, broken)
			}
			break
		}
		got = append(got, e.Event)
		cmd = e.Next
	}
	if len(got) != 2 || got[0] != "a" || got[1] != "b" {
		t.Errorf("events %q", got)
	}
}

// TestFollowEndsWithTheScreen: work that nobody waits for any more must stop.
func TestFollowEndsWithTheScreen(t *testing.T) {
	k, leave := tasks(t)
	stopped := make(chan struct{})
	cmd := Follow(k, "run", func(ctx context.Context) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			defer close(stopped)
			for n := 0; yield(n, nil); n++ {
			}
		}
	})
	if e := cmd().(Event[int]); e.Next == nil {
		t.Fatal("no event came")
	}
	leave()
	select {
	case <-stopped:
	case <-time.After(20 * time.Second):
		t.Fatal("the work goes on after the screen was left")
	}
}

func TestWaitIsCutShortByANewOne(t *testing.T) {
	k, _ := tasks(t)
	older := Wait(k, "rest", time.Hour)
	newer := Wait(k, "rest", 0)
	if k.Done(older().(Tick).Ticket) {
		t.Error("the older wait counts")
	}
	if !k.Done(newer().(Tick).Ticket) {
		t.Error("the newer wait does not count")
	}
}

// TestTasksSayThatTheyAreTasks: what takes longer than a frame is refused
// everywhere else.
func TestTasksSayThatTheyAreTasks(t *testing.T) {
	k, _ := tasks(t)
	need := func(ctx context.Context, _ int) (int, error) { return 0, NeedTask(ctx) }
	if err := Run(k, "render", need, 0)().(Loaded[int]).Err; err != nil {
		t.Errorf("in a task: %v", err)
	}
	if NeedTask(t.Context()) == nil {
		t.Error("allowed outside of a task")
	}
}
