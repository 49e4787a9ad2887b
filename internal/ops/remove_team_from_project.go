package ops

import "context"

// RemoveTeamIn names a team and the project it loses.
type RemoveTeamIn struct {
	ProjectTarget
	Team string `json:"teamSlug"`
}

// RemoveTeamFromProject takes a project from a team. It reads first: a team that has not got the project is no change.
func (o *Ops) RemoveTeamFromProject(ctx context.Context, in RemoveTeamIn) (ProjectTeamsOut, error) {
	return run(ctx, o, in, o.removeTeamFromProject)
}

func (o *Ops) removeTeamFromProject(ctx context.Context, in RemoveTeamIn) (ProjectTeamsOut, error) {
	return o.linkTeam(ctx, "remove_team_from_project", in.ProjectTarget, in.Team, false)
}
