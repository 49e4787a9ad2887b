package ops

import (
	"context"
	"errors"
	"iter"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// SeerEvent is one thing that happened while a run was followed.
type SeerEvent struct {
	Type    string         `json:"type"` // started, existing, status, step, message, todo, artifact, result
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
	timeout int // seconds; 0 = 360
	// next says what to post on a state (nil = no run); nil = nothing, follow
	// only. It is asked again when the state has changed.
	next func(run *SeerRun) (*sentryapi.SeerStart, error)
}

// followed runs a task as a sequence: each thing as it is seen, then one event
// with the result, or one error. It passes the operation's middleware.
func followed[In any](ctx context.Context, o *Ops, in In, task func(In) (seerTask, error)) iter.Seq2[SeerEvent, error] {
	return func(yield func(SeerEvent, error) bool) {
		stopped := errors.New("the caller stopped following")
		_, err := run(Fresh(ctx), o, in, func(ctx context.Context, in In) (GetSeerRunOut, error) {
			t, err := task(in)
			if err != nil {
				return GetSeerRunOut{}, err
			}
			f := follower{o: o, task: t, asked: o.cfg.Now(), emit: func(e SeerEvent) error {
				e.At = o.cfg.Now()
				if !yield(e, nil) {
					return stopped
				}
				return nil
			}}
			return GetSeerRunOut{}, f.follow(ctx)
		})
		if err != nil && !errors.Is(err, stopped) {
			yield(SeerEvent{}, err)
		}
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

	before  *SeerRun  // the state before something was posted; nil = no run
	started text.Word // the run that the post answered with; "" = nothing was posted
	stale   int       // looks at a state from before the post

	blocks   int // blocks already told completely
	todo     string
	status   SeerStatus
	artifact map[string]bool
}

func (f *follower) follow(ctx context.Context) (err error) {
	if f.org, f.id, err = f.o.issue(ctx, f.task.op, f.task.target); err != nil {
		return err
	}
	f.artifact = map[string]bool{}
	run, err := f.o.client.SeerState(ctx, f.org, f.id)
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

// The two measures by which "completed" is the end of a run and not a moment
// between two of its steps.
const (
	quietLooks = 2 // further looks without a change
	quietTime  = 10 * time.Second
)

// watch polls until the outcome is clear.
func (f *follower) watch(ctx context.Context, run *SeerRun) error {
	deadline := f.o.cfg.Now().Add(time.Duration(orDefault(f.task.timeout, 360)) * time.Second)
	var calm quiet
	for n := 0; ; n++ {
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
		if err := f.o.cfg.Sleep(ctx, pollDelay(n)); err != nil {
			return err
		}
		next, err := f.o.client.SeerState(ctx, f.org, f.id)
		if err != nil {
			return f.broken(err)
		}
		run = next
	}
}

// quiet counts looks at a run that did not change.
type quiet struct {
	since, updated time.Time
	looks          int
}

// look is true when the run has been quiet for long enough.
func (q *quiet) look(run SeerRun, now time.Time) bool {
	if q.since.IsZero() || !run.UpdatedAt.Equal(q.updated) {
		*q = quiet{since: now, updated: run.UpdatedAt.Time}
		return false
	}
	q.looks++
	return q.looks >= quietLooks && now.Sub(q.since) >= quietTime
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
		state, err := f.o.client.SeerState(ctx, f.org, f.id)
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

// tell yields what is new in a state: status, steps, messages, tasks, artifacts.
func (f *follower) tell(run *SeerRun) error {
	if run.Status != f.status {
		f.status = run.Status
		if err := f.emit(SeerEvent{Type: "status", Status: run.Status, Run: run, Message: SeerProgress(*run)}); err != nil {
			return err
		}
	}
	for ; f.blocks < len(run.Blocks) && !run.Blocks[f.blocks].Loading; f.blocks++ {
		b := run.Blocks[f.blocks]
		e := SeerEvent{Type: "message", Step: b.Step, Run: run, Block: &b, Message: b.Content}
		if b.Step != "" {
			e.Type = "step"
		}
		if err := f.emit(e); err != nil {
			return err
		}
		f.todo = firstLine(b.Content).Raw() // already told as a message
	}
	if now := SeerProgress(*run); now.Raw() != f.todo {
		f.todo = now.Raw()
		if err := f.emit(SeerEvent{Type: "todo", Run: run, Message: now}); err != nil {
			return err
		}
	}
	for _, a := range seerSteps() {
		if !f.artifact[a] && hasArtifact(*run, a, "") {
			f.artifact[a] = true
			if err := f.emit(SeerEvent{Type: "artifact", Step: text.Word(a), Run: run, Message: artifactLine(*run, a)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget makes the follower tell again what belongs to another run or was cut
// off: kept is how many blocks stay.
func (f *follower) forget(kept int) {
	f.todo, f.status, f.artifact = "", "", map[string]bool{}
	f.blocks = min(f.blocks, kept)
}

func artifactLine(r SeerRun, artifact string) text.Untrusted {
	switch artifact {
	case UntilRootCause:
		return r.Root.Summary
	case UntilSolution:
		return r.Plan.Summary
	case UntilCodeChanges:
		return r.Patches[len(r.Patches)-1].Path
	default:
		return r.PRs[0].URL
	}
}
