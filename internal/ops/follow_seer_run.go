package ops

import (
	"context"
	"iter"

	"vedette/internal/text"
)

// joined is said when a run that exists is followed.
const joined = "A run exists already; following it"

// FollowSeerRun follows the newest run of an issue until it stops, and starts
// nothing: each state it sees, then one event with the result, or one error.
// Every look is a call of get_seer_run.
func (o *Ops) FollowSeerRun(ctx context.Context, in GetSeerRunIn) iter.Seq2[SeerEvent, error] {
	return func(yield func(SeerEvent, error) bool) {
		var calm quiet
		for n := 0; ; n++ {
			out, err := o.GetSeerRun(Fresh(ctx), in)
			if err != nil {
				yield(SeerEvent{}, err)
				return
			}
			if out.Run == nil || out.Outcome != SeerRunning && (out.Outcome != SeerNoResult || !out.Reason.IsZero() || calm.look(*out.Run, o.cfg.Now())) {
				yield(SeerEvent{Type: "result", At: o.cfg.Now(), Run: out.Run, Result: &out}, nil)
				return
			}
			if out.Outcome == SeerRunning {
				calm = quiet{}
			}
			e := SeerEvent{Type: "status", At: o.cfg.Now(), Status: out.Run.Status, Run: out.Run, Message: SeerProgress(*out.Run)}
			if n == 0 {
				e.Type, e.Message = "existing", text.From(joined)
			}
			if !yield(e, nil) {
				return
			}
			if err := o.cfg.Sleep(ctx, pollDelay(n)); err != nil {
				yield(SeerEvent{}, err)
				return
			}
		}
	}
}
