package store

import (
	"encoding/json"
	"fmt"
	"strings"
)

// issueChange is an issue as the writer knows it, and what a batch adds to it.
type issueChange struct {
	id, project               int64
	created                   bool // by this batch, and not counted for its release yet
	status, substatus         string
	statusAt, lastSeen        int64
	count, users              int64 // as stored
	addCount, addUsers        int64
	first, last               int64 // of this batch
	newest                    *EventRecord
	inNextRelease             bool
	inRelease                 string
	ignore                    StatusDetails // the conditions only
	escalatesAt               int64
	baseCount, baseUsers      int64
	priorityLocked            bool
	initialPriority, priority string
}

// issueOf finds the issue of an event by any of its hashes, or creates it. It is
// nil for an event that is stored already and would create one; the error is
// errDiscarded for an event of a discarded group.
func (b *batch) issueOf(r *EventRecord, env *DigestedEnvelope) (*issueChange, error) {
	id, missing, err := b.findHashes(env.Project.ID, r.Hashes)
	if err != nil {
		return nil, err
	}
	if id == 0 {
		var known int64
		found, err := b.w.one([]any{&known}, "SELECT 1 FROM event WHERE event_id = ? AND project_id = ?", r.ID, env.Project.ID)
		if err != nil || found {
			return nil, err
		}
		if err := b.refuseDiscarded(env.Project.ID, r.Hashes); err != nil {
			return nil, err
		}
		if id, err = b.createIssue(r, env); err != nil {
			return nil, err
		}
	}
	for _, h := range missing {
		err := b.w.exec("INSERT INTO issue_hash(project_id, hash, issue_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", env.Project.ID, h, id)
		if err != nil {
			return nil, err
		}
		remember(b.w.cache.hashes, maxHashes, hashKey{env.Project.ID, h}, id)
	}
	if c, ok := b.issues[id]; ok {
		return c, nil
	}
	c, err := b.loadIssue(id)
	if err != nil {
		return nil, err
	}
	b.issues[id] = c
	return c, nil
}

// findHashes returns the issue of the first hash that is known, 0 for none, and
// the hashes that are not.
func (b *batch) findHashes(project int64, hashes []string) (issue int64, missing []string, err error) {
	for _, h := range hashes {
		k := hashKey{project, h}
		id, ok := b.w.cache.hashes[k]
		if !ok {
			found, err := b.w.one([]any{&id}, "SELECT issue_id FROM issue_hash WHERE project_id = ? AND hash = ?", project, h)
			if err != nil {
				return 0, nil, err
			}
			if !found {
				missing = append(missing, h)
				continue
			}
			remember(b.w.cache.hashes, maxHashes, k, id)
		}
		if issue == 0 {
			issue = id
		}
	}
	return issue, missing, nil
}

