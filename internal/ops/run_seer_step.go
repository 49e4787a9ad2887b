package ops

import (
	"context"
	"iter"
	"strings"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// stepIterate is the step that changes a pull request by feedback.
const stepIterate = "pr_iteration"

// RunSeerStepIn names a step of an issue's newest run.
type RunSeerStepIn struct {
	IssueTarget
	Step        string `json:"step,omitempty" enum:"root_cause,solution,code_changes,pr_iteration" jsonschema:"Default: the step that retryFrom lies in, else the next one."`
	Instruction string `json:"instruction,omitempty" jsonschema:"Guidance; for pr_iteration the feedback. 1000 characters at most."`
	RetryFrom   *int   `json:"retryFrom,omitempty" jsonschema:"Drop the run's blocks behind this index (from 0) and play from there."`
	NoWait      bool   `json:"noWait,omitempty"`
	Timeout     int    `json:"timeoutSeconds,omitempty" max:"3600" default:"360"`
}

// RunSeerStep plays one step of the newest run, again where it was played
// before, and follows it. Without a run, root_cause begins one.
func (o *Ops) RunSeerStep(ctx context.Context, in RunSeerStepIn) (GetSeerRunOut, error) {
	return resultOf(ctx, o.FollowSeerStep(ctx, in))
}

// FollowSeerStep is RunSeerStep as a sequence.
func (o *Ops) FollowSeerStep(ctx context.Context, in RunSeerStepIn) iter.Seq2[SeerEvent, error] {
	return followed(ctx, o, in, stepTask)
}

func stepTask(in RunSeerStepIn) (seerTask, error) {
	const op = "run_seer_step"
	t := seerTask{op: op, target: in.IssueTarget, noWait: in.NoWait, timeout: time.Duration(in.Timeout) * time.Second, goal: goal{again: true}}
	t.next = func(run *SeerRun) (*sentryapi.SeerStart, error) { return in.next(op, run) }
	if in.Step == stepIterate && in.Instruction == "" {
		return t, invalid(op, "say what the pull request should do differently", "step pr_iteration needs feedback")
	}
	return t, checkGuidance(op, in.Instruction)
}

func (in RunSeerStepIn) next(op string, run *SeerRun) (*sentryapi.SeerStart, error) {
	if run == nil {
		if orWord(in.Step, UntilRootCause) != UntilRootCause || in.RetryFrom != nil {
			return nil, noRun(op, in.Issue)
		}
		return &sentryapi.SeerStart{Step: UntilRootCause, UserContext: in.Instruction, Referrer: referrer}, nil
	}
	step := in.Step
	if n := in.RetryFrom; n != nil {
		if *n < 0 || *n >= len(run.Blocks) {
			return nil, invalid(op, "blocks count from 0: vedette seer status "+in.Issue+" --json=run.blocks", "the run has %d blocks, there is no block %d", len(run.Blocks), *n)
		}
		step = orWord(step, stepAt(*run, *n))
	}
	s := resume(run, orWord(step, nextStep(*run, UntilCodeChanges)))
	s.UserContext, s.InsertIndex = in.Instruction, in.RetryFrom
	return &s, nil
}

// stepAt is the step that a block belongs to.
func stepAt(run SeerRun, block int) string {
	for ; block >= 0; block-- {
		if step := run.Blocks[block].Step; step != "" {
			return string(step)
		}
	}
	return UntilRootCause
}

// noRun is the error where there must be a run already.
func noRun(op, issue string) error {
	return &Error{Kind: KindNotFound, Op: op, Message: text.From("there is no fix run of this issue yet"),
		Hint: strings.TrimSpace("start one: vedette fix " + issue)}
}
