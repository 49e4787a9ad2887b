package api

import (
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
	Owner              *string          `json:"owner"`
	LastCommit         *string          `json:"lastCommit"`
	LastDeploy         *string          `json:"lastDeploy"`
	FirstEvent         date             `json:"firstEvent"`
	LastEvent          date             `json:"lastEvent"`
	NewGroups          int64            `json:"newGroups"`
	Data               map[string]any   `json:"data"`
	CommitCount        int              `json:"commitCount"`
	DeployCount        int              `json:"deployCount"`
	Authors            []string         `json:"authors"`
	Projects           []releaseProject `json:"projects"`
	UserAgent          *string          `json:"userAgent"`
	CurrentProjectMeta map[string]any   `json:"currentProjectMeta"`
	AdoptionStages     map[string]any   `json:"adoptionStages"`
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

// healthData is what the sessions of a release tell, over its whole life.
type healthData struct {
	CrashFreeSessions *float64       `json:"crashFreeSessions"` // per cent
	TotalSessions     int64          `json:"totalSessions"`
	TotalUsers        int64          `json:"totalUsers"`
	SessionsCrashed   int64          `json:"sessionsCrashed"`
	SessionsErrored   int64          `json:"sessionsErrored"`
	HasHealthData     bool           `json:"hasHealthData"`
	Stats             map[string]any `json:"stats"`
}

func releaseOf(r store.Release, health bool) release {
	out := release{
		ID: r.ID, Version: r.Version, ShortVersion: shortVersion(r.Version), Status: "open", VersionInfo: parseVersion(r.Version),
		DateCreated: date(r.Created), FirstEvent: date(r.FirstEvent), LastEvent: date(r.LastEvent), NewGroups: r.NewGroups,
		Data: map[string]any{}, Authors: []string{}, Projects: make([]releaseProject, 0, len(r.Projects)),
		CurrentProjectMeta: map[string]any{},
	}
	for _, p := range r.Projects {
		rp := releaseProject{
			ID: p.ID, Slug: p.Slug, Name: p.Name, Platform: orNull(p.Platform), Platforms: []string{},
			HasHealthData: r.Sessions.Total > 0, NewGroups: r.NewGroups,
		}
		if p.Platform != "" {
			rp.Platforms = append(rp.Platforms, p.Platform)
		}
		if health {
			rp.HealthData = healthOf(r.Sessions)
		}
		out.Projects = append(out.Projects, rp)
	}
	return out
}

func healthOf(s store.Sessions) *healthData {
	h := &healthData{
		TotalSessions: s.Total, TotalUsers: s.Users, SessionsCrashed: s.Crashed, SessionsErrored: s.Errored,
		HasHealthData: s.Total > 0, Stats: map[string]any{},
	}
	if s.Total > 0 {
		free := 100 * float64(s.Total-s.Crashed) / float64(s.Total)
		h.CrashFreeSessions = &free
	}
	return h
}

func (a *api) organizationReleases(w http.ResponseWriter, r *http.Request) error {
	projects, err := a.projectsOf(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	return a.releases(w, r, projects)
}

func (a *api) projectReleases(w http.ResponseWriter, r *http.Request) error {
	p, err := a.projectOf(r)
	if err != nil {
		return err
	}
	return a.releases(w, r, []int64{p.ID})
}

func (a *api) releases(w http.ResponseWriter, r *http.Request, projects []int64) error {
	q := r.URL.Query()
	p, err := pageOf(q, "per_page", maxPage)
	if err != nil {
		return err
	}
	found, total, err := a.store.Releases(r.Context(), store.ReleaseFilter{
		Projects: projects, Query: q.Get("query"), Limit: p.limit, Offset: p.offset,
	})
	if err != nil {
		return err
	}
	all := make([]release, 0, len(found))
	for _, f := range found {
		all = append(all, releaseOf(f, truthy(q.Get("health"))))
	}
	a.link(w, r, p, total)
	writeJSON(w, http.StatusOK, all)
	return nil
}

// release answers one release by its exact version.
func (a *api) release(w http.ResponseWriter, r *http.Request) error {
	found, err := a.findRelease(r, r.PathValue("version"))
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, releaseOf(found, truthy(r.URL.Query().Get("health"))))
	return nil
}

// findRelease looks a version up among those that contain it.
func (a *api) findRelease(r *http.Request, version string) (store.Release, error) {
	for f := (store.ReleaseFilter{Query: version, Limit: maxPage}); ; f.Offset += f.Limit {
		found, total, err := a.store.Releases(r.Context(), f)
		if err != nil {
			return store.Release{}, err
		}
		for _, rel := range found {
			if rel.Version == version {
				return rel, nil
			}
		}
		if int64(f.Offset+f.Limit) >= total {
			return store.Release{}, notFound()
		}
	}
}
