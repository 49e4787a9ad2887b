package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"vedette/internal/local/protocol"
)

// write stores an event, and makes or updates its issue.
func (r *EventRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	at := micros(r.Time)
	environment, err := b.environment(env.Project.ID, r.Environment)
	if err != nil {
		return "", "", err
	}
	var issue *issueChange
	if len(r.Hashes) > 0 {
		issue, err = b.issueOf(r, env)
		if errors.Is(err, errDiscarded) {
			return Dropped, reasonDiscarded, nil
		}
		if err != nil {
			return "", "", err
		}
		if issue == nil {
			return Dropped, reasonDuplicate, nil
		}
	}
	inserted, err := r.insert(b, env, issue)
	if err != nil {
		return "", "", err
	}
	if !inserted {
		return Dropped, reasonDuplicate, nil
	}
	b.sawProject(env.Project, r.Platform, at)
	if err := r.countRelease(b, env, issue); err != nil {
		return "", "", err
	}
	if issue == nil {
		return Digested, "", r.insertSpans(b, env)
	}
	b.hours[issueHour{issue.id, at / int64(time.Hour/time.Microsecond)}]++
	if err := r.countTags(b, env, issue.id, environment); err != nil {
		return "", "", err
	}
	if r.Report != nil { // shown with the event that it is about, too, as the older kind of feedback is
		if _, _, err := (&UserReportRecord{Report: *r.Report}).write(b, env); err != nil {
			return "", "", err
		}
	}
	return Digested, "", issue.see(b, r, env)
}

const insertEvent = `INSERT INTO event(project_id, event_id, issue_id, time, received, type, level, platform, title, culprit, message,
	release, dist, environment, transaction_name, trace_id, span_id, user_id, email, username, user_name, ip, user_hash, context, tags, size,
	duration, op, status, fields)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`

// insert stores the event itself; it is false when its id is known.
func (r *EventRecord) insert(b *batch, env *DigestedEnvelope, issue *issueChange) (bool, error) {
	var id, issueID int64
	if issue != nil {
		issueID = issue.id
	}
	tags, err := tagsJSON(r.Tags)
	if err != nil {
		return false, err
	}
	fields, err := r.fieldsJSON()
	if err != nil {
		return false, err
	}
	found, err := b.w.one([]any{&id}, insertEvent, env.Project.ID, r.ID, issueID, micros(r.Time), micros(env.Received), r.Type, r.Level,
		r.Platform, r.Title, r.Culprit, r.Message, r.Release, r.Dist, r.Environment, r.Transaction, r.TraceID, r.SpanID,
		r.User.ID, r.User.Email, r.User.Username, r.User.Name, r.User.IPAddress, r.User.hash(), r.Context, tags, r.Payload.size,
		max(0, r.Duration.Microseconds()), r.Op, r.Status, fields)
	if err != nil || !found {
		return false, err
	}
	return true, b.w.exec("INSERT INTO event_payload(event, body) VALUES (?, ?)", id, r.Payload.packed)
}

func (r *EventRecord) countRelease(b *batch, env *DigestedEnvelope, issue *issueChange) error {
	release, err := b.release(env.Project.ID, r.Release)
	if err != nil || release == 0 || issue == nil {
		return err
	}
	c, at := b.releases[releaseKey{release, env.Project.ID}], micros(r.Time)
	if c.first == 0 || at < c.first {
		c.first = at
	}
	c.last = max(c.last, at)
	if issue.created {
		c.groups++
		issue.created = false
	}
	return nil
}

// countTags counts the tags of an error for its issue and project, and makes
// its issue known by the fields.
func (r *EventRecord) countTags(b *batch, env *DigestedEnvelope, issue, environment int64) error {
	at := micros(r.Time)
	for _, t := range r.Tags {
		id, err := b.tag(t.Key, t.Value, false)
		if err != nil {
			return err
		}
		see(b.tags, issueTagKey{issue, environment, id}, at)
		see(b.project, projectTagKey{env.Project.ID, id}, at)
	}
	for _, t := range r.Fields {
		id, err := b.tag(t.Key, t.Value, true)
		if err != nil {
			return err
		}
		k := issueTagKey{issue, environment, id}
		if !b.w.cache.fields[k] {
			see(b.tags, k, at)
			remember(b.w.cache.fields, maxSeen, k, true)
		}
	}
	return nil
}

func see[K comparable](m map[K]*tagChange, k K, at int64) {
	c := m[k]
	if c == nil {
		c = &tagChange{}
		m[k] = c
	}
	c.see(at)
}

// tagsJSON is the object that event searches look into, sorted by key.
func tagsJSON(tags []protocol.Tag) (string, error) {
	m := make(map[string]string, len(tags))
	for _, t := range tags {
		m[t.Key] = t.Value
	}
	text, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("encode tags: %w", err)
	}
	return string(text), nil
}

// fieldsJSON is the object of what events are grouped and found by without being a tag; empty without any.
func (r *EventRecord) fieldsJSON() (string, error) {
	if len(r.Fields) == 0 && r.Metadata.Value == "" {
		return "", nil
	}
	return tagsJSON(append(r.Fields[:len(r.Fields):len(r.Fields)],
		protocol.Tag{Key: "error.value", Value: r.Metadata.Value}, protocol.Tag{Key: "location", Value: r.Metadata.Filename}))
}

// tagsOf reads what tagsJSON wrote.
func tagsOf(text string) []protocol.Tag {
	var m map[string]string
	if json.Unmarshal([]byte(text), &m) != nil {
		return nil
	}
	tags := make([]protocol.Tag, 0, len(m))
	for k, v := range m {
		tags = append(tags, protocol.Tag{Key: k, Value: v})
	}
	slices.SortFunc(tags, func(a, b protocol.Tag) int { return strings.Compare(a.Key, b.Key) })
	return tags
}

// hash identifies a user by the first attribute that Sentry identifies users
// by; 0 means that nothing is known of them.
func (u User) hash() int64 {
	kind, value := u.identity()
	if value == "" {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(kind + ":" + value)) // a hash never fails
	return int64(h.Sum64())
}

func (u User) identity() (kind, value string) {
	switch {
	case u.ID != "":
		return "id", u.ID
	case u.Username != "":
		return "username", u.Username
	case u.Email != "":
		return "email", u.Email
	case u.IPAddress != "":
		return "ip", u.IPAddress
	}
	return "", ""
}

// Tag is the value of the user tag, like id:42; empty for an unknown user.
func (u User) Tag() string {
	kind, value := u.identity()
	if value == "" {
		return ""
	}
	return kind + ":" + value
}
