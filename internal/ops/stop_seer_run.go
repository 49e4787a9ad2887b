package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// StopSeerRunIn names an issue whose newest run is at work.
type StopSeerRunIn struct {
	IssueTarget
}

// StopSeerRunOut says which run was asked to stop.
type StopSeerRunOut struct {
	Organization string    `json:"organization"`
	IssueID      string    `json:"issueId"`
	RunID        text.Word `json:"runId"`
	Asked        bool      `json:"asked"` // false: it was not at work
}

// StopSeerRun asks the run to stop where it is. What it has found stays.
func (o *Ops) StopSeerRun(ctx context.Context, in StopSeerRunIn) (StopSeerRunOut, error) {
	return run(ctx, o, in, o.stopSeerRun)
}

func (o *Ops) stopSeerRun(ctx context.Context, in StopSeerRunIn) (StopSeerRunOut, error) {
	const op = "stop_seer_run"
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return StopSeerRunOut{}, err
	}
	r, err := o.client.SeerState(ctx, org, id)
	if err != nil {
		return StopSeerRunOut{}, missing(op, org, id, err)
	}
	if r == nil {
		return StopSeerRunOut{}, noRun(op, id)
	}
	out := StopSeerRunOut{Organization: org, IssueID: id, RunID: runName(*r)}
	if r.Status != sentryapi.SeerProcessing && r.Status != sentryapi.SeerAwaiting {
		return out, nil
	}
	name := string(r.SentryRunID)
	if name == "" {
		name = string(r.RunID)
	}
	out.Asked = true
	return out, notFoundAs(op, "run "+name+" that this server can stop", "look at it: vedette seer status "+id, o.client.StopSeer(ctx, org, name))
}

// Doc says what happens now.
func (out StopSeerRunOut) Doc() text.Doc {
	var d text.Doc
	if !out.Asked {
		d.Para(text.T("Run "), text.Code(text.From(string(out.RunID))), text.T(" is not at work."))
		return d
	}
	d.Para(text.T("Run "), text.Code(text.From(string(out.RunID))), text.T(" was asked to stop; vedette seer status "+out.IssueID+" shows when it has."))
	return d
}