const insertIssue = `INSERT INTO issue(project_id, short_id, title, culprit, level, type, platform, logger,
	meta_type, meta_value, meta_title, meta_filename, meta_function, search_text, substatus_at, priority, initial_priority,
	first_seen, last_seen, first_release, last_release, inbox_at, status_at)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func (b *batch) createIssue(r *EventRecord, env *DigestedEnvelope) (int64, error) {
	var number int64
	found, err := b.w.one([]any{&number}, "UPDATE project SET issues = issues + 1 WHERE id = ? RETURNING issues", env.Project.ID)
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, fmt.Errorf("project %d: %w", env.Project.ID, ErrNotFound)
	}
	at, seen := b.now, micros(r.Time)
	id, err := b.w.insert(insertIssue, env.Project.ID, shortID(env.Project.Slug, number), r.Title, r.Culprit, r.Level, r.Type, r.Platform, r.Logger,
		r.Metadata.Type, r.Metadata.Value, r.Metadata.Title, r.Metadata.Filename, r.Metadata.Function, r.SearchText, min(at, seen),
		r.Priority, r.Priority, seen, seen, r.Release, r.Release, at, min(at, seen))
	if err != nil {
		return 0, err
	}
	if err := b.w.activity(id, ActivityFirstSeen, 0, seen, map[string]any{"priority": r.Priority}); err != nil {
		return 0, err
	}
	if err := b.autoAssign(id, r, env.Project.ID); err != nil {
		return 0, err
	}
	c, err := b.loadIssue(id)
	if err != nil {
		return 0, err
	}
	c.created = true
	b.issues[id] = c
	return id, nil
}

// shortIDDigits are those of Sentry's short ids (base 32 of Crockford, without
// letters that look alike).
const shortIDDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// shortID names the nth issue of a project: SHOP-1A.
func shortID(slug string, n int64) string {
	digits := ""
	for ; n > 0; n /= 32 {
		digits = string(shortIDDigits[n%32]) + digits
	}
	return strings.ToUpper(slug) + "-" + digits
}

func (b *batch) loadIssue(id int64) (*issueChange, error) {
	c := &issueChange{id: id}
	var until int64
	found, err := b.w.one([]any{&c.project, &c.status, &c.substatus, &c.statusAt, &c.lastSeen, &c.count, &c.users, &c.inNextRelease, &c.inRelease,
		&until, &c.ignore.IgnoreCount, &c.ignore.IgnoreWindow, &c.ignore.IgnoreUserCount, &c.ignore.IgnoreUserWindow,
		&c.escalatesAt, &c.baseCount, &c.baseUsers, &c.priorityLocked, &c.initialPriority, &c.priority},
		`SELECT project_id, status, substatus, status_at, last_seen, count, user_count, in_next_release, in_release,
		ignore_until, ignore_count, ignore_window, ignore_users, ignore_users_window,
		escalates_at, base_count, base_users, priority_locked, initial_priority, priority FROM issue WHERE id = ?`, id)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fmt.Errorf("issue %d: %w", id, ErrNotFound)
	}
	c.ignore.IgnoreUntil = fromMicros(until)
	return c, nil
}

// see adds an event to its issue.
func (c *issueChange) see(b *batch, r *EventRecord, env *DigestedEnvelope) error {
	at := micros(r.Time)
	c.addCount++
	if c.first == 0 || at < c.first {
		c.first = at
	}
	if c.last = max(c.last, at); at >= c.lastSeen {
		c.lastSeen, c.newest = at, r
	}
	if hash := r.User.hash(); hash != 0 {
		n, err := b.w.changed(`INSERT INTO issue_user(issue_id, user_hash, user_id, email, username, ip) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, c.id, hash, r.User.ID, r.User.Email, r.User.Username, r.User.IPAddress)
		if err != nil {
			return err
		}
		c.addUsers += n
	}
	if c.status == StatusResolved {
		return c.regress(b, r, env)
	}
	return nil
}

func (b *batch) flushIssues() error {
	for _, c := range b.issues {
		if c.addCount == 0 {
			continue
		}
		err := b.w.exec(`UPDATE issue SET count = count + ?, user_count = user_count + ?, first_seen = min(first_seen, ?), last_seen = max(last_seen, ?)
			WHERE id = ?`, c.addCount, c.addUsers, c.first, c.last, c.id)
		if err != nil {
			return err
		}
		if err := c.describe(b.w); err != nil {
			return err
		}
		if err := c.own(b); err != nil {
			return err
		}
		c.count, c.users = c.count+c.addCount, c.users+c.addUsers
		if c.status == StatusIgnored {
			if err := c.unarchive(b.w, b.now); err != nil {
				return err
			}
		}
	}
	return nil
}

// describe lets the issue look like its newest event.
func (c *issueChange) describe(w *writer) error {
	r := c.newest
	if r == nil {
		return nil
	}
	return w.exec(`UPDATE issue SET title = ?, culprit = ?, level = ?, platform = ?, logger = ?, meta_type = ?, meta_value = ?, meta_title = ?,
		meta_filename = ?, meta_function = ?, search_text = ?, unhandled = ?, last_release = CASE WHEN ?13 = '' THEN last_release ELSE ?13 END
		WHERE id = ?`,
		r.Title, r.Culprit, r.Level, r.Platform, r.Logger, r.Metadata.Type, r.Metadata.Value, r.Metadata.Title,
		r.Metadata.Filename, r.Metadata.Function, r.SearchText, r.Unhandled, r.Release, c.id)
}

// activity adds a step to the life of an issue.
func (w *writer) activity(issue int64, kind string, user, at int64, data map[string]any) error {
	text := []byte("{}")
	if len(data) > 0 {
		var err error
		if text, err = json.Marshal(data); err != nil {
			return fmt.Errorf("encode activity: %w", err)
		}
	}
	return w.exec("INSERT INTO activity(issue_id, type, user_id, at, data) VALUES (?, ?, ?, ?, ?)", issue, kind, user, at, string(text))
}
