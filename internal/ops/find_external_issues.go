package ops

import (
	"context"

	"vedette/internal/text"
)

// FindExternalIssuesIn names an issue.
type FindExternalIssuesIn struct {
	IssueTarget
}

// FindExternalIssuesOut lists issues of other trackers linked to one.
type FindExternalIssuesOut struct {
	Organization string          `json:"organization"`
	IssueID      string          `json:"issueId"`
	Links        []ExternalIssue `json:"links"`
	Skipped      []string        `json:"skipped,omitempty"`
}

// FindExternalIssues lists the Jira, GitHub, Linear... issues that an issue is
// linked to. One request.
func (o *Ops) FindExternalIssues(ctx context.Context, in FindExternalIssuesIn) (FindExternalIssuesOut, error) {
	return run(ctx, o, in, o.findExternalIssues)
}

func (o *Ops) findExternalIssues(ctx context.Context, in FindExternalIssuesIn) (FindExternalIssuesOut, error) {
	const op = "find_external_issues"
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return FindExternalIssuesOut{}, err
	}
	p, err := o.client.ExternalIssues(ctx, org, id)
	return FindExternalIssuesOut{Organization: org, IssueID: id, Links: orEmpty(p.Items), Skipped: skipped(p.Skipped)}, missing(op, org, id, err)
}

// Doc is a line per link.
func (out FindExternalIssuesOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Links) == 0 {
		d.Para(text.T(out.IssueID + " is linked to no issue of another tracker."))
	}
	for _, l := range out.Links {
		d.Bullet(text.T(string(l.ServiceType)+" "), text.Bold(l.DisplayName), text.T(" "), text.Code(l.WebURL))
	}
	Paged{Skipped: out.Skipped}.notes(&d)
	return d
}
