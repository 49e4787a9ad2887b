package api

import (
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"vedette/internal/local/store"
)

// checkSlug says what is wrong with the slug of a project or team. Digits alone would be an id.
func checkSlug(slug string, longest int) error {
	switch {
	case utf8.RuneCountInString(slug) > longest:
		return badField("slug", "Ensure this field has no more than %d characters.", longest)
	case slug == "" || strings.Trim(slug, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" || strings.Trim(slug, "0123456789") == "":
		return badField("slug", "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. It cannot be entirely numeric.")
	}
	return nil
}

// checkName says what is wrong with a name.
func checkName(name string, longest int) error {
	switch {
	case strings.TrimSpace(name) == "":
		return badField("name", "This field may not be blank.")
	case utf8.RuneCountInString(name) > longest:
		return badField("name", "Ensure this field has no more than %d characters.", longest)
	}
	return nil
}

// taken turns a slug that exists into Sentry's conflict.
func taken(err error, what string) error {
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	return &apiError{status: http.StatusConflict, body: fields{
		"slug": []string{"A " + what + " with this slug already exists."}, "detail": "A " + what + " with this slug already exists.",
	}}
}

// createProject makes a project in the team of the path, or in the first one.
func (a *api) createProject(w http.ResponseWriter, r *http.Request) error {
	const maxName, maxSlug = 50, 100
	var body struct {
		Name     string  `json:"name"`
		Slug     *string `json:"slug"`
		Platform *string `json:"platform"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if err := checkName(body.Name, maxName); err != nil {
		return err
	}
	n := store.NewProject{Name: body.Name}
	if body.Slug != nil && *body.Slug != "" {
		if err := checkSlug(*body.Slug, maxSlug); err != nil {
			return err
		}
		n.Slug = *body.Slug
	}
	if body.Platform != nil {
		n.Platform = *body.Platform
	}
	if name := r.PathValue("team"); name != "" {
		t, err := a.team(r.Context(), name)
		if err != nil {
			return err
		}
		n.Team = t.ID
	}
	p, err := a.store.CreateProject(r.Context(), n)
	if errors.Is(err, store.ErrNoSlug) {
		return badField("name", "A name needs a letter or digit of the Latin alphabet, or a slug beside it.")
	}
	if err != nil {
		return taken(err, "project")
	}
	rows, err := a.listed(r.Context(), []store.Project{p})
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, rows[0])
	return nil
}

// updateProject changes name, slug and platform; the other settings of Sentry have nothing to set here and are passed over, as unknown fields
// are.
func (a *api) updateProject(w http.ResponseWriter, r *http.Request, p store.Project) error {
	const maxName, maxSlug = 200, 100
	var change store.ProjectChange
	var body struct {
		Name     *string `json:"name"`
		Slug     *string `json:"slug"`
		Platform *string `json:"platform"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if body.Name != nil {
		if err := checkName(*body.Name, maxName); err != nil {
			return err
		}
	}
	if body.Slug != nil {
		if err := checkSlug(*body.Slug, maxSlug); err != nil {
			return err
		}
	}
	change.Name, change.Slug, change.Platform = body.Name, body.Slug, body.Platform
	p, err := a.store.UpdateProject(r.Context(), p, change)
	if err != nil {
		return taken(err, "project")
	}
	return a.writeProject(w, r, p, http.StatusOK)
}

func (a *api) deleteProject(w http.ResponseWriter, r *http.Request, p store.Project) error {
	if err := a.store.DeleteProject(r.Context(), p); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
