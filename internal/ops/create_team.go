package ops

import (
	"context"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// CreateTeamIn is a team to be made.
type CreateTeamIn struct {
	OrgTarget
	Name string `json:"name"`
	Slug string `json:"slug,omitempty" jsonschema:"Made from the name when left out."`
}

// CreateTeamOut is the team.
type CreateTeamOut struct {
	Organization string `json:"organization"`
	Team         Team   `json:"team"`
}

// CreateTeam makes a team. One request, never repeated.
func (o *Ops) CreateTeam(ctx context.Context, in CreateTeamIn) (CreateTeamOut, error) {
	return run(ctx, o, in, o.createTeam)
}

func (o *Ops) createTeam(ctx context.Context, in CreateTeamIn) (CreateTeamOut, error) {
	const op = "create_team"
	if in.Name = strings.TrimSpace(in.Name); in.Name == "" {
		return CreateTeamOut{}, invalid(op, "vedette team create payments", "the team has no name")
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return CreateTeamOut{}, err
	}
	t, err := o.client.CreateTeam(ctx, org, sentryapi.NewTeam{Name: in.Name, Slug: in.Slug})
	return CreateTeamOut{Organization: org, Team: t}, taken("choose another --slug, or look at it: vedette team list", err)
}

// Doc says what was made.
func (out CreateTeamOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Created team "), text.Bold(text.T("#"), out.Team.Slug), text.T(" (id "), out.Team.ID, text.T(") in "+out.Organization+"."))
	return d
}
