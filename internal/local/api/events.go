package api

import (
	"net/http"

	"vedette/internal/local/protocol"
	"vedette/internal/local/query"
	"vedette/internal/local/store"
)

// issueEvents lists the events of an issue, the newest first; full=true sends them whole.
func (a *api) issueEvents(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	return a.events(w, r, store.EventFilter{Issue: i.ID})
}

// projectEvents lists the events of a project, transactions left out as on the server.
func (a *api) projectEvents(w http.ResponseWriter, r *http.Request, p store.Project) error {
	errors, err := query.Parse("!event.type:transaction", a.now())
	if err != nil {
		return err
	}
	return a.events(w, r, store.EventFilter{Project: p.ID, Query: errors})
}

func (a *api) events(w http.ResponseWriter, r *http.Request, f store.EventFilter) error {
	q := r.URL.Query()
	p, err := pageOf(q, "per_page", maxPage)
	if err != nil {
		return err
	}
	period, err := rangeOf(q, a.now(), 0)
	if err != nil {
		return err
	}
	search, err := query.Parse(q.Get("query"), a.now())
	if err != nil {
		return err
	}
	f.Query.Terms = append(f.Query.Terms, search.Terms...)
	full := truthy(q.Get("full"))
	f.Environments, f.Since, f.Until = environmentsOf(q), period.since, period.until
	f.Limit, f.Offset, f.WithPayload = p.limit, p.offset, full
	found, total, err := a.store.Events(r.Context(), f)
	if err != nil {
		return err
	}
	a.link(w, r, p, total)
	if full {
		return a.writeFull(w, r, found)
	}
	all := make([]eventSummary, 0, len(found))
	for _, ev := range found {
		all = append(all, a.summaryOf(ev))
	}
	writeJSON(w, http.StatusOK, all)
	return nil
}

func (a *api) writeFull(w http.ResponseWriter, r *http.Request, found []store.Event) error {
	all := make([]eventDetail, 0, len(found))
	for _, ev := range found {
		d, err := a.detailOfEvent(r, ev, "", "")
		if err != nil {
			return err
		}
		all = append(all, d)
	}
	writeJSON(w, http.StatusOK, all)
	return nil
}

// eventDetail is a full event with its place among the events of its issue.
type eventDetail struct {
	event
	// EventType is what lists call the type; only there clients need it, but it is the same event.
	EventType       string      `json:"event.type"`
	Release         *releaseRef `json:"release"`
	UserReport      *userReport `json:"userReport"`
	SDKUpdates      []string    `json:"sdkUpdates"`
	ResolvedWith    []string    `json:"resolvedWith"`
	NextEventID     *string     `json:"nextEventID"`
	PreviousEventID *string     `json:"previousEventID"`
}

func (a *api) detailOfEvent(r *http.Request, ev store.Event, previous, next string) (eventDetail, error) {
	full, err := a.fullEvent(ev)
	if err != nil {
		return eventDetail{}, err
	}
	d := eventDetail{
		event: full, EventType: full.Type, SDKUpdates: []string{}, ResolvedWith: []string{},
		NextEventID: orNull(next), PreviousEventID: orNull(previous),
	}
	if d.Release, err = a.releaseRefOf(r, ev.Release); err != nil {
		return eventDetail{}, err
	}
	d.UserReport, err = a.reportOn(r, ev)
	return d, err
}

// issueEvent answers the latest, oldest, recommended or a named event of an issue.
func (a *api) issueEvent(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	selector := r.PathValue("event")
	switch selector {
	case store.Latest, store.Oldest, store.Recommended:
	default:
		id, ok := eventID(selector)
		if !ok {
			return notFound()
		}
		selector = id
	}
	ev, previous, next, err := a.store.Event(r.Context(), i.ID, selector, environmentsOf(r.URL.Query()))
	if err != nil {
		return err
	}
	d, err := a.detailOfEvent(r, ev, previous, next)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}

// projectEvent answers an event of a project by its id.
func (a *api) projectEvent(w http.ResponseWriter, r *http.Request) error {
	ev, previous, next, err := a.eventOfProject(r)
	if err != nil {
		return err
	}
	d, err := a.detailOfEvent(r, ev, previous, next)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}

// decodedEvent resolves the {project} and {event} of the path, and reads what was sent.
func (a *api) decodedEvent(r *http.Request) (store.Event, protocol.Event, error) {
	ev, _, _, err := a.eventOfProject(r)
	if err != nil {
		return ev, protocol.Event{}, err
	}
	e, err := protocol.DecodeEvent(ev.Payload)
	return ev, e, err
}

// eventOfProject resolves the {project} and {event} of the path, with the ids of the event's neighbours in its issue.
func (a *api) eventOfProject(r *http.Request) (ev store.Event, previous, next string, err error) {
	p, err := a.projectOf(r)
	if err != nil {
		return store.Event{}, "", "", err
	}
	id, ok := eventID(r.PathValue("event"))
	if !ok {
		return store.Event{}, "", "", notFound()
	}
	ev, previous, next, err = a.store.Event(r.Context(), 0, id, environmentsOf(r.URL.Query()))
	if err == nil && ev.Project.ID != p.ID {
		err = notFound()
	}
	return ev, previous, next, err
}
