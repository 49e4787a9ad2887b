package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetIssueUserReportsIn names an issue.
type GetIssueUserReportsIn struct {
	IssueTarget
	PageIn
}

// GetIssueUserReportsOut is one page of what users said, newest first.
type GetIssueUserReportsOut struct {
	Organization string       `json:"organization"`
	IssueID      string       `json:"issueId"`
	Reports      []UserReport `json:"reports"`
	Paged
}

// GetIssueUserReports lists what users said about an issue. One request.
func (o *Ops) GetIssueUserReports(ctx context.Context, in GetIssueUserReportsIn) (GetIssueUserReportsOut, error) {
	return run(ctx, o, in, o.getIssueUserReports)
}

func (o *Ops) getIssueUserReports(ctx context.Context, in GetIssueUserReportsIn) (GetIssueUserReportsOut, error) {
	const op = "get_issue_user_reports"
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return GetIssueUserReportsOut{}, err
	}
	p, err := o.client.UserReports(ctx, org, id, sentryapi.ListQuery{Limit: in.rows(), Cursor: in.Cursor})
	return GetIssueUserReportsOut{Organization: org, IssueID: id, Reports: orEmpty(p.Items), Paged: pagedOf(p)}, missing(op, org, id, err)
}

// Doc quotes each report.
func (out GetIssueUserReportsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Reports) == 0 {
		d.Para(text.T("No user said anything about " + out.IssueID + "."))
		return d
	}
	d.DataNote("feedback")
	for _, r := range out.Reports {
		who := r.Name
		if who.IsZero() {
			who = r.Email
		}
		d.Heading(3, text.At(r.DateCreated.Time), text.T(" "), who)
		d.CodeBlock("", r.Comments)
		d.Field("Event", text.T(string(r.EventID)))
	}
	out.notes(&d)
	return d
}
