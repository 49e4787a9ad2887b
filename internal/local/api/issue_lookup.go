package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"vedette/internal/local/store"
)

// isShortID says whether s could be a project slug, a dash and a counter.
func isShortID(s string) bool {
	return strings.Contains(s, "-") && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }

// lookup finds the issue that a text names: a short id, or the id of one of its events.
func (a *api) lookup(ctx context.Context, text string) (store.Issue, bool, error) {
	key := text
	if id, ok := eventID(text); ok {
		ev, _, _, err := a.store.Event(ctx, 0, id, nil)
		if isNotFound(err) || err == nil && ev.IssueID == 0 {
			return store.Issue{}, false, nil
		}
		if err != nil {
			return store.Issue{}, false, err
		}
		key = strconv.FormatInt(ev.IssueID, 10)
	} else if !isShortID(text) {
		return store.Issue{}, false, nil
	}
	i, err := a.store.Issue(ctx, strings.ToUpper(key))
	if isNotFound(err) {
		return store.Issue{}, false, nil
	}
	return i, err == nil, err
}

// shortID answers which issue a short id names.
func (a *api) shortID(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	group, err := a.summary(r, i)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, struct {
		Organization string       `json:"organizationSlug"`
		Project      string       `json:"projectSlug"`
		GroupID      string       `json:"groupId"`
		Group        issueSummary `json:"group"`
		ShortID      string       `json:"shortId"`
	}{orgSlug, i.Project.Slug, group.ID, group, i.ShortID})
	return nil
}

// eventID answers which issue an event belongs to, with the event.
func (a *api) eventID(w http.ResponseWriter, r *http.Request) error {
	id, ok := eventID(r.PathValue("event"))
	if !ok {
		return notFound()
	}
	found, _, _, err := a.store.Event(r.Context(), 0, id, nil)
	if err != nil {
		return err
	}
	ev, err := a.fullEvent(found)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, struct {
		Organization string `json:"organizationSlug"`
		Project      string `json:"projectSlug"`
		GroupID      string `json:"groupId"`
		EventID      string `json:"eventId"`
		Event        event  `json:"event"`
	}{orgSlug, found.Project.Slug, strconv.FormatInt(found.IssueID, 10), found.ID, ev})
	return nil
}
