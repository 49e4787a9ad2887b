package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindSeerRunsIn narrows an organization's list of runs.
type FindSeerRunsIn struct {
	OrgTarget
	Project string `json:"projectSlug,omitempty"`
	Query   string `json:"query,omitempty" jsonschema:"Text, or source:autofix, type:..., is:mine."`
	Period  string `json:"statsPeriod,omitempty" jsonschema:"Such as 14d."`
	PageIn
}

// SeerRunSummary is one row of the list of runs.
type SeerRunSummary = sentryapi.SeerRunSummary

// FindSeerRunsOut is one page of runs, newest first.
type FindSeerRunsOut struct {
	Organization string           `json:"organization"`
	Runs         []SeerRunSummary `json:"runs"`
	Paged
}

// FindSeerRuns lists the fix runs of an organization.
func (o *Ops) FindSeerRuns(ctx context.Context, in FindSeerRunsIn) (FindSeerRunsOut, error) {
	return run(ctx, o, in, o.findSeerRuns)
}

func (o *Ops) findSeerRuns(ctx context.Context, in FindSeerRunsIn) (FindSeerRunsOut, error) {
	org, err := o.org(ctx, "find_seer_runs", in.Org)
	if err != nil {
		return FindSeerRunsOut{}, err
	}
	q := sentryapi.SeerRunQuery{ListQuery: sentryapi.ListQuery{Query: in.Query, Cursor: in.Cursor, Limit: in.rows()}, Period: in.Period}
	if p := o.projects(in.Project); p != nil {
		q.Project = p[0]
	}
	p, err := o.client.SeerRuns(ctx, org, q)
	return FindSeerRunsOut{Organization: org, Runs: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them by when something last happened.
func (out FindSeerRunsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Runs) == 0 {
		d.Para(text.T("No run matches in " + out.Organization + "."))
	} else {
		d.DataNote("run")
	}
	for _, r := range out.Runs {
		d.Bullet(text.Code(text.From(string(r.ID))), text.T(" "), r.Title, text.T(" created "+text.RFC3339(r.DateCreated.Time)+", last "+text.RFC3339(r.LastTriggeredAt.Time)))
	}
	out.notes(&d)
	return d
}
