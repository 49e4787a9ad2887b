package ops

import (
	"context"
	"fmt"
	"time"

	"vedette/internal/text"
)

// FindSimilarIssuesIn names an issue.
type FindSimilarIssuesIn struct {
	IssueTarget
	Limit int `json:"limit,omitempty" max:"50" default:"10"`
}

// FindSimilarIssuesOut lists issues that resemble one, the most alike first.
type FindSimilarIssuesOut struct {
	Organization string         `json:"organization"`
	IssueID      string         `json:"issueId"`
	Similar      []SimilarIssue `json:"similar"`
	Skipped      []string       `json:"skipped,omitempty"`

	now time.Time
}

// FindSimilarIssues lists issues that may have the same cause. One request, two
// where the server finds nothing by meaning.
func (o *Ops) FindSimilarIssues(ctx context.Context, in FindSimilarIssuesIn) (FindSimilarIssuesOut, error) {
	return run(ctx, o, in, o.findSimilarIssues)
}

func (o *Ops) findSimilarIssues(ctx context.Context, in FindSimilarIssuesIn) (FindSimilarIssuesOut, error) {
	const op = "find_similar_issues"
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return FindSimilarIssuesOut{}, err
	}
	limit := orDefault(in.Limit, 10)
	p, err := o.client.SimilarIssues(ctx, org, id, limit)
	out := FindSimilarIssuesOut{Organization: org, IssueID: id, Similar: orEmpty(p.Items), Skipped: skipped(p.Skipped), now: o.cfg.Now()}
	out.Similar = out.Similar[:min(limit, len(out.Similar))]
	return out, missing(op, org, id, err)
}

// Doc is a line per issue with its likeness.
func (out FindSimilarIssuesOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Similar) == 0 {
		d.Para(text.T("No issue resembles " + out.IssueID + "."))
		return d
	}
	d.DataNote("issue")
	for _, s := range out.Similar {
		d.Bullet(append([]text.Inline{text.T(fmt.Sprintf("%.0f%% ", 100*float64(s.Score)))}, issueLine(s.Issue, out.now)...)...)
	}
	Paged{Skipped: out.Skipped}.notes(&d)
	return d
}
