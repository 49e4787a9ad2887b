package ops

import (
	"context"
	"fmt"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetIssueSummaryIn names an issue and perhaps one of its events.
type GetIssueSummaryIn struct {
	IssueTarget
	EventID string `json:"eventId,omitempty"`
}

// GetIssueSummaryOut is a model's short reading of an issue.
type GetIssueSummaryOut struct {
	Organization string                `json:"organization"`
	IssueID      string                `json:"issueId"`
	Summary      sentryapi.SeerSummary `json:"summary"`
}

// GetIssueSummary asks for the summary, which the server may have to write.
func (o *Ops) GetIssueSummary(ctx context.Context, in GetIssueSummaryIn) (GetIssueSummaryOut, error) {
	return run(ctx, o, in, o.getIssueSummary)
}

func (o *Ops) getIssueSummary(ctx context.Context, in GetIssueSummaryIn) (GetIssueSummaryOut, error) {
	const op = "get_issue_summary"
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return GetIssueSummaryOut{}, err
	}
	s, err := o.client.SummarizeIssue(ctx, org, id, in.EventID)
	if KindOf(err) == sentryapi.KindNotFound { // of the issue, or of summaries
		if _, lookErr := o.client.Issue(ctx, org, id); lookErr == nil {
			return GetIssueSummaryOut{}, &Error{Kind: sentryapi.KindNotEnabled, Op: op, Status: 404, Err: err,
				Message: text.From("this server writes no summaries of issues"), Hint: "the evidence itself: vedette issue view " + id + ", its cause: vedette fix " + id}
		}
	}
	if err != nil {
		return GetIssueSummaryOut{}, missing(op, org, id, err)
	}
	return GetIssueSummaryOut{Organization: org, IssueID: id, Summary: s}, nil
}

// Doc shows the summary with its own estimates.
func (out GetIssueSummaryOut) Doc() text.Doc {
	var d text.Doc
	s := out.Summary
	d.Heading(1, text.T(out.IssueID+": "), s.Headline)
	d.DataNote("summary")
	d.Field("What is wrong", text.Prose(s.WhatsWrong))
	d.Field("Possible cause", text.Prose(s.PossibleCause))
	d.Field("In the trace", text.Prose(s.Trace))
	d.Field("Can be fixed by code", text.T(estimate(s.Scores.Fixability)))
	d.Field("Sure of the cause", text.T(estimate(s.Scores.Confidence)))
	d.Para(text.T("A model wrote this. vedette fix " + out.IssueID + " looks for the cause."))
	return d
}

// estimate is a number from 0 to 1 in percent; "" = not given.
func estimate(f *sentryapi.Float) string {
	if f == nil {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*float64(*f))
}
