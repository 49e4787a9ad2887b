package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const issueColumns = `i.id, i.project_id, i.short_id, i.title, i.culprit, i.level, i.type, i.platform, i.logger,
	i.meta_type, i.meta_value, i.meta_title, i.meta_filename, i.meta_function, i.status, i.substatus, i.substatus_at,
	i.priority, i.priority_locked, i.assignee_type, i.assignee_id, i.first_seen, i.last_seen, i.count, i.user_count, i.num_comments,
	i.unhandled, i.bookmarked, i.subscribed, i.has_seen, i.inbox_at, i.first_release, i.last_release,
	i.in_next_release, i.in_release, i.in_commit, i.in_repository, i.share_id, i.ignore_until, i.ignore_count, i.ignore_window, i.ignore_users, i.ignore_users_window`

func (s *Store) scanIssue(r interface{ Scan(...any) error }) (Issue, error) {
	var i Issue
	var project, substatusAt, first, last, inbox, until int64
	d, m := &i.StatusDetails, &i.Metadata
	err := r.Scan(&i.ID, &project, &i.ShortID, &i.Title, &i.Culprit, &i.Level, &i.Type, &i.Platform, &i.Logger,
		&m.Type, &m.Value, &m.Title, &m.Filename, &m.Function, &i.Status, &i.Substatus, &substatusAt,
		&i.Priority, &i.PriorityLocked, &i.AssigneeType, &i.AssigneeID, &first, &last, &i.Count, &i.UserCount, &i.NumComments,
		&i.Unhandled, &i.Bookmarked, &i.Subscribed, &i.HasSeen, &inbox, &i.FirstRelease, &i.LastRelease,
		&d.InNextRelease, &d.InRelease, &d.InCommit, &d.InRepository, &i.ShareID, &until, &d.IgnoreCount, &d.IgnoreWindow, &d.IgnoreUserCount, &d.IgnoreUserWindow)
	if err != nil {
		return Issue{}, err
	}
	i.Project, _ = s.projects.id(project)
	i.FirstSeen, i.LastSeen, d.IgnoreUntil = fromMicros(first), fromMicros(last), fromMicros(until)
	i.Inbox = inbox > 0
	if i.Status != StatusResolved {
		d.InCommit, d.InRepository = "", "" // of an earlier resolution
	}
	if i.Status == StatusUnresolved && substatusAt <= s.opts.Now().Add(-becomesOngoing).UnixMicro() {
		i.Substatus = SubstatusOngoing
	}
	return i, nil
}

// Issues lists the issues that a filter selects, and how many there are on all
// pages. The error is an *UnsupportedError for a search by something that is
// not kept.
func (s *Store) Issues(ctx context.Context, f IssueFilter) (issues []Issue, total int64, err error) {
	if err := s.wake(ctx); err != nil {
		return nil, 0, err
	}
	c, err := s.issueTerms(ctx, f.Query)
	if err != nil {
		return nil, 0, err
	}
	issuesBetween(&c, f.Since, f.Until)
	in(&c, "i.project_id", f.Projects)
	if len(f.Environments) > 0 {
		var e conditions
		in(&e, "t.value", f.Environments)
		c.add(`i.id IN (SELECT x.issue_id FROM issue_tag x WHERE x.tag_id IN
			(SELECT t.id FROM tag t WHERE t.key = 'environment' AND t.field = 0 AND `+e.parts[0]+"))", e.args...)
	}
	if err := s.one(ctx, []any{&total}, "SELECT count(*) FROM issue i"+c.where(), c.args...); err != nil {
		return nil, 0, err
	}
	order, orderArgs, err := s.issueOrder(f)
	if err != nil || total == 0 {
		return nil, 0, err
	}
	// Ids first: sorting whole rows takes several times as long.
	args := append(append(c.args, orderArgs...), limit(f.Limit, 25), f.Offset)
	ids, err := column[int64](s.read(ctx, "SELECT i.id FROM issue i"+c.where()+" ORDER BY "+order+" LIMIT ? OFFSET ?", args...))
	if err != nil {
		return nil, 0, s.wrap(err)
	}
	issues, err = s.issuesByID(ctx, ids)
	return issues, total, err
}

// issuesBetween selects issues with events in a period.
func issuesBetween(c *conditions, since, until time.Time) {
	if !since.IsZero() {
		c.add("i.last_seen >= ?", micros(since))
	}
	if until.IsZero() {
		return
	}
	// Issues that went on after the period need a look at their hours.
	c.add("i.first_seen <= ?", micros(until))
	c.add("(i.last_seen <= ? OR EXISTS (SELECT 1 FROM issue_hour h WHERE h.issue_id = i.id AND h.hour BETWEEN ? AND ?))",
		micros(until), hourOf(since), hourOf(until))
}

func hourOf(t time.Time) int64 { return micros(t) / int64(time.Hour/time.Microsecond) }

func (s *Store) scanIssues(rows *sql.Rows, err error) ([]Issue, error) {
	var list []Issue
	err = each(rows, err, func(r *sql.Rows) error {
		i, err := s.scanIssue(r)
		list = append(list, i)
		return err
	})
	return list, err
}

