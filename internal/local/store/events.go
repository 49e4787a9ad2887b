package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"vedette/internal/local/query"
)

const eventColumns = `e.id, e.event_id, e.issue_id, e.project_id, e.time, e.received, e.title, e.culprit, e.message, e.level, e.platform, e.type,
	e.release, e.dist, e.environment, e.transaction_name, e.trace_id, e.span_id, e.user_id, e.email, e.username, e.user_name, e.ip, e.tags, e.size`

// scanEvent reads an event; row is its place in the table.
func (s *Store) scanEvent(r *sql.Rows) (e Event, row int64, err error) {
	var project, at, received int64
	var tags string
	u := &e.User
	err = r.Scan(&row, &e.ID, &e.IssueID, &project, &at, &received, &e.Title, &e.Culprit, &e.Message, &e.Level, &e.Platform, &e.Type,
		&e.Release, &e.Dist, &e.Environment, &e.Transaction, &e.TraceID, &e.SpanID, &u.ID, &u.Email, &u.Username, &u.Name, &u.IPAddress, &tags, &e.Size)
	if err != nil {
		return Event{}, 0, err
	}
	e.Project, _ = s.projects.id(project)
	e.Time, e.Received, e.Tags = fromMicros(at), fromMicros(received), tagsOf(tags)
	return e, row, nil
}

// Events lists the events that a filter selects, and how many there are on all
// pages.
func (s *Store) Events(ctx context.Context, f EventFilter) ([]Event, int64, error) {
	c, err := s.eventTerms(ctx, f.Query)
	if err != nil {
		return nil, 0, err
	}
	f.restrict(&c)
	var total int64
	if err := s.one(ctx, []any{&total}, "SELECT count(*) FROM event e"+c.where(), c.args...); err != nil || total == 0 {
		return nil, 0, err
	}
	order := "e.time DESC, e.id DESC"
	switch f.Sort {
	case "", SortNewest:
	case SortOldest:
		order = "e.time, e.id"
	default:
		return nil, 0, fmt.Errorf("sort order %q: choose %s or %s", f.Sort, SortNewest, SortOldest)
	}
	rows, err := s.read(ctx, "SELECT "+eventColumns+" FROM event e"+c.where()+" ORDER BY "+order+" LIMIT ? OFFSET ?",
		append(c.args, limit(f.Limit, 25), f.Offset)...)
	list, ids, err := s.scanEvents(rows, err)
	if err != nil {
		return nil, 0, s.wrap(err)
	}
	for i := range list {
		if !f.WithPayload {
			break
		}
		if list[i].Payload, err = s.payload(ctx, ids[i], list[i].Size); err != nil {
			return nil, 0, err
		}
	}
	return list, total, nil
}

func (f *EventFilter) restrict(c *conditions) {
	if f.Issue != 0 {
		c.add("e.issue_id = ?", f.Issue)
	}
	if f.Project != 0 {
		c.add("e.project_id = ?", f.Project)
	}
	in(c, "e.project_id", f.Projects)
	in(c, "e.environment", f.Environments)
	if !f.Since.IsZero() {
		c.add("e.time >= ?", micros(f.Since))
	}
	if !f.Until.IsZero() {
		c.add("e.time <= ?", micros(f.Until))
	}
}

func (s *Store) scanEvents(rows *sql.Rows, err error) (list []Event, ids []int64, err2 error) {
	err = each(rows, err, func(r *sql.Rows) error {
		e, id, err := s.scanEvent(r)
		list, ids = append(list, e), append(ids, id)
		return err
	})
	return list, ids, err
}

func (s *Store) payload(ctx context.Context, row int64, size int) ([]byte, error) {
	var packed []byte
	if err := s.one(ctx, []any{&packed}, "SELECT body FROM event_payload WHERE event = ?", row); err != nil {
		return nil, err
	}
	return s.unpack(packed, size)
}

