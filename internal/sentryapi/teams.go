package sentryapi

import (
	"context"
	"net/http"
)

// NewTeam is what a team begins with; one of the two is needed.
type NewTeam struct {
	Name string `json:"name,omitempty"`
	Slug string `json:"slug,omitempty"`
}

// CreateTeam makes a team. It is sent once.
func (c *Client) CreateTeam(ctx context.Context, org string, t NewTeam) (Team, error) {
	const op = "create team"
	path, err := orgPath(op, org, "teams")
	if err != nil {
		return Team{}, err
	}
	return write[Team](ctx, c, call{op: op, method: http.MethodPost, path: path, org: org, body: t})
}

// ProjectTeams lists the teams of a project.
func (c *Client) ProjectTeams(ctx context.Context, org, project string, q ListQuery) (Page[Team], error) {
	return projectList[Team](ctx, c, "list teams of project", org, project, "teams", q)
}

// AddTeam gives a project to a team as well. It is sent once.
func (c *Client) AddTeam(ctx context.Context, org, project, team string) (ProjectDetail, error) {
	return c.linkTeam(ctx, http.MethodPost, "add team to project", org, project, team)
}

// RemoveTeam takes a project from a team. It is sent once.
func (c *Client) RemoveTeam(ctx context.Context, org, project, team string) (ProjectDetail, error) {
	return c.linkTeam(ctx, http.MethodDelete, "remove team from project", org, project, team)
}

func (c *Client) linkTeam(ctx context.Context, method, op, org, project, team string) (ProjectDetail, error) {
	r, err := projectCall(op, org, project, "teams", team)
	if err != nil {
		return ProjectDetail{}, err
	}
	r.method = method
	return write[ProjectDetail](ctx, c, r)
}

// teamCall is a request about one team.
func teamCall(op, org, team string, parts ...string) (call, error) {
	switch {
	case !isSegment(org):
		return call{}, invalid(op, "no usable organization is given", "pass --org, set SENTRY_ORG, or run `vedette org list`")
	case !isSegment(team):
		return call{}, invalid(op, "no usable team is given", "`vedette team list` shows them")
	}
	path, err := apiPath(op, "/teams/", append([]string{org, team}, parts...))
	return call{op: op, path: path, org: org}, err
}
