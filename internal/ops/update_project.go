package ops

import (
	"context"

	"vedette/internal/sentryapi"
)

// UpdateProjectIn changes a project; what is left out stays.
type UpdateProjectIn struct {
	ProjectTarget
	Name     *string `json:"name,omitempty"`
	Slug     *string `json:"slug,omitempty" jsonschema:"Renames it: URLs and short ids of issues change."`
	Platform *string `json:"platform,omitempty"`
}

// UpdateProject changes a project. One request, never repeated.
func (o *Ops) UpdateProject(ctx context.Context, in UpdateProjectIn) (ProjectOut, error) {
	return run(ctx, o, in, o.updateProject)
}

func (o *Ops) updateProject(ctx context.Context, in UpdateProjectIn) (ProjectOut, error) {
	const op = "update_project"
	if in.Name == nil && in.Slug == nil && in.Platform == nil {
		return ProjectOut{}, invalid(op, "vedette project update shop --name 'Web shop'", "nothing is to be changed")
	}
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return ProjectOut{}, err
	}
	p, err := o.client.UpdateProject(ctx, org, project, sentryapi.ProjectUpdate{Name: in.Name, Slug: in.Slug, Platform: in.Platform})
	return ProjectOut{Organization: org, Project: p}, noProject(op, org, project, err)
}
