package store

import (
	"context"
	"time"
)

const (
	// becomesOngoing is when new, regressed and escalating issues become
	// ongoing. The stored substatus stays; reading applies it.
	becomesOngoing = 7 * 24 * time.Hour
	// An issue archived until it escalates does so when a day brings more events
	// than twice its worst day in the week before, and more than this many.
	// Sentry forecasts from the same week with a model of its own.
	leastEscalation = 10
)

// regress reopens a resolved issue unless its resolution still explains the
// event (has_resolution in src/sentry/models/groupresolution.py): events from
// before the resolution never reopen; without a release to compare, events of a
// release-bound resolution do not either.
func (c *issueChange) regress(b *batch, r *EventRecord, env *DigestedEnvelope) error {
	at := micros(r.Time)
	if at < c.statusAt {
		return nil
	}
	if c.inNextRelease || c.inRelease != "" {
		newer, err := b.reopens(c, r.Release)
		if err != nil || !newer {
			return err
		}
	}
	c.status, c.substatus = StatusUnresolved, SubstatusRegressed
	err := b.w.exec(`UPDATE issue SET status = ?, substatus = ?, substatus_at = ?, status_at = ?, inbox_at = ?,
		in_next_release = 0, in_release = '' WHERE id = ?`, c.status, c.substatus, at, at, at, c.id)
	if err != nil {
		return err
	}
	data := map[string]any{"event_id": r.ID}
	if r.Release != "" {
		data["version"] = r.Release
	}
	if c.inRelease != "" {
		data["resolved_in_version"] = c.inRelease
	}
	return b.w.activity(c.id, ActivityRegression, 0, at, data)
}

// reopens says whether an event of the release contradicts a resolution that is
// bound to one. "In the next release" holds for the newest release of its time
// and all before; "in a release" for all before it.
func (b *batch) reopens(c *issueChange, release string) (bool, error) {
	switch {
	case release == "":
		return false, nil
	case release == c.inRelease:
		return !c.inNextRelease, nil
	case c.inRelease == "":
		return true, nil // there was no release yet, so any is a later one
	}
	if order, ok := compareVersions(release, c.inRelease); ok {
		return order > 0, nil
	}
	var newer bool
	_, err := b.w.one([]any{&newer}, `SELECT coalesce((SELECT id FROM release WHERE version = ?), 0) >
		coalesce((SELECT id FROM release WHERE version = ?), 0)`, release, c.inRelease)
	return newer, err
}

// unarchive ends an archiving whose condition is met.
func (c *issueChange) unarchive(w *writer, now int64) error {
	if c.substatus == SubstatusUntilEscalating {
		return c.escalate(w, now)
	}
	met, err := c.conditionMet(w, now)
	if err != nil || !met {
		return err
	}
	return w.reopen(c.id, SubstatusOngoing, c.priority, now, ActivityUnresolved)
}

func (c *issueChange) escalate(w *writer, now int64) error {
	n, err := c.recent(w, now, 24*time.Hour, "count(*)")
	if err != nil || n <= c.escalatesAt {
		return err
	}
	priority := c.priority
	if !c.priorityLocked {
		priority = escalated(c.priority)
	}
	return w.reopen(c.id, SubstatusEscalating, priority, now, ActivityEscalating)
}

// escalated is the priority of an issue that escalates.
func escalated(priority string) string {
	if priority == "low" {
		return "medium"
	}
	return "high"
}

func (c *issueChange) conditionMet(w *writer, now int64) (bool, error) {
	d := c.ignore
	if d.IgnoreCount > 0 {
		n, err := c.since(w, now, d.IgnoreWindow, "count(*)", c.count-c.baseCount)
		if err != nil || n >= d.IgnoreCount {
			return err == nil, err
		}
	}
	if d.IgnoreUserCount > 0 {
		n, err := c.since(w, now, d.IgnoreUserWindow, "count(DISTINCT nullif(user_hash, 0))", c.users-c.baseUsers)
		return err == nil && n >= d.IgnoreUserCount, err
	}
	return false, nil
}

// since is the number of events or users in the last window minutes, or all of
// them since the archiving when there is no window.
func (c *issueChange) since(w *writer, now, window int64, what string, all int64) (int64, error) {
	if window <= 0 {
		return all, nil
	}
	return c.recent(w, now, time.Duration(window)*time.Minute, what)
}

// recent counts over the events since the archiving that are not older than d.
func (c *issueChange) recent(w *writer, now int64, d time.Duration, what string) (int64, error) {
	var n int64
	_, err := w.one([]any{&n}, "SELECT "+what+" FROM event WHERE issue_id = ? AND time >= ?", c.id, max(c.statusAt, now-d.Microseconds()))
	return n, err
}

// reopen makes an archived issue unresolved without anybody's doing.
func (w *writer) reopen(issue int64, substatus, priority string, at int64, activity string) error {
	err := w.exec(`UPDATE issue SET status = 'unresolved', substatus = ?, priority = ?, substatus_at = ?, status_at = ?, inbox_at = ?,
		ignore_until = 0, ignore_count = 0, ignore_window = 0, ignore_users = 0, ignore_users_window = 0 WHERE id = ?`,
		substatus, priority, at, at, at, issue)
	if err != nil {
		return err
	}
	return w.activity(issue, activity, 0, at, nil)
}

// loadNextWake finds out when the next archiving ends by time.
func (s *Store) loadNextWake(ctx context.Context) error {
	s.waking.Lock()
	defer s.waking.Unlock()
	var next int64
	if err := s.one(ctx, []any{&next}, "SELECT coalesce(min(ignore_until), 0) FROM issue WHERE ignore_until > 0"); err != nil {
		return err
	}
	s.nextWake.Store(next)
	return nil
}

// wake reopens the issues whose archiving has ended by time. Every reading of
// issues calls it first; nearly always it only compares two numbers.
func (s *Store) wake(ctx context.Context) error {
	now := s.nowMicros()
	next := s.nextWake.Load()
	if next == 0 || now < next {
		return nil
	}
	err := s.write(ctx, func(w *writer) error {
		ids, err := column[int64](w.query("SELECT id FROM issue WHERE ignore_until > 0 AND ignore_until <= ? AND status = 'ignored'", now))
		if err != nil {
			return err
		}
		for _, id := range ids {
			var priority string
			if _, err := w.one([]any{&priority}, "SELECT priority FROM issue WHERE id = ?", id); err != nil {
				return err
			}
			if err := w.reopen(id, SubstatusOngoing, priority, now, ActivityUnresolved); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.loadNextWake(context.WithoutCancel(ctx))
}
