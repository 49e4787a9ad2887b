package ops

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"time"

	"vedette/internal/text"
)

// joined is said when a run that exists is followed.
const joined = "A run exists already; following it"

// FollowSeerRunIn names an issue and for how long its newest run is looked at.
type FollowSeerRunIn struct {
	GetSeerRunIn
	Every   time.Duration // between two looks; 0 = soon at first, then further apart
	Timeout time.Duration // 0 = an hour
}

// FollowSeerRun follows the newest run of an issue until it stops or time is up,
// and starts nothing: each thing as it is seen, then one event with the result,
// or one error. Every look is a call of get_seer_run.
func (o *Ops) FollowSeerRun(ctx context.Context, in FollowSeerRunIn) iter.Seq2[SeerEvent, error] {
	return func(yield func(SeerEvent, error) bool) {
		f := follower{o: o, emit: o.teller(yield), every: in.Every, task: seerTask{
			goal: goal{artifact: orWord(in.Until, UntilRootCause)}, timeout: cmp.Or(in.Timeout, time.Hour),
		}}
		f.read = func(ctx context.Context) (*SeerRun, error) {
			out, err := o.GetSeerRun(Fresh(ctx), in.GetSeerRunIn)
			if err == nil {
				f.org, f.id = out.Organization, out.IssueID
			}
			return out.Run, err
		}
		if err := f.join(ctx); err != nil && !errors.Is(err, errStopped) {
			yield(SeerEvent{}, err)
		}
	}
}

// join follows the run there is.
func (f *follower) join(ctx context.Context) error {
	run, err := f.read(ctx)
	switch {
	case err != nil:
		return err
	case run == nil:
		out := seerOut(f.org, f.id, nil, f.task.goal)
		return f.emit(SeerEvent{Type: "result", Result: &out})
	}
	if f.task.goal.outcome(*run) == SeerNoResult && longQuiet(*run, f.o.cfg.Now()) {
		return f.result(ctx, run)
	}
	if err := f.emit(SeerEvent{Type: "existing", Status: run.Status, Run: run, Message: text.From(joined)}); err != nil {
		return err
	}
	return f.watch(ctx, run)
}
