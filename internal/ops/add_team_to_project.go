package ops

import (
	"context"
	"slices"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// AddTeamIn names a team and the project it gets.
type AddTeamIn struct {
	ProjectTarget
	Team string `json:"teamSlug"`
}

// ProjectTeamsOut says which teams a project has now.
type ProjectTeamsOut struct {
	Organization string      `json:"organization"`
	Project      string      `json:"project"`
	Team         string      `json:"team"`
	Changed      bool        `json:"changed"` // false: it was so before, and nothing was sent
	Teams        []text.Word `json:"teams"`
}

// AddTeamToProject gives a project to a team as well. It reads first: a team that has the project is no change.
func (o *Ops) AddTeamToProject(ctx context.Context, in AddTeamIn) (ProjectTeamsOut, error) {
	return run(ctx, o, in, o.addTeamToProject)
}

func (o *Ops) addTeamToProject(ctx context.Context, in AddTeamIn) (ProjectTeamsOut, error) {
	return o.linkTeam(ctx, "add_team_to_project", in.ProjectTarget, in.Team, true)
}

// linkTeam makes sure that a team has a project, or has not.
func (o *Ops) linkTeam(ctx context.Context, op string, t ProjectTarget, team string, linked bool) (ProjectTeamsOut, error) {
	if team = strings.TrimPrefix(team, "#"); team == "" {
		return ProjectTeamsOut{}, invalid(op, "vedette team list shows them", "no team is named")
	}
	org, project, err := o.project(ctx, op, t)
	if err != nil {
		return ProjectTeamsOut{}, err
	}
	out := ProjectTeamsOut{Organization: org, Project: project, Team: team}
	page, err := o.client.ProjectTeams(ctx, org, project, sentryapi.ListQuery{Limit: 100})
	if err != nil {
		return out, noProject(op, org, project, err)
	}
	out.Teams = slugsOf(page.Items)
	if slices.Contains(out.Teams, text.Word(team)) == linked {
		return out, nil
	}
	change := o.client.AddTeam
	if !linked {
		change = o.client.RemoveTeam
	}
	p, err := change(ctx, org, project, team)
	if err != nil {
		return out, noTeam(op, org, team, err)
	}
	out.Changed, out.Teams = true, slugsOf(p.Teams)
	return out, nil
}

func slugsOf(teams []Team) []text.Word {
	slugs := []text.Word{}
	for _, t := range teams {
		slugs = append(slugs, t.Slug)
	}
	return slugs
}

// Doc says which teams have the project.
func (out ProjectTeamsOut) Doc() text.Doc {
	var d text.Doc
	if !out.Changed {
		d.Para(text.T("Nothing to change."))
	}
	teams := []text.Inline{text.T("Teams of "), text.Bold(text.T(out.Organization + "/" + out.Project)), text.T(": ")}
	if len(out.Teams) == 0 {
		teams = append(teams, text.T("none"))
	}
	for i, t := range out.Teams {
		if i > 0 {
			teams = append(teams, text.T(", "))
		}
		teams = append(teams, text.T("#"), t)
	}
	d.Para(teams...)
	return d
}