// Event finds one event with its payload: by id, or the latest, oldest or
// recommended one of an issue (0: of all issues; transactions only by id), and
// the ids of its neighbours in the issue, empty at the ends. It is ErrNotFound
// when there is none.
func (s *Store) Event(ctx context.Context, issue int64, selector string, environments []string) (ev Event, prev, next string, err error) {
	var c conditions
	order := "e.time DESC, e.id DESC"
	switch selector {
	case Latest:
	case Oldest:
		order = "e.time, e.id"
	case Recommended:
		order = "e.context DESC, e.time DESC, e.id DESC"
	default:
		c.add("e.event_id = ?", strings.ToLower(strings.ReplaceAll(selector, "-", "")))
	}
	if issue != 0 {
		c.add("e.issue_id = ?", issue)
	} else if len(c.parts) == 0 {
		c.add("e.issue_id > 0")
	}
	in(&c, "e.environment", environments)
	rows, err := s.read(ctx, "SELECT "+eventColumns+" FROM event e"+c.where()+" ORDER BY "+order+" LIMIT 1", c.args...)
	list, ids, err := s.scanEvents(rows, err)
	if err != nil {
		return Event{}, "", "", s.wrap(err)
	}
	if len(list) == 0 {
		return Event{}, "", "", fmt.Errorf("event %q: %w", selector, ErrNotFound)
	}
	ev = list[0]
	if ev.Payload, err = s.payload(ctx, ids[0], ev.Size); err != nil {
		return Event{}, "", "", err
	}
	if ev.IssueID == 0 {
		return ev, "", "", nil
	}
	if prev, err = s.neighbour(ctx, ev, ids[0], environments, "<", "DESC"); err != nil {
		return Event{}, "", "", err
	}
	next, err = s.neighbour(ctx, ev, ids[0], environments, ">", "ASC")
	return ev, prev, next, err
}

func (s *Store) neighbour(ctx context.Context, ev Event, row int64, environments []string, than, order string) (id string, err error) {
	var c conditions
	c.add("e.issue_id = ? AND (e.time, e.id) "+than+" (?, ?)", ev.IssueID, micros(ev.Time), row)
	in(&c, "e.environment", environments)
	err = s.one(ctx, []any{&id}, "SELECT e.event_id FROM event e"+c.where()+" ORDER BY e.time "+order+", e.id "+order+" LIMIT 1", c.args...)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return id, err
}

// eventTerms translates an event search over the table event, named e. Keys
// that only issues have select the events of those issues.
func (s *Store) eventTerms(ctx context.Context, q query.Query) (conditions, error) {
	t := &terms{now: s.opts.Now()}
	for _, term := range q.Terms {
		if t.eventColumn(term) {
			continue
		}
		c, err := s.issueTerms(ctx, query.Query{Terms: []query.Term{term}})
		if err != nil {
			return conditions{}, err
		}
		t.add("e.issue_id IN (SELECT i.id FROM issue i"+c.where()+")", c.args...)
	}
	return t.conditions, nil
}

// eventColumn handles what the event itself holds; false: another kind of key.
func (t *terms) eventColumn(term query.Term) bool {
	if term.FreeText || !term.Tag && term.Key == query.KeyMessage {
		t.text("e.title || char(10) || e.message || char(10) || e.culprit", term)
		return true
	}
	if column, ok := userColumn(term.Key); ok && !term.Tag {
		t.text("e."+column, term)
		return true
	}
	if !term.Tag {
		switch term.Key {
		case query.KeyTimestamp:
			t.instant("e.time", term)
			return true
		case query.KeyErrorHandled, query.KeyErrorUnhandled:
			word := "no"
			if boolean(term) == (term.Key == query.KeyErrorHandled) {
				word = "yes"
			}
			t.add(not(term.Negated, "e.tags ->> '$.handled' = ?"), word)
			return true
		}
		if column, ok := eventColumnOf(term.Key); ok {
			t.text("e."+column, term)
			return true
		}
	}
	name, field, ok := tagName(term)
	if !ok || field {
		return false
	}
	// The name of a tag is part of a path within the JSON text, quoted there.
	text, args := matchText("coalesce(json_extract(e.tags, ?), '')", term)
	path := `$."` + strings.ReplaceAll(name, `"`, "") + `"`
	withPath := make([]any, 0, 2*len(args)+1)
	for _, a := range args {
		withPath = append(withPath, path, a)
	}
	if len(args) == 0 {
		withPath = append(withPath, path)
	}
	t.add(not(term.Negated, text), withPath...)
	return true
}

func eventColumnOf(key string) (column string, ok bool) {
	switch key {
	case "release", "dist", "environment", "level", "platform", "type", "title":
		return key, true
	case "transaction":
		return "transaction_name", true
	case "trace":
		return "trace_id", true
	case "id":
		return "event_id", true
	}
	return "", false
}
