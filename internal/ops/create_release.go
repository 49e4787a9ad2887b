package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// CreateReleaseIn is a release to make.
type CreateReleaseIn struct {
	OrgTarget
	Version  string   `json:"releaseVersion" jsonschema:"E.g. shop@2.1.0."`
	Projects []string `json:"projectSlugs,omitempty" jsonschema:"Left out = the default project, or the only one."`
	Ref      string   `json:"ref,omitempty" jsonschema:"Commit or tag it was made of."`
	URL      string   `json:"url,omitempty"`
	Finalize bool     `json:"finalize,omitempty" jsonschema:"It goes live now."`
}

// CreateReleaseOut is the release as it is now.
type CreateReleaseOut struct {
	Organization string  `json:"organization"`
	Release      Release `json:"release"`
	Existed      bool    `json:"existed"` // it was there before, and has been updated
}

// CreateRelease makes a release; one that exists is updated, so repeating it
// does no harm.
func (o *Ops) CreateRelease(ctx context.Context, in CreateReleaseIn) (CreateReleaseOut, error) {
	return run(ctx, o, in, o.createRelease)
}

func (o *Ops) createRelease(ctx context.Context, in CreateReleaseIn) (CreateReleaseOut, error) {
	const op = "create_release"
	if err := checkVersion(op, in.Version); err != nil {
		return CreateReleaseOut{}, err
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return CreateReleaseOut{}, err
	}
	projects := in.Projects
	if len(projects) == 0 {
		_, project, err := o.project(ctx, op, ProjectTarget{OrgTarget: OrgTarget{Org: org}})
		if err != nil {
			return CreateReleaseOut{}, err
		}
		projects = []string{project}
	}
	u := sentryapi.ReleaseUpdate{Ref: in.Ref, URL: in.URL}
	if in.Finalize {
		now := o.cfg.Now().UTC()
		u.DateReleased = &now
	}
	r, existed, err := o.client.CreateRelease(ctx, org, sentryapi.NewRelease{Version: in.Version, Projects: projects, ReleaseUpdate: u})
	return CreateReleaseOut{Organization: org, Release: r, Existed: existed}, err
}

// checkVersion refuses what Sentry would refuse, or what would name every
// release of the organization.
func checkVersion(op, version string) error {
	for _, r := range version {
		if r < ' ' || r == 0x7f {
			return invalid(op, "a version has no line breaks or tabs", "%q is not a version", text.From(version).Cut(60))
		}
	}
	switch {
	case version == "":
		return invalid(op, "give a version like shop@2.1.0", "no release was named")
	case version == "." || version == ".." || len(version) > 200:
		return invalid(op, "at most 200 bytes, not only dots", "%q is not a version", text.From(version).Cut(60))
	}
	return nil
}

// Doc says what there is now.
func (out CreateReleaseOut) Doc() text.Doc {
	var d text.Doc
	what := "Created release "
	if out.Existed {
		what = "Release exists, and is up to date: "
	}
	d.Para(text.T(what), text.Code(out.Release.Version), text.T(released(out.Release)))
	return d
}

// released says since when a release is live, as the end of a line.
func released(r Release) string {
	if r.DateReleased.IsZero() {
		return ", not finalized."
	}
	return ", released " + text.RFC3339(r.DateReleased.Time) + "."
}
