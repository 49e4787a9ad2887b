package ops

import (
	"context"
	"iter"
	"time"

	"vedette/internal/sentryapi"
)

// AnalyzeIssueIn names an issue and how far the run should go.
type AnalyzeIssueIn struct {
	IssueTarget
	Until       string `json:"until,omitempty" enum:"root_cause,solution,code_changes,open_pr" default:"solution"`
	Instruction string `json:"instruction,omitempty" jsonschema:"Guidance, or the answer to the run's question."`
	NewRun      bool   `json:"newRun,omitempty" jsonschema:"Although a run exists."`
	NoWait      bool   `json:"noWait,omitempty" jsonschema:"Start and return."`
	Timeout     int    `json:"timeoutSeconds,omitempty" max:"3600" default:"360"`
}

// AnalyzeIssue starts a fix run, or continues the one there is, and follows it
// until the wanted artifact is there, the run needs an answer, or time is up.
func (o *Ops) AnalyzeIssue(ctx context.Context, in AnalyzeIssueIn) (GetSeerRunOut, error) {
	return resultOf(ctx, o.FollowAnalysis(ctx, in))
}

// FollowAnalysis is AnalyzeIssue as a sequence: each step as it is seen, then
// one event with the result, or one error.
func (o *Ops) FollowAnalysis(ctx context.Context, in AnalyzeIssueIn) iter.Seq2[SeerEvent, error] {
	return followed(ctx, o, in, analysisTask)
}

func analysisTask(in AnalyzeIssueIn) (seerTask, error) {
	const op = "analyze_issue_with_seer"
	until := orWord(in.Until, UntilSolution)
	t := seerTask{op: op, target: in.IssueTarget, goal: goal{artifact: until}, fresh: in.NewRun, noWait: in.NoWait, timeout: time.Duration(in.Timeout) * time.Second}
	t.next = func(run *SeerRun) (*sentryapi.SeerStart, error) { return in.next(run, until), nil }
	return t, checkGuidance(op, in.Instruction)
}

// next decides whether something must be posted: a new run, the next step of
// the run there is, or an answer to its question. A run at work is followed;
// one that failed is shown, and only NewRun starts another.
func (in AnalyzeIssueIn) next(run *SeerRun, until string) *sentryapi.SeerStart {
	if run == nil || in.NewRun {
		return &sentryapi.SeerStart{Step: UntilRootCause, StoppingPoint: until, UserContext: in.Instruction, Referrer: referrer}
	}
	switch {
	case run.Status == sentryapi.SeerAwaiting && in.Instruction != "":
	case run.Status != sentryapi.SeerCompleted, hasArtifact(*run, until, ""):
		return nil
	case len(run.Reasons) > 0 && in.Instruction == "": // it said why not; the same again would say the same
		return nil
	}
	s := resume(run, nextStep(*run, until))
	s.UserContext = in.Instruction
	return &s
}
