package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindOrganizationsIn searches by slug or name.
type FindOrganizationsIn struct {
	Query string `json:"query,omitempty"`
	PageIn
}

// FindOrganizationsOut is one page of organizations.
type FindOrganizationsOut struct {
	Organizations []Organization `json:"organizations"`
	Paged
}

// FindOrganizations lists the organizations the token can see. One request.
func (o *Ops) FindOrganizations(ctx context.Context, in FindOrganizationsIn) (FindOrganizationsOut, error) {
	return run(ctx, o, in, o.findOrganizations)
}

func (o *Ops) findOrganizations(ctx context.Context, in FindOrganizationsIn) (FindOrganizationsOut, error) {
	p, err := o.client.Organizations(ctx, sentryapi.OrgQuery{Query: in.Query, Cursor: in.Cursor, Limit: in.rows()})
	return FindOrganizationsOut{Organizations: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them.
func (out FindOrganizationsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Organizations) == 0 {
		d.Para(text.T("No organization matches."))
	}
	for _, org := range out.Organizations {
		parts := []text.Inline{text.Bold(text.T(org.Slug)), text.T(" "), org.Name}
		if org.Links.RegionURL != "" {
			parts = append(parts, text.T(" "+org.Links.RegionURL))
		}
		d.Bullet(parts...)
	}
	out.notes(&d)
	return d
}
