package ops

import (
	"context"
	"fmt"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindReleasesIn searches the releases of an organization or one project.
type FindReleasesIn struct {
	OrgTarget
	Project     string `json:"projectSlug,omitempty"`
	Query       string `json:"query,omitempty"`
	Environment string `json:"environment,omitempty"`
	Health      bool   `json:"includeHealth,omitempty" jsonschema:"Crash-free rates."`
	PageIn
}

// FindReleasesOut is one page of releases, newest first.
type FindReleasesOut struct {
	Organization string    `json:"organization"`
	Releases     []Release `json:"releases"`
	Paged
}

// FindReleases lists releases.
func (o *Ops) FindReleases(ctx context.Context, in FindReleasesIn) (FindReleasesOut, error) {
	return run(ctx, o, in, o.findReleases)
}

func (o *Ops) findReleases(ctx context.Context, in FindReleasesIn) (FindReleasesOut, error) {
	org, err := o.org(ctx, "find_releases", in.Org)
	if err != nil {
		return FindReleasesOut{}, err
	}
	q := sentryapi.ReleaseQuery{Query: in.Query, Environment: in.Environment, Cursor: in.Cursor, Limit: in.rows()}
	if in.Health {
		q.Health, q.StatsPeriod = true, "14d"
	}
	if p := o.projects(in.Project); p != nil {
		q.Project = p[0]
	}
	p, err := o.client.Releases(ctx, org, q)
	return FindReleasesOut{Organization: org, Releases: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them with the issues each brought.
func (out FindReleasesOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Releases) == 0 {
		d.Para(text.T("No release matches in " + out.Organization + "."))
	}
	for _, r := range out.Releases {
		line := fmt.Sprintf(" created %s, %d new issues", text.RFC3339(r.DateCreated.Time), int64(r.NewGroups))
		for i, p := range r.Projects {
			if i == 0 {
				line += ", projects:"
			}
			line += " " + string(p.Slug)
		}
		if h := ReleaseSummary(r); h.Sessions > 0 {
			line += "; " + h.line()
		}
		d.Bullet(text.Code(r.Version), text.T(line))
	}
	out.notes(&d)
	return d
}
