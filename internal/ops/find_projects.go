package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindProjectsIn searches the projects of one organization.
type FindProjectsIn struct {
	OrgTarget
	Query string `json:"query,omitempty"`
	PageIn
}

// FindProjectsOut is one page of projects.
type FindProjectsOut struct {
	Organization string    `json:"organization"`
	Projects     []Project `json:"projects"`
	Paged
}

// FindProjects lists projects. One request when the organization is known.
func (o *Ops) FindProjects(ctx context.Context, in FindProjectsIn) (FindProjectsOut, error) {
	return run(ctx, o, in, o.findProjects)
}

func (o *Ops) findProjects(ctx context.Context, in FindProjectsIn) (FindProjectsOut, error) {
	org, err := o.org(ctx, "find_projects", in.Org)
	if err != nil {
		return FindProjectsOut{}, err
	}
	p, err := o.client.Projects(ctx, org, sentryapi.ListQuery{Query: in.Query, Cursor: in.Cursor, Limit: in.rows()})
	return FindProjectsOut{Organization: org, Projects: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them.
func (out FindProjectsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Projects) == 0 {
		d.Para(text.T("No project matches in " + out.Organization + "."))
	}
	for _, p := range out.Projects {
		d.Bullet(text.Bold(text.T(p.Slug)), text.T(" (id "+p.ID+") "+p.Platform))
	}
	out.notes(&d)
	return d
}
