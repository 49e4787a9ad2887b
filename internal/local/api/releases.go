package api

import (
	"net/http"
	"strings"

	"vedette/internal/local/store"
)

// releaseRoutes are the paths of releases, of the organization and of one project.
func (a *api) releaseRoutes(org, project string, all map[string]methods) {
	const version = "/releases/{version}"
	for _, base := range []string{org, project} {
		all[base+"/releases/"] = methods{a, map[string]handler{http.MethodGet: a.releases, http.MethodPost: a.createRelease}}
		all[base+version+"/"] = methods{a, map[string]handler{
			http.MethodGet: a.release, http.MethodPut: a.updateRelease, http.MethodDelete: a.deleteRelease,
		}}
		all[base+version+"/commits/"] = a.get(a.releaseCommits)
	}
	all[org+version+"/commitfiles/"] = a.get(a.releaseFiles)
	all[org+version+"/previous-with-commits/"] = a.get(a.previousRelease)
	all[org+version+"/deploys/"] = methods{a, map[string]handler{http.MethodGet: a.deploys, http.MethodPost: a.createDeploy}}
	all[org+"/sessions/"] = a.get(a.sessions)
}

// releaseProjects are the projects of the path or of the query; none for all.
func (a *api) releaseProjects(r *http.Request) ([]int64, error) {
	if r.PathValue("project") != "" {
		p, err := a.projectOf(r)
		return []int64{p.ID}, err
	}
	q := r.URL.Query()
	if id := q.Get("project_id"); id != "" {
		q["project"] = append(q["project"], id)
	}
	return a.projectsOf(r.Context(), q)
}

// releases lists versions. The query is a part of the version, or release:VERSION and the like.
func (a *api) releases(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := pageOf(q, "per_page", maxPage)
	if err != nil {
		return err
	}
	f := store.ReleaseFilter{Query: q.Get("query"), Status: q.Get("status"), Limit: p.limit, Offset: p.offset}
	if version, ok := strings.CutPrefix(f.Query, "release:"); ok {
		f.Query, f.Version = "", version
	}
	switch f.Status {
	case "", store.ReleaseOpen, store.ReleaseArchived:
	default:
		return badRequest("Invalid status: %q", f.Status)
	}
	if f.Projects, err = a.releaseProjects(r); err != nil {
		return err
	}
	found, total, err := a.store.Releases(r.Context(), f)
	if err != nil {
		return err
	}
	all, err := a.releasesWithHealth(r, found)
	if err != nil {
		return err
	}
	a.link(w, r, p, total)
	writeJSON(w, http.StatusOK, all)
	return nil
}

func (a *api) releasesWithHealth(r *http.Request, found []store.Release) ([]release, error) {
	all := make([]release, 0, len(found))
	if len(found) == 0 {
		return all, nil
	}
	q := r.URL.Query()
	known, err := a.readHealth(r.Context(), q, found)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		row, err := a.releaseOf(r.Context(), f)
		if err != nil {
			return nil, err
		}
		known.add(&row, q)
		all = append(all, row)
	}
	return all, nil
}

// releaseAt finds the release of the path, in the projects of the request.
func (a *api) releaseAt(r *http.Request) (store.Release, error) {
	projects, err := a.releaseProjects(r)
	if err != nil {
		return store.Release{}, err
	}
	return a.store.Release(r.Context(), r.PathValue("version"), projects...)
}

// release answers one release by its exact version.
func (a *api) release(w http.ResponseWriter, r *http.Request) error {
	found, err := a.releaseAt(r)
	if err != nil {
		return err
	}
	all, err := a.releasesWithHealth(r, []store.Release{found})
	if err != nil {
		return err
	}
	if all[0].CurrentProjectMeta, err = a.projectMeta(r, found); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, all[0])
	return nil
}

// projectMeta names the neighbours of a release in its first project.
func (a *api) projectMeta(r *http.Request, of store.Release) (map[string]any, error) {
	meta := map[string]any{"prevReleaseVersion": nil, "nextReleaseVersion": nil, "firstReleaseVersion": nil, "lastReleaseVersion": nil}
	if len(of.Projects) == 0 {
		return meta, nil
	}
	ids, err := a.store.ReleaseNeighbours(r.Context(), of.ID, of.Projects[0].ID)
	if err != nil {
		return nil, err
	}
	for key, version := range map[string]string{
		"prevReleaseVersion": ids.Previous, "nextReleaseVersion": ids.Next, "firstReleaseVersion": ids.First, "lastReleaseVersion": ids.Last,
	} {
		if version != "" {
			meta[key] = version
		}
	}
	sessions, err := a.store.SessionCounts(r.Context(), store.SessionFilter{Projects: []int64{of.Projects[0].ID}, Releases: []string{of.Version}})
	if err != nil || len(sessions) == 0 {
		return meta, err
	}
	first, last := sessions[0].Hour, sessions[0].Hour
	for _, c := range sessions {
		first, last = min(first, c.Hour), max(last, c.Hour)
	}
	meta["sessionsLowerBound"], meta["sessionsUpperBound"] = hourDate(first), hourDate(last)
	return meta, nil
}
