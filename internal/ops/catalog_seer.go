package ops

import (
	"context"
	"encoding/json"
	"iter"
)

// seerOps start Seer, Sentry's debugging agent, and follow it.
func seerOps() []Operation {
	return []Operation{
		follow("analyze_issue_with_seer", "Find the cause and a fix", Billed, (*Ops).AnalyzeIssue, (*Ops).FollowAnalysis),
		define("get_seer_run", "State of a fix run", Read, "seer", readTime, (*Ops).GetSeerRun, "event:read"),
		follow("run_seer_step", "Play one step of a fix run", Billed, (*Ops).RunSeerStep, (*Ops).FollowSeerStep),
		follow("answer_seer_question", "Answer a fix run", Billed, (*Ops).AnswerSeerQuestion, (*Ops).FollowSeerAnswer),
		follow("open_seer_pr", "Open pull requests of a fix run", Write, (*Ops).OpenSeerPR, (*Ops).FollowSeerPR),
		define("hand_off_seer_run", "Hand a fix run to a coding agent", Billed, "seer", startTime, (*Ops).HandOffSeerRun, "event:write", "event:admin"),
		define("stop_seer_run", "Stop a fix run", Destructive, "seer", writeTime, (*Ops).StopSeerRun, "org:read"),
		define("check_seer_setup", "What Seer lacks to fix an issue", Read, "seer", searchTime, (*Ops).CheckSeerSetup, "event:read"),
		define("find_seer_runs", "Fix runs of an organization", Read, "seer", searchTime, (*Ops).FindSeerRuns, "org:read"),
		define("get_issue_summary", "Summary of an issue by a model", Billed, "seer", startTime, (*Ops).GetIssueSummary, "event:write", "event:admin"),
	}
}

// follow makes the entry of long work: as one call, and as a sequence.
func follow[In any](name, title string, effect Effect, method func(*Ops, context.Context, In) (GetSeerRunOut, error),
	events func(*Ops, context.Context, In) iter.Seq2[SeerEvent, error]) Operation {
	op := define(name, title, effect, "seer", 0, method, "event:write", "event:admin")
	op.stream = func(ctx context.Context, o *Ops, raw json.RawMessage) iter.Seq2[SeerEvent, error] {
		var in In
		if err := DecodeInput(name, raw, &in); err != nil {
			return func(yield func(SeerEvent, error) bool) { yield(SeerEvent{}, err) }
		}
		return events(o, ctx, in)
	}
	return op
}
