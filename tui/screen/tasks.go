package screen

import (
	"context"
	"errors"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Tasks are the calls a screen has under way. A new task of a name replaces the
// older one: that one is cancelled, and should its answer come all the same, Done
// says that it is stale. All of them end when the screen is left.
type Tasks struct {
	ctx    context.Context // the screen's life
	owner  int
	seq    int
	active map[string]task
	sleep  func(context.Context, time.Duration) error
	listen func(context.Context, Ticket) context.Context // see Env; nil = nobody listens
	rest   func(wait func())                             // see Env; nil = the wait itself
}

type task struct {
	seq    int
	cancel context.CancelFunc
}

func newTasks(ctx context.Context, owner int, sleep func(context.Context, time.Duration) error) *Tasks {
	return &Tasks{ctx: ctx, owner: owner, active: map[string]task{}, sleep: sleep}
}

// taskMark is in the context of every task.
type taskMark struct{}

// NeedTask is the error of work that takes longer than a frame and was called
// outside of a task, as from Update or View.
func NeedTask(ctx context.Context) error {
	if ctx.Value(taskMark{}) == nil {
		return errors.New("this takes longer than a frame: run it as a task, never in Update or View")
	}
	return nil
}

// Ticket says which task of which screen a message answers.
type Ticket struct {
	Owner int
	Name  string
	Seq   int
}

// To is the screen the message is for.
func (t Ticket) To() int { return t.Owner }

// Answers is the ticket itself: what a message that holds it is the answer to.
func (t Ticket) Answers() Ticket { return t }

// Routed is a message for one screen.
type Routed interface {
	To() int
	Answers() Ticket
}

// Loaded is the answer of one operation.
type Loaded[Out any] struct {
	Ticket
	Out Out
	Err error
}

// Event is one thing that long work told. Next waits for the one after it; it
// is nil at the end.
type Event[E any] struct {
	Ticket
	Event E
	Err   error
	Next  tea.Cmd
}

// Tick is the end of a Wait.
type Tick struct{ Ticket }

// Run calls an operation; its Loaded answer comes as a message.
func Run[In, Out any](t *Tasks, name string, op func(context.Context, In) (Out, error), in In) tea.Cmd {
	ctx, ticket := t.begin(name)
	return func() tea.Msg {
		out, err := op(ctx, in)
		return Loaded[Out]{Ticket: ticket, Out: out, Err: err}
	}
}

// Follow runs long work; each Event comes as a message.
func Follow[E any](t *Tasks, name string, work func(context.Context) iter.Seq2[E, error]) tea.Cmd {
	ctx, ticket := t.begin(name)
	events := make(chan Event[E])
	var next tea.Cmd = func() tea.Msg {
		var e Event[E]
		more := false
		t.resting(func() { e, more = <-events })
		if !more {
			return Event[E]{Ticket: ticket, Err: ctx.Err()}
		}
		return e
	}
	return func() tea.Msg {
		go func() {
			defer close(events)
			for event, err := range work(ctx) {
				e := Event[E]{Ticket: ticket, Event: event, Err: err}
				if err == nil {
					e.Next = next
				}
				select {
				case events <- e:
				case <-ctx.Done():
					return
				}
			}
		}()
		return next()
	}
}

// resting waits for what may never come.
func (t *Tasks) resting(wait func()) {
	if t.rest == nil {
		wait()
		return
	}
	t.rest(wait)
}

// Wait gives a Tick after a while; a new Wait of the name replaces it.
func Wait(t *Tasks, name string, d time.Duration) tea.Cmd {
	ctx, ticket := t.begin(name)
	return func() tea.Msg {
		_ = t.sleep(ctx, d) // cut short, the ticket is stale
		return Tick{ticket}
	}
}

// Sleep waits in real time.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (t *Tasks) begin(name string) (context.Context, Ticket) {
	t.Cancel(name)
	ctx, cancel := context.WithCancel(context.WithValue(t.ctx, taskMark{}, true))
	t.seq++
	t.active[name] = task{seq: t.seq, cancel: cancel}
	ticket := Ticket{Owner: t.owner, Name: name, Seq: t.seq}
	if t.listen != nil {
		ctx = t.listen(ctx, ticket)
	}
	return ctx, ticket
}

// Done ends the task of a ticket. It is false when a newer task replaced it: the
// answer must be dropped.
func (t *Tasks) Done(k Ticket) bool {
	if !t.Current(k) {
		return false
	}
	t.Cancel(k.Name)
	return true
}

// Current reports whether the ticket's task is the newest of its name and still
// under way.
func (t *Tasks) Current(k Ticket) bool { return t.active[k.Name].seq == k.Seq && k.Seq != 0 }

// Running reports whether a task of the name is under way.
func (t *Tasks) Running(name string) bool { return t.active[name].seq != 0 }

// Cancel ends the task of a name, if there is one.
func (t *Tasks) Cancel(name string) {
	if old, ok := t.active[name]; ok {
		old.cancel()
		delete(t.active, name)
	}
}
