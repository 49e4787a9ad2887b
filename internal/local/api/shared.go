package api

import (
	"net/http"

	"vedette/internal/local/store"
)

// sharedIssue is what a public link shows of an issue: no tags, no user, no request.
type sharedIssue struct {
	ID            string        `json:"id"`
	GroupID       string        `json:"groupID"`
	ShortID       string        `json:"shortId"`
	Title         string        `json:"title"`
	Culprit       *string       `json:"culprit"`
	IsUnhandled   bool          `json:"isUnhandled"`
	IssueCategory string        `json:"issueCategory"`
	Permalink     string        `json:"permalink"`
	Project       sharedProject `json:"project"`
	LatestEvent   *sharedEvent  `json:"latestEvent"`
}

type sharedProject struct {
	Slug         string    `json:"slug"`
	Features     []string  `json:"features"`
	Organization sharedOrg `json:"organization"`
}

type sharedOrg struct {
	Slug     string   `json:"slug"`
	Features []string `json:"features"`
}

// sharedEvent is an event without what tells about people: Sentry leaves out contexts, user, tags, packages, and the sections that may hold them.
type sharedEvent struct {
	ID          string  `json:"id"`
	EventID     string  `json:"eventID"`
	Title       string  `json:"title"`
	Message     string  `json:"message"`
	Platform    string  `json:"platform"`
	Type        string  `json:"type"`
	DateCreated *date   `json:"dateCreated"`
	Entries     []entry `json:"entries"`
}

// sharedIssue answers the issue behind a public link. Nobody's token is asked for.
func (a *api) sharedIssue(w http.ResponseWriter, r *http.Request) error {
	i, err := a.store.SharedIssue(r.Context(), r.PathValue("share"))
	if err != nil {
		return err
	}
	base, err := a.base(r.Context(), r, i)
	if err != nil {
		return err
	}
	out := sharedIssue{
		ID: base.ID, GroupID: base.ID, ShortID: i.ShortID, Title: i.Title, Culprit: base.Culprit, IsUnhandled: i.Unhandled,
		IssueCategory: base.IssueCategory, Permalink: base.Permalink,
		Project: sharedProject{Slug: i.Project.Slug, Features: []string{}, Organization: sharedOrg{orgSlug, []string{}}},
	}
	if out.LatestEvent, err = a.sharedEvent(r, i); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, out)
	return nil
}

// sharedEvent is the newest event of an issue; nil when none is kept.
func (a *api) sharedEvent(r *http.Request, i store.Issue) (*sharedEvent, error) {
	latest, _, _, err := a.store.Event(r.Context(), i.ID, store.Latest, nil)
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	full, err := a.fullEvent(latest)
	if err != nil {
		return nil, err
	}
	out := &sharedEvent{
		ID: full.ID, EventID: full.EventID, Title: full.Title, Message: full.Message, Platform: full.Platform, Type: full.Type,
		DateCreated: full.DateCreated, Entries: []entry{},
	}
	for _, e := range full.Entries {
		if e.Type != "breadcrumbs" && e.Type != "request" {
			out.Entries = append(out.Entries, e)
		}
	}
	return out, nil
}
