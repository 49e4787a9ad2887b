package ops

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// SeerEvent is one thing that happened while a run was followed.
type SeerEvent struct {
	Type    string         `json:"type"` // started, existing, status, step, message, todo, artifact, waiting (for the server), result
	At      time.Time      `json:"at"`
	Step    text.Word      `json:"step,omitempty"`
	Status  SeerStatus     `json:"status,omitempty"`
	Message text.Untrusted `json:"message,omitzero"`
	Block   *SeerBlock     `json:"block,omitempty"`
	Run     *SeerRun       `json:"-"`                // the state this event was read from, for a screen
	Result  *GetSeerRunOut `json:"result,omitempty"` // only on the last event
}

// Underway is true when the run goes on after this event: its end may be
// minutes away.
func (e SeerEvent) Underway() bool { return e.Status == sentryapi.SeerProcessing }

// seerTask is one request to the run of an issue: what to post, if anything,
// and what to wait for.
type seerTask struct {
	op      string
	target  IssueTarget
	goal    goal // its artifact may be left to the step that next finds
	fresh   bool // a new run is wanted although there is one
	noWait  bool
	timeout time.Duration // 0 = six minutes
	// next says what to post on a state (nil = no run); nil = nothing, follow
	// only. It is asked again when the state has changed.
	next func(run *SeerRun) (*sentryapi.SeerStart, error)
}

// followed runs a task as a sequence: each thing as it is seen, then one event
// with the result, or one error. It passes the operation's middleware.
func followed[In any](ctx context.Context, o *Ops, in In, task func(In) (seerTask, error)) iter.Seq2[SeerEvent, error] {
	return func(yield func(SeerEvent, error) bool) {
		_, err := run(Fresh(ctx), o, in, func(ctx context.Context, in In) (GetSeerRunOut, error) {
			t, err := task(in)
			if err != nil {
				return GetSeerRunOut{}, err
			}
			f := follower{o: o, task: t, asked: o.cfg.Now(), emit: o.teller(yield)}
			return GetSeerRunOut{}, f.follow(ctx)
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(SeerEvent{}, err)
		}
	}
}

// errStopped ends following because nobody takes its events any longer.
var errStopped = errors.New("the caller stopped following")

// teller gives events their time and passes them on.
func (o *Ops) teller(yield func(SeerEvent, error) bool) func(SeerEvent) error {
	return func(e SeerEvent) error {
		e.At = o.cfg.Now()
		if !yield(e, nil) {
			return errStopped
		}
		return nil
	}
}

// resultOf is the end of a sequence.
func resultOf(ctx context.Context, events iter.Seq2[SeerEvent, error]) (GetSeerRunOut, error) {
	for e, err := range events {
		if err != nil {
			return GetSeerRunOut{}, err
		}
		if e.Result != nil {
			return *e.Result, nil
		}
	}
	return GetSeerRunOut{}, ctx.Err()
}

// follower watches one run of one issue.
type follower struct {
	o       *Ops
	task    seerTask
	asked   time.Time // when this call began
	org, id string
	emit    func(SeerEvent) error
	read    func(context.Context) (*SeerRun, error)
	every   time.Duration // between two looks; 0 = the usual
	told    told

	before  *SeerRun  // the state before something was posted; nil = no run
	started text.Word // the run that the post answered with; "" = nothing was posted
	stale   int       // looks at a state from before the post
}

func (f *follower) follow(ctx context.Context) (err error) {
	if f.org, f.id, err = f.o.issue(ctx, f.task.op, f.task.target); err != nil {
		return err
	}
	f.read = func(ctx context.Context) (*SeerRun, error) { return f.o.client.SeerState(ctx, f.org, f.id) }
	run, err := f.read(ctx)
	if err != nil {
		return missing(f.task.op, f.org, f.id, err)
	}
	if run != nil && !f.task.fresh {
		if err := f.emit(SeerEvent{Type: "existing", Status: run.Status, Run: run, Message: text.From(joined)}); err != nil {
			return err
		}
		if err := f.tell(run); err != nil {
			return err
		}
	}
	start, err := f.task.next(run)
	if err != nil {
		return err
	}
	if start != nil {
		f.task.goal.artifact = orWord(f.task.goal.artifact, artifactOf(start.Step))
		if run, err = f.begin(ctx, run); err != nil {
			return err
		}
	}
	if f.task.noWait {
		return f.result(ctx, run)
	}
	return f.watch(ctx, run)
}

// watch looks at the run until the outcome is clear.
func (f *follower) watch(ctx context.Context, run *SeerRun) error {
	deadline := f.o.cfg.Now().Add(cmp.Or(f.task.timeout, 6*time.Minute))
	looks := looks{read: f.read, sleep: f.o.cfg.Sleep, now: f.o.cfg.Now, until: deadline, every: f.every, lost: f.lost}
	var calm quiet
	for {
		if run != nil && !f.isStale(*run) {
			if err := f.tell(run); err != nil {
				return err
			}
			switch f.task.goal.outcome(*run) {
			case SeerFound, SeerAsks, SeerFailed:
				return f.result(ctx, run)
			case SeerNoResult:
				if calm.look(*run, f.o.cfg.Now()) || f.refused(*run) {
					return f.result(ctx, run)
				}
			default:
				calm = quiet{}
			}
		}
		if !f.o.cfg.Now().Before(deadline) {
			return f.result(ctx, run)
		}
		next, err := looks.next(ctx)
		if err != nil {
			return f.broken(err)
		}
		run = next
	}
}

// lost tells that the server does not answer and when it is asked again.
func (f *follower) lost(err error, again time.Duration) error {
	f.told.lost = true
	return f.emit(SeerEvent{Type: "waiting", Status: sentryapi.SeerProcessing,
		Message: text.From("no news for now, the run goes on; looking again in " + text.Duration(again) + " (" + err.Error() + ")")})
}

// broken says that only the following ended: the run goes on at the server.
func (f *follower) broken(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Kind == KindCanceled {
		return err
	}
	broke := *e
	broke.Message = text.From("following broke off, the run goes on: " + e.Message.Raw())
	broke.Hint = "follow it again: vedette seer watch " + f.id
	return &broke
}

// staleLooks is how often a state from before the post is believed to be late
// news; after that it is what the server has.
const staleLooks = 5

// isStale is true for a state that the post cannot have made yet: judging by it
// would end a billed run's following with an old run's outcome.
func (f *follower) isStale(run SeerRun) bool {
	if f.started == "" || f.before == nil || f.stale >= staleLooks {
		return false
	}
	same := run.Mark() == f.before.Mark()
	if !same && runName(run) == f.started {
		f.stale = staleLooks
		return false
	}
	f.stale++
	return true
}

// refused is true when the run itself says why the wanted artifact will not
// come, so that there is nothing to wait for.
func (f *follower) refused(run SeerRun) bool {
	for _, r := range run.Reasons {
		if string(r.Artifact) == f.task.goal.artifact || r.Artifact == UntilSolution && f.task.goal.artifact != UntilRootCause {
			return true
		}
	}
	return false
}

// result ends the sequence with what is known.
func (f *follower) result(ctx context.Context, run *SeerRun) error {
	if run == nil {
		state, err := f.read(ctx)
		if err != nil {
			return f.broken(err)
		}
		run = state
	}
	out := seerOut(f.org, f.id, run, f.task.goal)
	if run == nil || f.started != "" && runName(*run) != f.started {
		out.Outcome, out.Reason = SeerRunning, text.Untrusted{} // started, but the server does not show it yet
	}
	return f.emit(SeerEvent{Type: "result", Run: run, Result: &out})
}
