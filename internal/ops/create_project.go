package ops

import (
	"context"
	"errors"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// CreateProjectIn is a project to be made.
type CreateProjectIn struct {
	OrgTarget
	Team     string `json:"teamSlug,omitempty" jsonschema:"May be left out when there is only one."`
	Name     string `json:"name"`
	Slug     string `json:"slug,omitempty" jsonschema:"Made from the name when left out."`
	Platform string `json:"platform,omitempty" jsonschema:"Like python-django or go."`
	Repo     string `json:"repository,omitempty" jsonschema:"OWNER/NAME of a connected repository that holds its code."`
}

// CreateProjectOut is the project with the DSN to send to. Problem says what
// could not be done after it was made: the project is there all the same.
type CreateProjectOut struct {
	Organization string    `json:"organization"`
	Team         string    `json:"team"`
	Project      Project   `json:"project"`
	DSN          text.Word `json:"dsn,omitempty"`
	Problem      string    `json:"problem,omitempty"`
}

// CreateProject makes a project, reads its DSN or makes one, and ties its code
// to a repository. The project is created by one request that is never repeated.
func (o *Ops) CreateProject(ctx context.Context, in CreateProjectIn) (CreateProjectOut, error) {
	return run(ctx, o, in, o.createProject)
}

func (o *Ops) createProject(ctx context.Context, in CreateProjectIn) (CreateProjectOut, error) {
	const op = "create_project"
	if in.Name = strings.TrimSpace(in.Name); in.Name == "" {
		return CreateProjectOut{}, invalid(op, "vedette project create 'Web shop' --platform go", "the project has no name")
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return CreateProjectOut{}, err
	}
	if in.Team, err = o.team(ctx, op, org, in.Team); err != nil {
		return CreateProjectOut{}, err
	}
	p, err := o.client.CreateProject(ctx, org, in.Team, sentryapi.NewProject{Name: in.Name, Slug: in.Slug, Platform: in.Platform})
	if err != nil {
		return CreateProjectOut{}, taken("choose another --slug, or look at it: vedette project list", noTeam(op, org, in.Team, err))
	}
	out := CreateProjectOut{Organization: org, Team: in.Team, Project: p}
	key, err := o.firstKey(ctx, org, string(p.Slug))
	if err != nil {
		out.Problem = "its DSN could not be read: " + text.From(err.Error()).String()
	}
	out.DSN = key.DSN.Public
	if in.Repo != "" {
		if err := o.client.CreateCodeMappings(ctx, org, string(p.Slug), in.Repo, []sentryapi.MappingOf{{}}); err != nil {
			out.Problem = strings.TrimPrefix(out.Problem+"; ", "; ") + "its code was not tied to " + in.Repo + ": " + text.From(err.Error()).String()
		}
	}
	return out, nil
}

// firstKey is the first active key of a new project; servers make one, but not always at once.
func (o *Ops) firstKey(ctx context.Context, org, project string) (ClientKey, error) {
	keys, err := o.client.Keys(ctx, org, project, sentryapi.KeyQuery{Status: "active", Limit: 1})
	if err != nil {
		return ClientKey{}, err
	}
	if len(keys.Items) > 0 {
		return keys.Items[0], nil
	}
	return o.client.CreateKey(ctx, org, project, sentryapi.KeyUpdate{})
}

// team is the team to use: the input's, or the only one of the organization.
func (o *Ops) team(ctx context.Context, op, org, named string) (string, error) {
	if named = strings.TrimPrefix(named, "#"); named != "" {
		return named, nil
	}
	page, err := o.client.Teams(ctx, org, sentryapi.ListQuery{Limit: 10})
	if err != nil {
		return "", err
	}
	switch len(page.Items) {
	case 0:
		return "", invalid(op, "vedette team create NAME", "%s has no team that the token can see, and a project needs one", org)
	case 1:
		return string(page.Items[0].Slug), nil
	}
	var slugs []string
	for _, t := range page.Items {
		slugs = append(slugs, string(t.Slug))
	}
	return "", invalid(op, "name one: "+strings.Join(slugs, ", ")+" (flag --team, argument teamSlug)", "%s has several teams", org)
}

// taken says what to do about a slug that exists: waiting, as for other
// conflicts, would not help.
func taken(hint string, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == KindConflict {
		known := *e
		known.Hint = hint
		return &known
	}
	return err
}

// noTeam names the team in an answer that only says "no such resource".
func noTeam(op, org, team string, err error) error {
	return notFoundAs(op, "team "+team+" in "+org, "vedette team list --org "+org, err)
}

// Doc says what was made, and how to send to it.
func (out CreateProjectOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Created "), text.Bold(text.T(out.Organization+"/"), out.Project.Slug), text.T(" (id "), out.Project.ID, text.T(") of team #"+out.Team+"."))
	if out.DSN != "" {
		d.Field("DSN", text.Code(out.DSN))
	}
	if out.Problem != "" {
		d.Para(text.T("But "+out.Problem+". Try: "), text.Code(text.From("vedette dsn list --project "+string(out.Project.Slug))))
	}
	return d
}

// ClientKey is what SDKs send with.
type ClientKey = sentryapi.ClientKey
