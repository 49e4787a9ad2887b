package api

import (
	"net/http"
	"net/url"
	"strconv"
)

// inProject rewrites a request for the older endpoints of a project into one for the organization's, with that project selected.
func (a *api) inProject(r *http.Request) (*http.Request, error) {
	p, err := a.projectOf(r)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	q.Set("project", strconv.FormatInt(p.ID, 10))
	if period := q.Get("statsPeriod"); period != "" { // here the period of the counts, not of the search
		q.Set("groupStatsPeriod", period)
		q.Del("statsPeriod")
	}
	out := r.Clone(r.Context())
	out.URL = &url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: q.Encode()}
	return out, nil
}

// projectIssues answers the issue stream of one project.
func (a *api) projectIssues(w http.ResponseWriter, r *http.Request) error {
	scoped, err := a.inProject(r)
	if err != nil {
		return err
	}
	return a.issues(w, scoped)
}

// projectChanged is the answer to a bulk update of a project's issues: what was changed, and how the first issue is now.
type projectChanged struct {
	changed
	Status        string        `json:"status"`
	StatusDetails statusDetails `json:"statusDetails"`
	IsPublic      bool          `json:"isPublic"`
}

// updateProjectIssues changes issues of one project, named by id or query.
func (a *api) updateProjectIssues(w http.ResponseWriter, r *http.Request) error {
	scoped, err := a.inProject(r)
	if err != nil {
		return err
	}
	targets, err := a.targets(scoped)
	if err != nil {
		return err
	}
	change, err := a.readChange(w, r)
	if err != nil {
		return err
	}
	switch {
	case len(targets) == 0:
		w.WriteHeader(http.StatusNoContent)
		return nil
	case bool(change.body.Discard):
		return a.discard(w, r, change, targets)
	}
	answer, err := a.changeAll(scoped, change, targets)
	if err != nil {
		return err
	}
	first, err := a.store.Issue(r.Context(), strconv.FormatInt(targets[0].ID, 10))
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, projectChanged{
		changed: answer, Status: first.Status, StatusDetails: detailsOf(first.StatusDetails), IsPublic: first.ShareID != "",
	})
	return nil
}

// deleteProjectIssues removes issues of one project, named by id or query.
func (a *api) deleteProjectIssues(w http.ResponseWriter, r *http.Request) error {
	scoped, err := a.inProject(r)
	if err != nil {
		return err
	}
	return a.deleteIssues(w, scoped)
}
