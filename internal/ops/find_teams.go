package ops

import (
	"context"
	"fmt"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindTeamsIn searches the teams of one organization.
type FindTeamsIn struct {
	OrgTarget
	Query string `json:"query,omitempty" jsonschema:"Part of a slug or name."`
	PageIn
}

// FindTeamsOut is one page of teams.
type FindTeamsOut struct {
	Organization string `json:"organization"`
	Teams        []Team `json:"teams"`
	Paged
}

// FindTeams lists teams: who an issue can be assigned to as team:ID.
func (o *Ops) FindTeams(ctx context.Context, in FindTeamsIn) (FindTeamsOut, error) {
	return run(ctx, o, in, o.findTeams)
}

func (o *Ops) findTeams(ctx context.Context, in FindTeamsIn) (FindTeamsOut, error) {
	org, err := o.org(ctx, "find_teams", in.Org)
	if err != nil {
		return FindTeamsOut{}, err
	}
	p, err := o.client.Teams(ctx, org, sentryapi.ListQuery{Query: in.Query, Cursor: in.Cursor, Limit: in.rows()})
	return FindTeamsOut{Organization: org, Teams: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them.
func (out FindTeamsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Teams) == 0 {
		d.Para(text.T("No team matches in " + out.Organization + "."))
	}
	for _, t := range out.Teams {
		d.Bullet(text.Bold(text.T(t.Slug)), text.T(fmt.Sprintf(" (id %s, members: %d)", t.ID, int64(t.MemberCount))))
	}
	out.notes(&d)
	return d
}