// issueOrder is the ORDER BY of a sort order.
func (s *Store) issueOrder(f IssueFilter) (order string, args []any, err error) {
	const hours = "(SELECT coalesce(sum(h.n), 0) FROM issue_hour h WHERE h.issue_id = i.id AND h.hour >= ?"
	switch f.Sort {
	case "", SortDate:
		return "i.last_seen DESC, i.id DESC", nil, nil
	case SortNew:
		return "i.first_seen DESC, i.id DESC", nil, nil
	case SortFreq:
		if f.Since.IsZero() {
			return "i.count DESC, i.id DESC", nil, nil
		}
		return hours + ") DESC, i.id DESC", []any{hourOf(f.Since)}, nil
	case SortUser:
		return "i.user_count DESC, i.id DESC", nil, nil
	case SortTrends: // the last day against an average day of the week before
		day, week := hourOf(s.opts.Now().Add(-24*time.Hour)), hourOf(s.opts.Now().Add(-8*24*time.Hour))
		return hours + ") * 7.0 / (7 + " + hours + " AND h.hour < ?)) DESC, i.last_seen DESC", []any{day, week, day}, nil
	case SortInbox:
		return "i.inbox_at DESC, i.id DESC", nil, nil
	case SortRecommended: // what matters most among what happens now
		return "CASE i.priority WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, i.last_seen DESC", nil, nil
	}
	return "", nil, fmt.Errorf("sort order %q: choose one of date, new, freq, user, trends, inbox, recommended", f.Sort)
}

// Issue finds an issue by number or short id, in any case, also when it was
// merged into another one; it is ErrNotFound otherwise.
func (s *Store) Issue(ctx context.Context, idOrShortID string) (Issue, error) {
	if err := s.wake(ctx); err != nil {
		return Issue{}, err
	}
	where, arg := "i.short_id = ?", any(strings.ToUpper(idOrShortID))
	if id, err := strconv.ParseInt(idOrShortID, 10, 64); err == nil {
		where, arg = "i.id = ?", id
	}
	rows, err := s.read(ctx, "SELECT "+issueColumns+" FROM issue i WHERE "+where, arg)
	list, err := s.scanIssues(rows, err)
	switch {
	case err != nil:
		return Issue{}, s.wrap(err)
	case len(list) > 0:
		return list[0], nil
	}
	i, err := s.redirected(ctx, where, arg)
	if err != nil {
		return Issue{}, fmt.Errorf("issue %q: %w", idOrShortID, err)
	}
	return i, nil
}

// SharedIssue finds an issue by the id of its public link; it is ErrNotFound
// when there is none.
func (s *Store) SharedIssue(ctx context.Context, shareID string) (Issue, error) {
	rows, err := s.read(ctx, "SELECT "+issueColumns+" FROM issue i WHERE i.share_id = ? AND i.share_id <> ''", shareID)
	list, err := s.scanIssues(rows, err)
	switch {
	case err != nil:
		return Issue{}, s.wrap(err)
	case len(list) == 0:
		return Issue{}, fmt.Errorf("shared issue %q: %w", shareID, ErrNotFound)
	}
	return list[0], nil
}

// issuesByID reads issues in the given order; unknown ones are left out.
func (s *Store) issuesByID(ctx context.Context, ids []int64) ([]Issue, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var c conditions
	in(&c, "i.id", ids)
	rows, err := s.read(ctx, "SELECT "+issueColumns+" FROM issue i"+c.where(), c.args...)
	list, err := s.scanIssues(rows, err)
	place := make(map[int64]int, len(ids))
	for n, id := range ids {
		place[id] = n
	}
	slices.SortFunc(list, func(a, b Issue) int { return place[a.ID] - place[b.ID] })
	return list, s.wrap(err)
}

// IssueStats counts the events of issues in buckets from from to to; each issue
// has the same number of them, the oldest first. Events are counted by the
// hour, so buckets are whole hours at least.
func (s *Store) IssueStats(ctx context.Context, ids []int64, from, to time.Time, bucket time.Duration) (map[int64][]int64, error) {
	bucket = max(bucket.Round(time.Hour), time.Hour)
	size, first := int64(bucket/time.Hour), hourOf(from)
	n := max(0, (hourOf(to)-first)/size+1)
	stats := make(map[int64][]int64, len(ids))
	for _, id := range ids {
		stats[id] = make([]int64, n)
	}
	if len(ids) == 0 || n == 0 {
		return stats, nil
	}
	var c conditions
	in(&c, "issue_id", ids)
	c.add("hour >= ? AND hour < ?", first, first+n*size)
	rows, err := s.read(ctx, "SELECT issue_id, hour, n FROM issue_hour"+c.where(), c.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var id, hour, count int64
		if err := r.Scan(&id, &hour, &count); err != nil {
			return err
		}
		stats[id][(hour-first)/size] += count
		return nil
	})
	return stats, s.wrap(err)
}

// IssueHashes lists the grouping hashes of an issue.
func (s *Store) IssueHashes(ctx context.Context, issue int64) ([]string, error) {
	list, err := column[string](s.read(ctx, "SELECT hash FROM issue_hash WHERE issue_id = ? ORDER BY hash", issue))
	return list, s.wrap(err)
}
