package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindEnvironmentsIn lists environments.
type FindEnvironmentsIn struct {
	OrgTarget
	Project    string `json:"projectSlug,omitempty" jsonschema:"Of this project only."`
	Visibility string `json:"visibility,omitempty" enum:"visible,hidden,all" default:"visible"`
}

// FindEnvironmentsOut is all of them: Sentry does not page this list.
type FindEnvironmentsOut struct {
	Organization string        `json:"organization"`
	Project      string        `json:"project,omitempty"`
	Environments []Environment `json:"environments"`
	Paged
}

// FindEnvironments lists where events came from.
func (o *Ops) FindEnvironments(ctx context.Context, in FindEnvironmentsIn) (FindEnvironmentsOut, error) {
	return run(ctx, o, in, o.findEnvironments)
}

func (o *Ops) findEnvironments(ctx context.Context, in FindEnvironmentsIn) (FindEnvironmentsOut, error) {
	const op = "find_environments"
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return FindEnvironmentsOut{}, err
	}
	if in.Project == "" {
		in.Project = o.cfg.Defaults.Project
	}
	p, err := o.client.Environments(ctx, org, in.Project, in.Visibility)
	if in.Project != "" {
		err = noProject(op, org, in.Project, err)
	}
	return FindEnvironmentsOut{Organization: org, Project: in.Project, Environments: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them.
func (out FindEnvironmentsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Environments) == 0 {
		d.Para(text.T("No environment matches."))
	}
	for _, e := range out.Environments {
		name := []text.Inline{text.Bold(e.Name)}
		if e.Name.IsZero() {
			name = []text.Inline{text.T("(events without an environment)")}
		}
		if e.IsHidden {
			name = append(name, text.T(" hidden"))
		}
		d.Bullet(name...)
	}
	out.notes(&d)
	return d
}

// Environment is where events came from.
type Environment = sentryapi.Environment
