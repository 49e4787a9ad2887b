package ops

import (
	"context"
	"encoding/json"
	"iter"
)

// seerOps start Seer, Sentry's debugging agent, and follow it.
func seerOps() []Operation {
	follow := define("analyze_issue_with_seer", "Find the cause and a fix", Billed, "seer", 0, (*Ops).AnalyzeIssue, "event:write", "event:admin")
	follow.stream = func(ctx context.Context, o *Ops, raw json.RawMessage) iter.Seq2[SeerEvent, error] {
		in, err := decodeInput[AnalyzeIssueIn](follow.Name, raw)
		if err != nil {
			return func(yield func(SeerEvent, error) bool) { yield(SeerEvent{}, err) }
		}
		return o.FollowAnalysis(ctx, in)
	}
	return []Operation{
		follow,
		define("get_seer_run", "State of a fix run", Read, "seer", readTime, (*Ops).GetSeerRun, "event:read"),
	}
}
