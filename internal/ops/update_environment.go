package ops

import (
	"context"

	"vedette/internal/text"
)

// UpdateEnvironmentIn hides an environment of a project, or shows it again.
type UpdateEnvironmentIn struct {
	ProjectTarget
	Environment string `json:"environment"`
	IsHidden    *bool  `json:"isHidden"`
}

// UpdateEnvironmentOut is the environment as it is now.
type UpdateEnvironmentOut struct {
	Organization string      `json:"organization"`
	Project      string      `json:"project"`
	Environment  Environment `json:"environment"`
}

// UpdateEnvironment hides an environment from lists and pickers, or shows it again; its events stay. One request, never repeated.
func (o *Ops) UpdateEnvironment(ctx context.Context, in UpdateEnvironmentIn) (UpdateEnvironmentOut, error) {
	return run(ctx, o, in, o.updateEnvironment)
}

func (o *Ops) updateEnvironment(ctx context.Context, in UpdateEnvironmentIn) (UpdateEnvironmentOut, error) {
	const op = "update_environment"
	switch {
	case in.Environment == "":
		return UpdateEnvironmentOut{}, invalid(op, "vedette env list shows them", "no environment is named")
	case in.IsHidden == nil:
		return UpdateEnvironmentOut{}, invalid(op, "set isHidden to true or false", "nothing is to be changed")
	}
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return UpdateEnvironmentOut{}, err
	}
	e, err := o.client.HideEnvironment(ctx, org, project, in.Environment, *in.IsHidden)
	return UpdateEnvironmentOut{Organization: org, Project: project, Environment: e}, notFoundAs(op,
		"environment "+in.Environment+" in "+org+"/"+project, "vedette env list --visibility all --project "+project, err)
}

// Doc says how it is.
func (out UpdateEnvironmentOut) Doc() text.Doc {
	var d text.Doc
	state := " is shown."
	if out.Environment.IsHidden {
		state = " is hidden. Its events stay."
	}
	d.Para(text.T("Environment "), text.Bold(out.Environment.Name), text.T(" of "+out.Organization+"/"+out.Project+state))
	return d
}
