package store

import (
	"context"
	"errors"
	"fmt"
)

// reasons of Dropped that the store gives itself.
const (
	reasonDiscarded = "discarded-hash" // its group was discarded
	reasonDuplicate = "duplicate"      // an event with this id is there already
	reasonInternal  = "internal"       // we failed; the item is kept raw
)

// batch is one transaction of digested envelopes. What many events of a batch
// change together is added up and written once at its end.
type batch struct {
	s         *Store
	w         *writer
	now       int64
	issues    map[int64]*issueChange
	counters  counters
	outcomes  outcomes
	hours     map[issueHour]int64
	tags      map[issueTagKey]*tagChange
	project   map[projectTagKey]*tagChange
	releases  map[releaseKey]*releaseChange
	projects  map[int64]*projectChange
	envelopes int64 // taken off the queue
}

type (
	issueHour     struct{ issue, hour int64 }
	projectTagKey struct{ project, tag int64 }
	releaseKey    struct{ release, project int64 }
	tagChange     struct{ n, first, last int64 }
	releaseChange struct{ first, last, groups int64 }
	projectChange struct {
		platform string
		first    int64
	}
)

// see widens the change by one event at the given time.
func (c *tagChange) see(at int64) {
	c.n++
	if c.first == 0 || at < c.first {
		c.first = at
	}
	c.last = max(c.last, at)
}

