package ops

import (
	"context"
	"net/url"
	"strings"

	"vedette/internal/text"
)

// EventTarget names one event: by its 32 hexadecimal digits alone, or as one of
// an issue's.
type EventTarget struct {
	IssueTarget
	Project string `json:"projectSlug,omitempty" jsonschema:"With eventId alone, saves a request."`
	EventID string `json:"eventId,omitempty" jsonschema:"latest, oldest, recommended, or 32 hex digits, which need no issue." default:"latest"`
}

// foundEvent is an event with where it is.
type foundEvent struct {
	Event
	org     string
	project string // slug, or numeric id
	issue   string // what issue paths take; "" for a transaction
}

// event reads the event that a target names: one request, two for an id alone.
func (o *Ops) event(ctx context.Context, op string, t EventTarget) (foundEvent, error) {
	t.EventID = strings.TrimSpace(t.EventID)
	if t.EventID == "" {
		t.EventID = eventOfURL(orWord(t.URL, t.Issue))
	}
	if t.Issue != "" || t.URL != "" {
		return o.issueEvent(ctx, op, t)
	}
	id, ok := EventIDOf(t.EventID)
	if !ok {
		return foundEvent{}, invalid(op, "give an event id of 32 hexadecimal digits, or an issue", "%q is no event id, and no issue was named", t.EventID)
	}
	org, err := o.org(ctx, op, t.Org)
	if err != nil {
		return foundEvent{}, err
	}
	found := foundEvent{org: org, project: t.Project}
	if found.project == "" {
		place, err := o.client.FindEvent(ctx, org, id)
		if err != nil {
			return foundEvent{}, noSuchEvent(op, id, org, err)
		}
		found.project, found.issue = string(place.Project), string(place.IssueID)
	}
	if found.Event, err = o.client.ProjectEvent(ctx, org, found.project, id); err != nil {
		return foundEvent{}, noSuchEvent(op, id, found.project, err)
	}
	if found.issue == "" {
		found.issue = string(found.GroupID)
	}
	return found, nil
}

func (o *Ops) issueEvent(ctx context.Context, op string, t EventTarget) (foundEvent, error) {
	org, id, err := o.issue(ctx, op, t.IssueTarget)
	if err != nil {
		return foundEvent{}, err
	}
	selector := orWord(t.EventID, "latest")
	event, err := o.client.Event(ctx, org, id, selector, "")
	if err != nil {
		return foundEvent{}, notFoundAs(op, "event "+selector+" of issue "+id+" in "+org, "vedette issue events "+id, err)
	}
	project := t.Project
	if project == "" {
		project = string(event.ProjectID)
	}
	return foundEvent{Event: event, org: org, project: project, issue: id}, nil
}

func noSuchEvent(op, id, where string, err error) error {
	return notFoundAs(op, "event "+id+" in "+where, "vedette issue events ISSUE shows the events of an issue", err)
}

// EventIDOf is the event id that s is, without dashes and in lower case.
func EventIDOf(s string) (string, bool) {
	s = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), "-", ""))
	return s, len(s) == 32 && strings.Trim(s, "0123456789abcdef") == ""
}

// eventOfURL is the event that the URL of an issue page names; "" for none.
func eventOfURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for n, p := range parts {
		if p == "events" && n+1 < len(parts) {
			return parts[n+1]
		}
	}
	return ""
}

// eventHeader shows which event an answer is about.
func eventHeader(d *text.Doc, e Event, issue string) {
	d.Heading(1, text.T("Event "+string(EventHandle(e.EventSummary))+" "), e.Title)
	d.DataNote("event")
	if issue != "" {
		d.Field("Issue", text.T(issue))
	}
	d.Field("Time", text.At(e.DateCreated.Time))
}
