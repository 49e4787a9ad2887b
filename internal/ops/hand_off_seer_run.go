package ops

import (
	"context"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// HandOffSeerRunIn names an issue's newest run and who should go on with it.
type HandOffSeerRunIn struct {
	IssueTarget
	Provider    string `json:"provider,omitempty" jsonschema:"Such as github_copilot; or integrationId."`
	Integration string `json:"integrationId,omitempty"`
	Instruction string `json:"instruction,omitempty" jsonschema:"1000 characters at most."`
}

// HandOffSeerRunOut says for which repositories an agent was started.
type HandOffSeerRunOut struct {
	Organization string                  `json:"organization"`
	IssueID      string                  `json:"issueId"`
	Started      int                     `json:"started"` // agents
	Failures     []sentryapi.SeerFailure `json:"failures,omitempty"`
}

// HandOffSeerRun gives the run to an outside coding agent, which works at its
// own place and price.
func (o *Ops) HandOffSeerRun(ctx context.Context, in HandOffSeerRunIn) (HandOffSeerRunOut, error) {
	return run(ctx, o, in, o.handOffSeerRun)
}

func (o *Ops) handOffSeerRun(ctx context.Context, in HandOffSeerRunIn) (HandOffSeerRunOut, error) {
	const op = "hand_off_seer_run"
	if (in.Provider == "") == (in.Integration == "") {
		return HandOffSeerRunOut{}, invalid(op, "name a provider such as github_copilot, or an integrationId", "a handoff goes to exactly one agent")
	}
	if err := checkGuidance(op, in.Instruction); err != nil {
		return HandOffSeerRunOut{}, err
	}
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return HandOffSeerRunOut{}, err
	}
	issue, err := o.client.Issue(ctx, org, id)
	if err != nil {
		return HandOffSeerRunOut{}, missing(op, org, id, err)
	}
	hold := o.cfg.Hold
	if hold == nil {
		hold = alone
	}
	out := HandOffSeerRunOut{Organization: org, IssueID: id}
	key := "hand off " + o.cfg.BaseURL + " " + org + " " + orWord(string(issue.ID), id)
	err = hold(ctx, key, func(last []byte, write func([]byte) error) error {
		r, err := o.client.SeerState(ctx, org, id)
		switch {
		case err != nil:
			return err
		case r == nil:
			return noRun(op, id)
		}
		if err := o.unclaimed(op, id, *r, last); err != nil {
			return err
		}
		if err := write([]byte(o.cfg.Now().UTC().Format(time.RFC3339))); err != nil {
			return err
		}
		s := resume(r, "coding_agent_handoff")
		s.Provider, s.Integration, s.UserContext = in.Provider, in.Integration, in.Instruction
		started, err := o.client.StartSeer(ctx, org, id, r.Mark(), s)
		out.Started, out.Failures = len(started.Successes), started.Failures
		return err
	})
	if err != nil {
		return HandOffSeerRunOut{}, err
	}
	if out.Started == 0 && len(out.Failures) > 0 {
		f := out.Failures[0]
		return out, &Error{Kind: KindConflict, Op: op, Message: text.From("no agent was started: " + f.Repo.Cut(100) + " " + f.Reason.Raw()),
			Hint: "look at the agent's integration in Sentry under Settings > Integrations"}
	}
	return out, nil
}

// unclaimed refuses a run that an agent works on, or that was handed over a
// moment ago: the agent may not show yet, and a second one would be paid too.
func (o *Ops) unclaimed(op, id string, r SeerRun, last []byte) error {
	busy := ""
	for _, a := range r.Agents {
		if a.Status == "pending" || a.Status == "running" {
			busy = "an agent works on it: " + a.Name.Cut(60)
		}
	}
	if at, err := time.Parse(time.RFC3339, string(last)); err == nil && o.cfg.Now().Sub(at) < lostFor && busy == "" {
		busy = "it was handed over " + text.Duration(o.cfg.Now().Sub(at)) + " ago"
	}
	if busy == "" {
		return nil
	}
	return &Error{Kind: KindConflict, Op: op, Message: text.From("the run of " + id + " is not handed over again: " + busy), Hint: "vedette seer status " + id}
}

// Doc says what was started and what was not.
func (out HandOffSeerRunOut) Doc() text.Doc {
	var d text.Doc
	if out.Started == 0 {
		d.Para(text.T("The run of " + out.IssueID + " was handed over, but the answer does not say to how many agents. Look at vedette seer status " + out.IssueID + "."))
		return d
	}
	d.Para(text.T("The run of "+out.IssueID+" was handed over: "), text.T(text.Count(int64(out.Started))), text.T(" agent(s) started. Follow it with vedette seer status "+out.IssueID+"."))
	for _, f := range out.Failures {
		d.Field("Not started", text.Code(f.Repo), text.T(" "), f.Reason)
	}
	return d
}