// Digest stores what became of envelopes and takes them off the queue, all in
// one transaction. An envelope that is not in the queue any more is skipped. If
// one envelope makes the transaction fail, each is tried alone, and the culprit
// is dropped with its reason. An *Error means that nothing was stored and that
// the same batch is worth another try.
func (s *Store) Digest(ctx context.Context, envelopes []DigestedEnvelope) error {
	err := s.digest(ctx, envelopes)
	if err == nil || fatal(err) {
		return err
	}
	for i := range envelopes {
		one := envelopes[i : i+1]
		err := s.digest(ctx, one)
		if err != nil && !fatal(err) {
			err = s.digest(ctx, []DigestedEnvelope{s.dropped(one[0])})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fatal says whether an error has nothing to do with what was to be written.
func fatal(err error) bool {
	var file *Error
	return errors.As(err, &file) || errors.Is(err, errClosed) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// dropped is the envelope with all its items given up, but kept raw.
func (s *Store) dropped(e DigestedEnvelope) DigestedEnvelope {
	items := make([]Item, len(e.Items))
	for i, item := range e.Items {
		items[i] = Item{Type: item.Type, Record: &DropRecord{Type: item.Type, Reason: reasonInternal, Payload: s.Pack(item.Raw)}}
	}
	e.Items = items
	return e
}

func (s *Store) digest(ctx context.Context, envelopes []DigestedEnvelope) error {
	var b *batch
	err := s.write(ctx, func(w *writer) error {
		b = s.newBatch(w)
		if err := w.refresh(); err != nil {
			return err
		}
		for i := range envelopes {
			if err := b.envelope(&envelopes[i]); err != nil {
				return err
			}
		}
		return b.flush()
	})
	if err != nil {
		return err
	}
	s.queue.digested(b.envelopes)
	if len(b.projects) > 0 {
		return s.loadProjects(ctx)
	}
	return nil
}

func (s *Store) newBatch(w *writer) *batch {
	return &batch{
		s: s, w: w, now: s.nowMicros(),
		issues: map[int64]*issueChange{}, counters: counters{}, outcomes: outcomes{}, hours: map[issueHour]int64{}, tags: map[issueTagKey]*tagChange{},
		project: map[projectTagKey]*tagChange{}, releases: map[releaseKey]*releaseChange{}, projects: map[int64]*projectChange{},
	}
}

func (b *batch) envelope(env *DigestedEnvelope) error {
	n, err := b.w.changed("DELETE FROM intake WHERE id = ?", env.Queue)
	if err != nil || n == 0 {
		return err
	}
	b.envelopes++
	for i := range env.Items {
		item := &env.Items[i]
		outcome, reason, err := item.Record.write(b, env)
		if err != nil {
			return fmt.Errorf("store %s item: %w", item.Type, err)
		}
		b.counters[counterKey{env.Project.ID, item.Type, outcome, reason}]++
		b.outcomes.add(env, item, outcome, reason)
	}
	return nil
}

// flush writes what was added up.
func (b *batch) flush() error {
	for _, write := range []func() error{b.flushIssues, b.flushHours, b.flushTags, b.flushReleases, b.flushProjects} {
		if err := write(); err != nil {
			return err
		}
	}
	if err := b.outcomes.write(b.w); err != nil {
		return err
	}
	return b.counters.write(b.w)
}

func (b *batch) flushHours() error {
	for k, n := range b.hours {
		err := b.w.exec("INSERT INTO issue_hour(issue_id, hour, n) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", k.issue, k.hour, n)
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) flushTags() error {
	for k, c := range b.tags {
		err := b.w.exec(`INSERT INTO issue_tag(issue_id, tag_id, environment_id, n, first, last) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET n = n + excluded.n, first = min(first, excluded.first), last = max(last, excluded.last)`,
			k.issue, k.tag, k.environment, c.n, c.first, c.last)
		if err != nil {
			return err
		}
	}
	for k, c := range b.project {
		err := b.w.exec(`INSERT INTO project_tag(project_id, tag_id, n, first, last) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET n = n + excluded.n, first = min(first, excluded.first), last = max(last, excluded.last)`,
			k.project, k.tag, c.n, c.first, c.last)
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) flushReleases() error {
	for k, c := range b.releases {
		err := b.w.exec(`UPDATE release_project SET new_groups = new_groups + ?, last_event = max(last_event, ?),
			first_event = CASE WHEN first_event = 0 THEN ?3 WHEN ?3 = 0 THEN first_event ELSE min(first_event, ?3) END
			WHERE release_id = ? AND project_id = ?`, c.groups, c.last, c.first, k.release, k.project)
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) flushProjects() error {
	for id, c := range b.projects {
		err := b.w.exec(`UPDATE project SET platform = CASE WHEN ?1 = '' OR platform NOT IN ('', 'other') THEN platform ELSE ?1 END,
			first_event = CASE WHEN first_event = 0 THEN ?2 ELSE min(first_event, ?2) END WHERE id = ?3`, c.platform, c.first, id)
		if err != nil {
			return err
		}
	}
	return nil
}

// sawProject notes platform and first event, if they are news. A platform that
// somebody chose or an earlier event named stays.
func (b *batch) sawProject(p Project, platform string, at int64) {
	known, _ := b.s.projects.id(p.ID)
	if known.Platform != "" && known.Platform != "other" {
		platform = ""
	}
	if (platform == "" || known.Platform == platform) && !known.FirstEvent.IsZero() && known.FirstEvent.UnixMicro() <= at {
		return
	}
	c := b.projects[p.ID]
	if c == nil {
		c = &projectChange{first: at}
		b.projects[p.ID] = c
	}
	if platform != "" {
		c.platform = platform
	}
	c.first = min(c.first, at)
}

// tag returns the id of a tag, which it creates when it is new.
func (b *batch) tag(key, value string, field bool) (int64, error) {
	k := tagKey{key, value, field}
	if id, ok := b.w.cache.tags[k]; ok {
		return id, nil
	}
	return lookUp(b.w, b.w.cache.tags, maxTags, k,
		"SELECT id FROM tag WHERE key = ? AND value = ? AND field = ?",
		"INSERT INTO tag(key, value, field) VALUES (?, ?, ?)", []any{key, value, field})
}

// environment returns the id of an environment, 0 for none.
func (b *batch) environment(project int64, name string) (int64, error) {
	if name == "" {
		return 0, nil
	}
	id, ok := b.w.cache.environments[name]
	if !ok {
		var err error
		id, err = lookUp(b.w, b.w.cache.environments, maxTags, name,
			"SELECT id FROM environment WHERE name = ?", "INSERT INTO environment(name) VALUES (?)", []any{name})
		if err != nil {
			return 0, err
		}
	}
	link := [2]int64{project, id}
	if b.w.cache.links[link] {
		return id, nil
	}
	err := b.w.exec("INSERT INTO project_environment(project_id, environment_id) VALUES (?, ?) ON CONFLICT DO NOTHING", project, id)
	remember(b.w.cache.links, maxTags, link, true)
	return id, err
}

// lookUp finds the id of a row by args, or inserts it with args and more, and
// remembers it.
func lookUp[K comparable](w *writer, cache map[K]int64, bound int, k K, find, insert string, args []any, more ...any) (int64, error) {
	var id int64
	found, err := w.one([]any{&id}, find, args...)
	if err != nil {
		return 0, err
	}
	if !found {
		if id, err = w.insert(insert, append(args, more...)...); err != nil {
			return 0, err
		}
	}
	remember(cache, bound, k, id)
	return id, nil
}

// release makes sure that a version is known in a project and returns its id, 0
// for no version.
func (b *batch) release(project int64, version string) (int64, error) {
	if version == "" {
		return 0, nil
	}
	id, ok := b.w.cache.releases[version]
	if !ok {
		var err error
		id, err = lookUp(b.w, b.w.cache.releases, maxTags, version,
			"SELECT id FROM release WHERE version = ?", "INSERT INTO release(version, created) VALUES (?, ?)", []any{version}, b.now)
		if err != nil {
			return 0, err
		}
	}
	k := releaseKey{id, project}
	if _, ok := b.releases[k]; ok {
		return id, nil
	}
	b.releases[k] = &releaseChange{}
	n, err := b.w.changed("INSERT INTO release_project(release_id, project_id) VALUES (?, ?) ON CONFLICT DO NOTHING", id, project)
	if err != nil || n == 0 {
		return id, err
	}
	// The release that "resolved in the next release" waited for: from now on
	// the issue is resolved in this one.
	return id, b.w.exec("UPDATE issue SET in_next_release = 0, in_release = ? WHERE project_id = ? AND in_next_release > 0", version, project)
}
