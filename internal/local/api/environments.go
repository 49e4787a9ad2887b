package api

import (
	"net/http"
	"strconv"

	"vedette/internal/local/store"
)

type environment struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	IsHidden *bool  `json:"isHidden,omitempty"` // of a project only
}

func environmentOf(e store.Environment) environment {
	return environment{ID: strconv.FormatInt(e.ID, 10), Name: e.Name, IsHidden: &e.Hidden}
}

func (a *api) organizationEnvironments(w http.ResponseWriter, r *http.Request) error {
	all, err := a.environments(r, 0)
	for i := range all {
		all[i].IsHidden = nil
	}
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, all)
	return nil
}

func (a *api) projectEnvironments(w http.ResponseWriter, r *http.Request, p store.Project) error {
	all, err := a.environments(r, p.ID)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, all)
	return nil
}

// environments lists the environments of a project, or of all (0), that the request asks for: visible ones unless it says otherwise.
func (a *api) environments(r *http.Request, project int64) ([]environment, error) {
	visibility := r.URL.Query().Get("visibility")
	switch visibility {
	case "", "visible", "hidden", "all":
	default:
		return nil, badRequest("Invalid value for 'visibility', valid values are: ['all', 'hidden', 'visible']")
	}
	found, err := a.store.Environments(r.Context(), project)
	if err != nil {
		return nil, err
	}
	all := []environment{}
	for _, e := range found {
		if visibility == "all" || e.Hidden == (visibility == "hidden") {
			all = append(all, environmentOf(e))
		}
	}
	return all, nil
}

// environment answers one environment of a project by its name.
func (a *api) environment(w http.ResponseWriter, r *http.Request, p store.Project) error {
	found, err := a.store.Environments(r.Context(), p.ID)
	if err != nil {
		return err
	}
	for _, e := range found {
		if e.Name == r.PathValue("environment") {
			writeJSON(w, http.StatusOK, environmentOf(e))
			return nil
		}
	}
	return notFound()
}

// updateEnvironment hides an environment or shows it again.
func (a *api) updateEnvironment(w http.ResponseWriter, r *http.Request, p store.Project) error {
	var body struct {
		IsHidden *bool `json:"isHidden"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if body.IsHidden == nil {
		return badField("isHidden", "This field is required.")
	}
	e, err := a.store.HideEnvironment(r.Context(), p.ID, r.PathValue("environment"), *body.IsHidden)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, environmentOf(e))
	return nil
}
