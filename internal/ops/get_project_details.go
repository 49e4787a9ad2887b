package ops

import (
	"context"
	"fmt"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetProjectDetailsIn names a project.
type GetProjectDetailsIn struct{ ProjectTarget }

// ProjectOut is one project as it is now.
type ProjectOut struct {
	Organization string        `json:"organization"`
	Project      ProjectDetail `json:"project"`
}

// GetProjectDetails reads the settings of a project. One request when organization and project are known.
func (o *Ops) GetProjectDetails(ctx context.Context, in GetProjectDetailsIn) (ProjectOut, error) {
	return run(ctx, o, in, o.getProjectDetails)
}

func (o *Ops) getProjectDetails(ctx context.Context, in GetProjectDetailsIn) (ProjectOut, error) {
	const op = "get_project_details"
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return ProjectOut{}, err
	}
	p, err := o.client.Project(ctx, org, project)
	return ProjectOut{Organization: org, Project: p}, noProject(op, org, project, err)
}

// noProject names the project in an answer that only says "no such resource".
func noProject(op, org, project string, err error) error {
	return notFoundAs(op, "project "+project+" in "+org, "vedette project list --org "+org, err)
}

// Doc shows the project.
func (out ProjectOut) Doc() text.Doc {
	p := out.Project
	var d text.Doc
	d.Heading(1, text.T(out.Organization+"/"), p.Slug)
	d.Field("Name", p.Name)
	d.Field("Id", p.ID)
	if p.Platform != "" {
		d.Field("Platform", p.Platform)
	}
	if p.Status != "" && p.Status != "active" {
		d.Field("Status", p.Status)
	}
	var teams []string
	for _, t := range p.Teams {
		teams = append(teams, "#"+string(t.Slug))
	}
	if len(teams) > 0 {
		d.Field("Teams", text.From(strings.Join(teams, ", ")))
	}
	if p.LatestRelease != nil {
		d.Field("Latest release", p.LatestRelease.Version)
	}
	if p.ResolveAge > 0 {
		d.Field("Resolves by itself", text.T(fmt.Sprintf("after %d hours without an event", int64(p.ResolveAge))))
	}
	if !p.DateCreated.IsZero() {
		d.Field("Created", text.At(p.DateCreated.Time))
	}
	d.Field("First event", text.T(firstEventOf(p)))
	if got := receives(p); got != "" {
		d.Field("Receives", text.T(got))
	}
	return d
}

func firstEventOf(p ProjectDetail) string {
	if p.FirstEvent.IsZero() {
		return "none yet: vedette dsn view --project " + string(p.Slug) + " prints where to send"
	}
	return text.RFC3339(p.FirstEvent.Time)
}

// receives lists the kinds of data besides errors that have come in.
func receives(p ProjectDetail) string {
	var kinds []string
	for _, k := range []struct {
		name string
		has  bool
	}{
		{"sessions", p.HasSessions}, {"logs", p.HasLogs}, {"replays", p.HasReplays}, {"profiles", p.HasProfiles},
		{"check-ins", p.HasMonitors}, {"user feedback", p.HasFeedbacks},
	} {
		if k.has {
			kinds = append(kinds, k.name)
		}
	}
	return strings.Join(kinds, ", ")
}

// ProjectDetail is one project on its own page.
type ProjectDetail = sentryapi.ProjectDetail
