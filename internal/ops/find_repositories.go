package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindRepositoriesIn searches the repositories of an organization.
type FindRepositoriesIn struct {
	OrgTarget
	Query  string `json:"query,omitempty" jsonschema:"Part of a name."`
	Status string `json:"status,omitempty" enum:"active,deleted" default:"active"`
	PageIn
}

// FindRepositoriesOut is one page of repositories.
type FindRepositoriesOut struct {
	Organization string       `json:"organization"`
	Repositories []Repository `json:"repositories"`
	Paged
}

// FindRepositories lists the source repositories that Sentry is connected to.
func (o *Ops) FindRepositories(ctx context.Context, in FindRepositoriesIn) (FindRepositoriesOut, error) {
	return run(ctx, o, in, o.findRepositories)
}

func (o *Ops) findRepositories(ctx context.Context, in FindRepositoriesIn) (FindRepositoriesOut, error) {
	org, err := o.org(ctx, "find_repositories", in.Org)
	if err != nil {
		return FindRepositoriesOut{}, err
	}
	p, err := o.client.Repositories(ctx, org, sentryapi.RepoQuery{
		ListQuery: sentryapi.ListQuery{Query: in.Query, Cursor: in.Cursor, Limit: in.rows()}, Status: in.Status,
	})
	return FindRepositoriesOut{Organization: org, Repositories: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them.
func (out FindRepositoriesOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Repositories) == 0 {
		d.Para(text.T("No repository matches in " + out.Organization + "."))
	}
	for _, r := range out.Repositories {
		d.Bullet(text.Bold(r.Name), text.T(" (id "), r.ID, text.T(") "), r.Provider.Name, text.T(" "), r.Status)
	}
	out.notes(&d)
	return d
}

// Repository is a source repository that an organization has connected.
type Repository = sentryapi.OrgRepository
