package api

import (
	"net/http"
	"strconv"

	"vedette/internal/local/store"
)

// notes lists the comments on an issue, the newest first.
func (a *api) notes(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	p, err := pageOf(r.URL.Query(), "per_page", maxPage)
	if err != nil {
		return err
	}
	found, total, err := a.store.Notes(r.Context(), i.ID, p.limit, p.offset)
	if err != nil {
		return err
	}
	all := make([]activity, 0, len(found))
	for _, act := range found {
		all = append(all, a.activityWire(act, i.Project.Created))
	}
	a.link(w, r, p, total)
	writeJSON(w, http.StatusOK, all)
	return nil
}

// noteText reads the body of a comment.
func noteText(w http.ResponseWriter, r *http.Request) (string, error) {
	var body struct {
		Text *string `json:"text"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return "", err
	}
	switch {
	case body.Text == nil:
		return "", badField("text", "This field is required.")
	case *body.Text == "":
		return "", badField("text", "This field may not be blank.")
	}
	return *body.Text, nil
}

func (a *api) addNote(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	text, err := noteText(w, r)
	if err != nil {
		return err
	}
	note, err := a.store.AddNote(r.Context(), i.ID, text)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, a.activityWire(note, i.Project.Created))
	return nil
}

// noteOf reads the {note} of the path.
func noteOf(r *http.Request) (int64, error) {
	note, err := strconv.ParseInt(r.PathValue("note"), 10, 64)
	if err != nil {
		return 0, notFound()
	}
	return note, nil
}

// editNote changes the text of a comment.
func (a *api) editNote(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	id, err := noteOf(r)
	if err != nil {
		return err
	}
	text, err := noteText(w, r)
	if err != nil {
		return err
	}
	note, err := a.store.EditNote(r.Context(), i.ID, id, text)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, a.activityWire(note, i.Project.Created))
	return nil
}

// deleteNote removes a comment.
func (a *api) deleteNote(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	id, err := noteOf(r)
	if err != nil {
		return err
	}
	if err := a.store.DeleteNote(r.Context(), i.ID, id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
