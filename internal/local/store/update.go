package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
)

// validate refuses words that no issue can have.
func (u *Update) validate() error {
	for _, word := range []struct {
		name, value string
		allowed     []string
	}{
		{"status", u.Status, []string{"", StatusUnresolved, StatusResolved, StatusIgnored}},
		{"substatus", u.Substatus, substatuses(u.Status)},
		{"priority", u.Priority, []string{"", "high", "medium", "low"}},
	} {
		if !slices.Contains(word.allowed, word.value) {
			return fmt.Errorf("%s %q: choose one of %q", word.name, word.value, word.allowed[1:])
		}
	}
	return nil
}

func substatuses(status string) []string {
	switch status {
	case StatusUnresolved:
		return []string{"", SubstatusOngoing, SubstatusNew, SubstatusRegressed, SubstatusEscalating}
	case StatusIgnored:
		return []string{"", SubstatusUntilEscalating, SubstatusUntilCondition, SubstatusForever}
	}
	return []string{""}
}

// UpdateIssues changes issues in one transaction, notes it in their activity
// and returns them as they are now. Unknown ids are left out.
func (s *Store) UpdateIssues(ctx context.Context, ids []int64, u Update) ([]Issue, error) {
	if err := u.validate(); err != nil {
		return nil, err
	}
	err := s.write(ctx, func(w *writer) error {
		b := s.newBatch(w)
		for _, id := range ids {
			var known int
			found, err := w.one([]any{&known}, "SELECT 1 FROM issue WHERE id = ?", id)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			if err := b.update(id, u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx) // what is written is written, and the caller learns it
	if err := s.loadNextWake(ctx); err != nil {
		return nil, err
	}
	return s.issuesByID(ctx, ids)
}

func (b *batch) update(id int64, u Update) error {
	c, err := b.loadIssue(id)
	if err != nil {
		return err
	}
	switch u.Status {
	case StatusResolved:
		err = b.resolve(c, u.Details)
	case StatusIgnored:
		err = b.archive(c, u)
	case StatusUnresolved:
		err = b.unresolve(c, u.Substatus)
	}
	if err != nil {
		return err
	}
	if u.Priority != "" && u.Priority != c.priority {
		if err := b.w.exec("UPDATE issue SET priority = ?, priority_locked = 1 WHERE id = ?", u.Priority, id); err != nil {
			return err
		}
		if err := b.w.activity(id, ActivityPriority, you, b.now, map[string]any{"priority": u.Priority, "reason": ""}); err != nil {
			return err
		}
	}
	if u.AssigneeType != nil || u.AssigneeID != nil {
		if err := b.assign(id, u); err != nil {
			return err
		}
	}
	return b.flags(id, u)
}

func (b *batch) resolve(c *issueChange, d StatusDetails) error {
	kind, data := ActivityResolved, map[string]any{}
	release := d.InRelease
	if release == "latest" || d.InNextRelease && release == "" {
		_, err := b.w.one([]any{&release}, `SELECT coalesce((SELECT r.version FROM release r JOIN release_project p ON p.release_id = r.id
			WHERE p.project_id = ? ORDER BY r.id DESC LIMIT 1), '')`, c.project)
		if err != nil {
			return err
		}
	}
	if d.InCommit != "" {
		kind, data["commit"] = ActivityResolvedInCommit, map[string]string{"id": d.InCommit, "repository": d.InRepository}
	}
	if d.InNextRelease || d.InRelease != "" {
		kind, data["version"] = ActivityResolvedInRelease, release
		if d.InNextRelease {
			data["version"], data["current_release_version"] = "", release
		}
	}
	err := b.w.exec(`UPDATE issue SET status = 'resolved', substatus = '', substatus_at = ?1, status_at = ?1, inbox_at = 0,
		in_next_release = ?, in_release = ?, in_commit = ?, in_repository = ?, ignore_until = 0, ignore_count = 0, ignore_window = 0, ignore_users = 0, ignore_users_window = 0
		WHERE id = ?`, b.now, d.InNextRelease, release, d.InCommit, d.InRepository, c.id)
	if err != nil {
		return err
	}
	return b.w.activity(c.id, kind, you, b.now, data)
}

func (b *batch) archive(c *issueChange, u Update) error {
	d := u.Details
	substatus := u.Substatus
	conditional := !d.IgnoreUntil.IsZero() || d.IgnoreCount > 0 || d.IgnoreUserCount > 0
	switch {
	case conditional:
		substatus = SubstatusUntilCondition
	case substatus == "":
		substatus = SubstatusUntilEscalating
	}
	limit, err := b.escalationLimit(c.id)
	if err != nil {
		return err
	}
	err = b.w.exec(`UPDATE issue SET status = 'ignored', substatus = ?, substatus_at = ?2, status_at = ?2, inbox_at = 0, in_next_release = 0, in_release = '',
		ignore_until = ?, ignore_count = ?, ignore_window = ?, ignore_users = ?, ignore_users_window = ?,
		escalates_at = ?, base_count = count, base_users = user_count WHERE id = ?`,
		substatus, b.now, micros(d.IgnoreUntil), d.IgnoreCount, d.IgnoreWindow, d.IgnoreUserCount, d.IgnoreUserWindow, limit, c.id)
	if err != nil {
		return err
	}
	data := map[string]any{}
	if !d.IgnoreUntil.IsZero() {
		data["ignoreUntil"] = d.IgnoreUntil.UTC()
	}
	for name, n := range map[string]int64{
		"ignoreCount": d.IgnoreCount, "ignoreWindow": d.IgnoreWindow, "ignoreUserCount": d.IgnoreUserCount, "ignoreUserWindow": d.IgnoreUserWindow,
	} {
		if n > 0 {
			data[name] = n
		}
	}
	if substatus == SubstatusUntilEscalating {
		data["ignoreUntilEscalating"] = true
	}
	return b.w.activity(c.id, ActivityIgnored, you, b.now, data)
}

// escalationLimit is how many events a day may bring before an issue escalates.
func (b *batch) escalationLimit(issue int64) (int64, error) {
	var worst int64
	today := b.now / (24 * int64(3600) * 1e6)
	_, err := b.w.one([]any{&worst}, `SELECT coalesce(max(n), 0) FROM
		(SELECT sum(n) AS n FROM issue_hour WHERE issue_id = ? AND hour >= ? GROUP BY hour / 24)`, issue, (today-7)*24)
	return max(2*worst, leastEscalation), err
}

func (b *batch) unresolve(c *issueChange, substatus string) error {
	if substatus == "" {
		substatus = SubstatusOngoing
	}
	err := b.w.exec(`UPDATE issue SET status = 'unresolved', substatus = ?, substatus_at = ?2, status_at = ?2, in_next_release = 0, in_release = '',
		ignore_until = 0, ignore_count = 0, ignore_window = 0, ignore_users = 0, ignore_users_window = 0 WHERE id = ?`, substatus, b.now, c.id)
	if err != nil {
		return err
	}
	return b.w.activity(c.id, ActivityUnresolved, you, b.now, nil)
}

func (b *batch) assign(id int64, u Update) error {
	var kind, assignee string
	if u.AssigneeType != nil {
		kind = *u.AssigneeType
	}
	if u.AssigneeID != nil {
		assignee = *u.AssigneeID
	}
	if kind == "" || assignee == "" {
		kind, assignee = "", ""
	}
	if err := b.w.exec("UPDATE issue SET assignee_type = ?, assignee_id = ? WHERE id = ?", kind, assignee, id); err != nil {
		return err
	}
	if assignee == "" {
		return b.w.activity(id, ActivityUnassigned, you, b.now, nil)
	}
	return b.w.activity(id, ActivityAssigned, you, b.now, map[string]any{"assignee": assignee, "assigneeType": kind})
}

func (b *batch) flags(id int64, u Update) error {
	for _, f := range []struct {
		value *bool
		query string
	}{
		{u.HasSeen, "UPDATE issue SET has_seen = ? WHERE id = ?"},
		{u.Bookmarked, "UPDATE issue SET bookmarked = ? WHERE id = ?"},
		{u.Subscribed, "UPDATE issue SET subscribed = ? WHERE id = ?"},
	} {
		if f.value == nil {
			continue
		}
		if err := b.w.exec(f.query, *f.value, id); err != nil {
			return err
		}
	}
	if u.Public != nil {
		if err := b.share(id, *u.Public); err != nil {
			return err
		}
	}
	if u.Inbox == nil {
		return nil
	}
	at := int64(0)
	if *u.Inbox {
		at = b.now
	}
	if err := b.w.exec("UPDATE issue SET inbox_at = ? WHERE id = ?", at, id); err != nil || *u.Inbox {
		return err
	}
	return b.w.activity(id, ActivityReviewed, you, b.now, nil)
}

// share gives an issue a new public link, which ends the one it had, or takes
// the link away.
func (b *batch) share(id int64, public bool) error {
	var old string
	if _, err := b.w.one([]any{&old}, "SELECT share_id FROM issue WHERE id = ?", id); err != nil {
		return err
	}
	link := ""
	if public {
		var random [16]byte
		if _, err := io.ReadFull(b.s.opts.Rand, random[:]); err != nil {
			return fmt.Errorf("make a share id: %w", err)
		}
		link = hex.EncodeToString(random[:])
	}
	if old == link {
		return nil
	}
	if err := b.w.exec("UPDATE issue SET share_id = ? WHERE id = ?", link, id); err != nil {
		return err
	}
	if old != "" {
		if err := b.w.activity(id, ActivityPrivate, you, b.now, nil); err != nil {
			return err
		}
	}
	if !public {
		return nil
	}
	return b.w.activity(id, ActivityPublic, you, b.now, nil)
}
