package ops

import (
	"context"
	"encoding/json"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// CheckSeerSetupIn names an issue, which decides the project and its repositories.
type CheckSeerSetupIn struct {
	IssueTarget
}

// SetupFinding is one thing that Seer needs.
type SetupFinding struct {
	Name  string         `json:"name"`
	State string         `json:"state"` // ok missing unknown
	Next  string         `json:"next,omitempty"`
	Said  text.Untrusted `json:"said,omitzero"` // the server's own word
}

// CheckSeerSetupOut is what Seer has and lacks.
type CheckSeerSetupOut struct {
	Organization string          `json:"organization"`
	IssueID      string          `json:"issueId"`
	Ready        bool            `json:"ready"`           // nothing that a root cause needs is missing
	MadeBy       text.Untrusted  `json:"madeBy,omitzero"` // who analyses; absent = Seer
	Findings     []SetupFinding  `json:"findings"`
	OrgSetup     json.RawMessage `json:"organizationSetup,omitempty"` // as the server gave it
}

// CheckSeerSetup says whether Seer may work on an issue, and what to do about
// what is missing. Starts nothing.
func (o *Ops) CheckSeerSetup(ctx context.Context, in CheckSeerSetupIn) (CheckSeerSetupOut, error) {
	return run(ctx, o, in, o.checkSeerSetup)
}

func (o *Ops) checkSeerSetup(ctx context.Context, in CheckSeerSetupIn) (CheckSeerSetupOut, error) {
	const op = "check_seer_setup"
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return CheckSeerSetupOut{}, err
	}
	issue, err := o.client.Issue(ctx, org, id)
	if err != nil {
		return CheckSeerSetupOut{}, missing(op, org, id, err)
	}
	out := CheckSeerSetupOut{Organization: org, IssueID: id, Ready: true}
	setup, err := o.client.SeerSetup(ctx, org, id)
	switch k := KindOf(err); {
	case err == nil:
		out.Findings, out.MadeBy = findingsOf(setup), setup.MadeBy
	case k == KindNotFound, k == KindNotEnabled:
		out.add(SetupFinding{Name: "Seer", State: "missing", Said: text.From(err.Error()), Next: "use a server that has it, or the local backend's own analysis: vedette local run"})
	default:
		return out, err
	}
	if issue.IssueCategory == "metric" {
		out.add(SetupFinding{Name: "kind of issue", State: "missing", Next: "Seer does not analyse metric issues"})
	}
	for _, f := range out.Findings {
		if f.State == "missing" && f.Name != "repositories" && f.Name != "code integration" && f.Name != "source code" {
			out.Ready = false
		}
	}
	// The organization's own check is extra: servers without it say nothing.
	if raw, err := o.client.SeerOrgSetup(ctx, org); err == nil && json.Valid(raw) {
		out.OrgSetup = raw
	}
	return out, nil
}

func (out *CheckSeerSetupOut) add(f SetupFinding) { out.Findings = append(out.Findings, f) }

func findingsOf(s sentryapi.SeerSetup) []SetupFinding {
	if !s.MadeBy.IsZero() { // needs none of what Seer does
		return []SetupFinding{
			{Name: "analysis", State: "ok", Said: s.MadeBy, Next: "it finds causes by fixed rules over the stored events and git; it writes no fixes"},
			finding("source code", s.Checkout, "start the backend with a checkout (vedette local run --source DIR); then it reads the lines that failed and names suspect commits"),
		}
	}
	consent := s.Acknowledgement.Org
	if consent == nil || !*consent {
		consent = or(s.Acknowledgement.User, consent)
	}
	out := []SetupFinding{
		finding("Seer", s.Enabled, "an owner switches it on in Sentry under Settings > Seer, or for the project under its Seer settings"),
		finding("budget", s.Billing.HasQuota, "an owner raises it under Settings > Subscription"),
		finding("consent", consent, "someone of the organization accepts the use of AI once: open the issue in Sentry and start Seer there"),
		finding("code integration", s.Integration.OK, "install the GitHub (or GitLab) integration under Settings > Integrations; a root cause works without, code changes do not"),
		finding("repositories", s.ReposLinked, "link them to the project under Settings > Seer; a root cause works without, code changes do not"),
	}
	out[3].Said = text.From(string(s.Integration.Reason))
	return out
}

func or(a, b *bool) *bool {
	if a != nil {
		return a
	}
	return b
}

func finding(name string, ok *bool, next string) SetupFinding {
	switch {
	case ok == nil:
		return SetupFinding{Name: name, State: "unknown"}
	case *ok:
		return SetupFinding{Name: name, State: "ok"}
	}
	return SetupFinding{Name: name, State: "missing", Next: next}
}

// Doc lists what is there, what is missing and what to do about it.
func (out CheckSeerSetupOut) Doc() text.Doc {
	var d text.Doc
	who := "Seer"
	if !out.MadeBy.IsZero() {
		who = "This server's own analysis"
	}
	verdict := who + " can work on " + out.IssueID + ": vedette fix " + out.IssueID + "."
	if !out.Ready {
		verdict = who + " cannot work on " + out.IssueID + " yet."
	}
	d.Para(text.T(verdict))
	for _, f := range out.Findings {
		parts := []text.Inline{text.T(f.State)}
		if !f.Said.IsZero() {
			parts = append(parts, text.T(" ("), f.Said, text.T(")"))
		}
		if f.Next != "" {
			parts = append(parts, text.T(": "+f.Next))
		}
		d.Field(f.Name, parts...)
	}
	return d
}
