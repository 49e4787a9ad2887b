package sentryapi

import (
	"context"
	"encoding/json"
	"net/http"

	"vedette/internal/text"
)

// SeerSetup says whether the server would fix an issue. What a server leaves
// out is nil: unknown, not missing.
type SeerSetup struct {
	Integration struct {
		OK     *bool     `json:"ok,omitempty"`
		Reason text.Word `json:"reason,omitempty"` // integration_missing ...
	} `json:"integration"`
	Acknowledgement struct {
		Org  *bool `json:"orgHasAcknowledged,omitempty"`
		User *bool `json:"userHasAcknowledged,omitempty"`
	} `json:"setupAcknowledgement"`
	Billing struct {
		HasQuota *bool `json:"hasAutofixQuota,omitempty"`
	} `json:"billing"`
	ReposLinked *bool `json:"seerReposLinked,omitempty"`
	Enabled     *bool `json:"autofixEnabled,omitempty"`
	// MadeBy is who analyses when the server says so, which vedette's own backend does; empty = Seer.
	MadeBy   text.Untrusted `json:"made_by,omitzero"`
	Checkout *bool          `json:"source_checkout,omitempty"` // MadeBy may read the code
}

// SeerSetup asks whether Seer may work on an issue.
func (c *Client) SeerSetup(ctx context.Context, org, issueID string) (SeerSetup, error) {
	r, err := issueCall("check Seer's setup", org, issueID, "autofix", "setup")
	if err != nil {
		return SeerSetup{}, err
	}
	return get[SeerSetup](ctx, c, r)
}

// SeerOrgSetup is the organization-wide readiness. Its shape differs between
// servers, so it stays the server's own object.
func (c *Client) SeerOrgSetup(ctx context.Context, org string) (json.RawMessage, error) {
	const op = "check Seer's setup"
	path, err := orgPath(op, org, "seer", "setup-check")
	if err != nil {
		return nil, err
	}
	return get[json.RawMessage](ctx, c, call{op: op, path: path, org: org})
}

// SeerSummary is a short reading of an issue by a model.
type SeerSummary struct {
	GroupID       text.Word      `json:"groupId,omitempty"`
	EventID       text.Word      `json:"eventId,omitempty"`
	Headline      text.Untrusted `json:"headline,omitzero"`
	WhatsWrong    text.Untrusted `json:"whatsWrong,omitzero"`
	Trace         text.Untrusted `json:"trace,omitzero"`
	PossibleCause text.Untrusted `json:"possibleCause,omitzero"`
	Scores        SeerScores     `json:"scores,omitzero"`
}

// SeerScores are the summary's own estimates, from 0 to 1; nil = not given.
type SeerScores struct {
	Confidence *Float `json:"possibleCauseConfidence,omitempty"`
	Novelty    *Float `json:"possibleCauseNovelty,omitempty"`
	Fixability *Float `json:"fixabilityScore,omitempty"`
	Fixable    *bool  `json:"isFixable,omitempty"`
}

// SummarizeIssue asks for a summary, which the server may have to write first.
// It is sent once: writing one is billed work.
func (c *Client) SummarizeIssue(ctx context.Context, org, issueID, eventID string) (SeerSummary, error) {
	r, err := issueCall("summarize issue", org, issueID, "summarize")
	if err != nil {
		return SeerSummary{}, err
	}
	body := map[string]string{}
	if eventID != "" {
		body["event_id"] = eventID
	}
	r.method, r.body, r.timeout = http.MethodPost, body, startTimeout
	return write[SeerSummary](ctx, c, r)
}
