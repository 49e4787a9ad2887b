package sentryapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vedette/internal/text"
)

// EventQuery narrows the events of an issue.
type EventQuery struct {
	Query        string
	Environments []string
	StatsPeriod  string
	Start, End   time.Time
	Sort         string // "-timestamp" or "timestamp"
	Full         bool   // with bodies, which servers index more slowly
	Limit        int    // per page, at most 100
	Cursor       string
}

// Event is one event of an issue in full. eventID is "latest", "oldest",
// "recommended" or 32 hexadecimal digits.
func (c *Client) Event(ctx context.Context, org, issueID, eventID, environment string) (Event, error) {
	r, err := issueCall("read event", org, issueID, "events", eventID)
	if err != nil {
		return Event{}, err
	}
	setString(r.query, "environment", environment)
	event, ans, err := c.readEvent(ctx, r)
	if id := string(event.EventID); err == nil && !isEventID(eventID) && isEventID(id) {
		r.path = strings.TrimSuffix(r.path, eventID+"/") + id + "/"
		c.keep(r, ans)
	}
	return event, err
}

// event sends r and decodes a full event.
func (c *Client) event(ctx context.Context, r call) (Event, error) {
	event, _, err := c.readEvent(ctx, r)
	return event, err
}

func (c *Client) readEvent(ctx context.Context, r call) (Event, answer, error) {
	r.method = http.MethodGet
	ans, err := c.do(ctx, r)
	if err != nil {
		return Event{}, ans, err
	}
	event, err := DecodeEvent(ans.body)
	if err != nil {
		return Event{}, ans, unreadable(r.op, ans, err)
	}
	return event, ans, nil
}

// ProjectEvent is one event of a project in full, by its 32 hexadecimal digits.
func (c *Client) ProjectEvent(ctx context.Context, org, project, eventID string) (Event, error) {
	r, err := projectEventCall("read event", org, project, eventID)
	if err != nil {
		return Event{}, err
	}
	return c.event(ctx, r)
}

// projectEventCall is a request to P/events/{id}/ and the parts below it.
func projectEventCall(op, org, project, eventID string, parts ...string) (call, error) {
	path, err := projectPath(op, org, project, append([]string{"events", eventID}, parts...)...)
	return call{op: op, path: path, org: org, query: url.Values{}}, err
}

// EventPlace says where an event is.
type EventPlace struct {
	Organization text.Word `json:"organizationSlug"`
	Project      text.Word `json:"projectSlug"`
	IssueID      text.Word `json:"groupId"`
	EventID      text.Word `json:"eventId"`
}

// FindEvent looks an event up by its 32 hexadecimal digits alone.
func (c *Client) FindEvent(ctx context.Context, org, eventID string) (EventPlace, error) {
	const op = "find event"
	path, err := orgPath(op, org, "eventids", eventID)
	if err != nil {
		return EventPlace{}, err
	}
	place, err := get[EventPlace](ctx, c, call{op: op, path: path, org: org})
	if err == nil && !c.keeps(place.Project) {
		return EventPlace{}, elsewhere(op)
	}
	return place, err
}

// IssueEvents is one page of an issue's events, newest first.
func (c *Client) IssueEvents(ctx context.Context, org, issueID string, q EventQuery) (Page[EventSummary], error) {
	const op = "list events"
	r, err := issueCall(op, org, issueID, "events")
	if err != nil {
		return Page[EventSummary]{Hits: -1}, err
	}
	if err := setPeriod(r.query, op, q.StatsPeriod, q.Start, q.End); err != nil {
		return Page[EventSummary]{Hits: -1}, err
	}
	r.query["environment"] = q.Environments
	setString(r.query, "query", q.Query)
	setString(r.query, "sort", q.Sort)
	setString(r.query, "cursor", q.Cursor)
	setLimit(r.query, "per_page", q.Limit)
	if q.Full {
		r.query.Set("full", "true")
	}
	page, err := list[EventSummary](ctx, c, r)
	for i := range page.Items {
		page.Items[i].complete()
	}
	return page, err
}

// complete removes tags without key or value (Sentry sends null for both) and
// fills the id under both of its names.
func (e *EventSummary) complete() {
	kept := e.Tags[:0]
	for _, tag := range e.Tags {
		if !tag.Key.IsZero() && !tag.Value.IsZero() {
			kept = append(kept, tag)
		}
	}
	e.Tags = kept
	if e.ID == "" {
		e.ID = e.EventID
	}
	if e.EventID == "" {
		e.EventID = e.ID
	}
}
