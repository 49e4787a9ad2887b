package api

import (
	"context"
	"net/http"

	"vedette/internal/local/store"
)

// release is one version in lists and on its own page.
type release struct {
	ID                 int64            `json:"id"`
	Version            string           `json:"version"`
	ShortVersion       string           `json:"shortVersion"`
	Status             string           `json:"status"`
	VersionInfo        *versionInfo     `json:"versionInfo"`
	Ref                *string          `json:"ref"`
	URL                *string          `json:"url"`
	DateCreated        date             `json:"dateCreated"`
	DateReleased       date             `json:"dateReleased"`
	DateStarted        date             `json:"dateStarted"`
	Owner              *user            `json:"owner"`
	LastCommit         *commit          `json:"lastCommit"`
	LastDeploy         *deploy          `json:"lastDeploy"`
	FirstEvent         date             `json:"firstEvent"`
	LastEvent          date             `json:"lastEvent"`
	NewGroups          int64            `json:"newGroups"`
	Data               map[string]any   `json:"data"`
	CommitCount        int              `json:"commitCount"`
	DeployCount        int              `json:"deployCount"`
	Authors            []commitAuthor   `json:"authors"`
	Projects           []releaseProject `json:"projects"`
	UserAgent          *string          `json:"userAgent"`
	CurrentProjectMeta map[string]any   `json:"currentProjectMeta"`
	AdoptionStages     map[string]stage `json:"adoptionStages,omitempty"`
}

type releaseProject struct {
	ID            int64       `json:"id"`
	Slug          string      `json:"slug"`
	Name          string      `json:"name"`
	Platform      *string     `json:"platform"`
	Platforms     []string    `json:"platforms"`
	HasHealthData bool        `json:"hasHealthData"`
	NewGroups     int64       `json:"newGroups"`
	HealthData    *healthData `json:"healthData,omitempty"`
}

// deploy is one roll-out of a release.
type deploy struct {
	ID           string  `json:"id"`
	Environment  string  `json:"environment"`
	DateStarted  date    `json:"dateStarted"`
	DateFinished date    `json:"dateFinished"`
	Name         *string `json:"name"`
	URL          *string `json:"url"`
}

// commit is one change that a release brings.
type commit struct {
	ID                string            `json:"id"`
	Message           *string           `json:"message"`
	DateCreated       date              `json:"dateCreated"`
	PullRequest       *string           `json:"pullRequest"` // never known here
	SuspectCommitType string            `json:"suspectCommitType"`
	Repository        *commitRepository `json:"repository,omitempty"`
	Author            commitAuthor      `json:"author"`
	Releases          []commitRelease   `json:"releases"`
}

// commitRepository is known by name only: nothing here reaches out to where it lives.
type commitRepository struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Provider    map[string]string `json:"provider"`
	Status      string            `json:"status"`
	DateCreated date              `json:"dateCreated"`
}

type commitRelease struct {
	Version      string  `json:"version"`
	ShortVersion string  `json:"shortVersion"`
	Ref          *string `json:"ref"`
	URL          *string `json:"url"`
	DateReleased date    `json:"dateReleased"`
	DateCreated  date    `json:"dateCreated"`
}

func deployOf(d store.Deploy) deploy {
	return deploy{
		ID: formatID(d.ID), Environment: d.Environment, DateStarted: date(d.Started), DateFinished: date(d.Finished),
		Name: orNull(d.Name), URL: orNull(d.URL),
	}
}

func commitOf(c store.Commit, in store.Release) commit {
	out := commit{
		ID: c.SHA, Message: orNull(c.Message), DateCreated: date(c.At), Author: commitAuthor{c.AuthorName, c.AuthorEmail},
		Releases: []commitRelease{{
			Version: in.Version, ShortVersion: shortVersion(in.Version), Ref: orNull(in.Ref), URL: orNull(in.URL),
			DateReleased: date(in.Released), DateCreated: date(in.Created),
		}},
	}
	if c.Repository != "" {
		out.Repository = &commitRepository{
			ID: c.Repository, Name: c.Repository, Status: "active", DateCreated: date(in.Created),
			Provider: map[string]string{"id": "unknown", "name": "Unknown Provider"},
		}
	}
	return out
}

// releaseOf makes the wire form, without what sessions tell.
func (a *api) releaseOf(ctx context.Context, r store.Release) (release, error) {
	out := release{
		ID: r.ID, Version: r.Version, ShortVersion: shortVersion(r.Version), Status: r.Status, VersionInfo: parseVersion(r.Version),
		Ref: orNull(r.Ref), URL: orNull(r.URL), DateCreated: date(r.Created), DateReleased: date(r.Released),
		FirstEvent: date(r.FirstEvent), LastEvent: date(r.LastEvent), NewGroups: r.NewGroups, Data: map[string]any{},
		CommitCount: r.Commits, DeployCount: r.Deploys, Authors: []commitAuthor{},
		Projects: make([]releaseProject, 0, len(r.Projects)), CurrentProjectMeta: map[string]any{},
	}
	for _, p := range r.Projects {
		rp := releaseProject{ID: p.ID, Slug: p.Slug, Name: p.Name, Platform: orNull(p.Platform), Platforms: []string{}, NewGroups: p.NewGroups}
		if p.Platform != "" {
			rp.Platforms = append(rp.Platforms, p.Platform)
		}
		out.Projects = append(out.Projects, rp)
	}
	if r.Deploys > 0 {
		deploys, err := a.store.Deploys(ctx, r.ID)
		if err != nil {
			return out, err
		}
		last := deployOf(deploys[0])
		name := deploys[0].Name // here alone the document has no null
		last.Name = &name
		out.LastDeploy = &last
	}
	if r.Commits > 0 {
		return out, a.addCommits(ctx, r, &out)
	}
	return out, nil
}

func (a *api) addCommits(ctx context.Context, r store.Release, out *release) error {
	newest, _, err := a.store.Commits(ctx, r.ID, 1, 0)
	if err != nil {
		return err
	}
	last := commitOf(newest[0], r)
	out.LastCommit = &last
	authors, err := a.store.Authors(ctx, r.ID)
	for _, author := range authors {
		out.Authors = append(out.Authors, commitAuthor(author))
	}
	return err
}

func (a *api) writeRelease(w http.ResponseWriter, r *http.Request, status int, version string) error {
	found, err := a.store.Release(r.Context(), version)
	if err != nil {
		return err
	}
	out, err := a.releaseOf(r.Context(), found)
	if err != nil {
		return err
	}
	writeJSON(w, status, out)
	return nil
}
