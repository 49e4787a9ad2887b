package ops

import (
	"context"

	"vedette/internal/text"
)

// GetSeerRunIn names an issue.
type GetSeerRunIn struct {
	IssueTarget
	Until string `json:"until,omitempty" enum:"root_cause,solution,code_changes,open_pr" default:"root_cause"`
}

// GetSeerRunOut is the newest run of an issue; Run is nil when there is none.
type GetSeerRunOut struct {
	Organization string         `json:"organization"`
	IssueID      string         `json:"issueId"`
	Outcome      SeerOutcome    `json:"outcome"`
	Reason       text.Untrusted `json:"reason,omitzero"`
	Run          *SeerRun       `json:"run"`
}

// GetSeerRun reads the newest fix run. One request; starts nothing.
func (o *Ops) GetSeerRun(ctx context.Context, in GetSeerRunIn) (GetSeerRunOut, error) {
	return run(ctx, o, in, o.getSeerRun)
}

func (o *Ops) getSeerRun(ctx context.Context, in GetSeerRunIn) (GetSeerRunOut, error) {
	org, id, err := o.issue(ctx, "get_seer_run", in.IssueTarget)
	if err != nil {
		return GetSeerRunOut{}, err
	}
	r, err := o.client.SeerState(ctx, org, id)
	if err != nil {
		return GetSeerRunOut{}, missing("get_seer_run", org, id, err)
	}
	return seerOut(org, id, r, goal{artifact: orWord(in.Until, UntilRootCause)}), nil
}

func seerOut(org, id string, r *SeerRun, g goal) GetSeerRunOut {
	out := GetSeerRunOut{Organization: org, IssueID: id, Run: r, Outcome: SeerNone}
	if r != nil {
		out.Outcome = g.outcome(*r)
		if out.Outcome != SeerFound {
			out.Reason = g.reason(*r)
		}
	}
	return out
}

// Doc shows the run's artifacts, or how to start one.
func (out GetSeerRunOut) Doc() text.Doc {
	var d text.Doc
	if out.Run == nil {
		d.Para(text.T("No fix run was started for " + out.IssueID + " yet. vedette fix " + out.IssueID + " starts one."))
		return d
	}
	d.Heading(1, text.T("Fix run of "+out.IssueID))
	d.Field("State", text.T(string(out.Outcome)+" ("+string(out.Run.Status)+")"))
	d.Field("Reason", out.Reason)
	if out.Outcome == SeerRunning {
		d.Field("Now", SeerProgress(*out.Run))
		d.Para(text.T("It is still at work; look again in about 10 seconds: vedette seer status " + out.IssueID + "."))
	}
	d.DataNote("analysis")
	d.Field("Made by", SeerMaker(*out.Run))
	findings(&d, *out.Run)
	for _, p := range out.Run.Patches {
		d.Heading(2, text.T("Change of "), p.Path)
		d.CodeBlock("diff", p.Diff)
	}
	return d
}
