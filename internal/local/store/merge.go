package store

import (
	"context"
	"errors"
)

// MergeIssues moves everything that other issues hold into one issue and removes them; their numbers and short ids lead to it from then on.
// Unknown issues among from are passed over. The error is ErrNotFound when there is no issue to merge into.
func (s *Store) MergeIssues(ctx context.Context, into int64, from []int64) error {
	return s.write(ctx, func(w *writer) error {
		var merged []map[string]int64
		for _, id := range from {
			var known int
			found, err := w.one([]any{&known}, "SELECT 1 FROM issue WHERE id = ?", id)
			if err != nil {
				return err
			}
			if !found || id == into {
				continue
			}
			if err := w.merge(into, id); err != nil {
				return err
			}
			merged = append(merged, map[string]int64{"id": id})
		}
		n, err := w.changed("UPDATE issue SET user_count = (SELECT count(*) FROM issue_user WHERE issue_id = ?1) WHERE id = ?1", into)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		w.forget()
		return w.activity(into, ActivityMerge, you, s.nowMicros(), map[string]any{"issues": merged})
	})
}

// merge moves what one issue holds. The counts of an archiving's condition are moved along, so that old events do not end it.
func (w *writer) merge(into, from int64) error {
	for _, query := range []string{
		"UPDATE event SET issue_id = ?1 WHERE issue_id = ?2",
		"UPDATE issue_hash SET issue_id = ?1 WHERE issue_id = ?2",
		`INSERT INTO issue_user(issue_id, user_hash, user_id, email, username, ip)
			SELECT ?1, user_hash, user_id, email, username, ip FROM issue_user WHERE issue_id = ?2 ON CONFLICT DO NOTHING`,
		`INSERT INTO issue_hour(issue_id, hour, n) SELECT ?1, hour, n FROM issue_hour WHERE issue_id = ?2
			ON CONFLICT DO UPDATE SET n = n + excluded.n`,
		`INSERT INTO issue_tag(issue_id, tag_id, environment_id, n, first, last)
			SELECT ?1, tag_id, environment_id, n, first, last FROM issue_tag WHERE issue_id = ?2
			ON CONFLICT DO UPDATE SET n = n + excluded.n, first = min(first, excluded.first), last = max(last, excluded.last)`,
		"UPDATE activity SET issue_id = ?1 WHERE issue_id = ?2 AND type <> 'first_seen'",
		"UPDATE issue_redirect SET issue_id = ?1 WHERE issue_id = ?2",
		"INSERT INTO issue_redirect(id, short_id, issue_id) SELECT id, short_id, ?1 FROM issue WHERE id = ?2",
		`UPDATE issue SET count = issue.count + o.count, base_count = base_count + o.count, num_comments = issue.num_comments + o.num_comments,
			first_release = CASE WHEN o.first_seen < issue.first_seen AND o.first_release <> '' THEN o.first_release ELSE issue.first_release END,
			last_release = CASE WHEN o.last_seen > issue.last_seen AND o.last_release <> '' THEN o.last_release ELSE issue.last_release END,
			first_seen = min(issue.first_seen, o.first_seen), last_seen = max(issue.last_seen, o.last_seen)
			FROM (SELECT count, num_comments, first_seen, last_seen, first_release, last_release FROM issue WHERE id = ?2) AS o
			WHERE issue.id = ?1`,
	} {
		if err := w.exec(query, into, from); err != nil {
			return err
		}
	}
	return w.exec("DELETE FROM issue WHERE id = ?", from)
}

// redirected finds the issue that a merged one went into.
func (s *Store) redirected(ctx context.Context, where string, arg any) (Issue, error) {
	var into int64
	if err := s.one(ctx, []any{&into}, "SELECT issue_id FROM issue_redirect i WHERE "+where, arg); err != nil {
		return Issue{}, err
	}
	list, err := s.issuesByID(ctx, []int64{into})
	if err == nil && len(list) == 0 {
		err = ErrNotFound // removed in the meantime
	}
	if err != nil {
		return Issue{}, err
	}
	return list[0], nil
}

// DeleteIssues removes issues with their events and says how many there were.
func (s *Store) DeleteIssues(ctx context.Context, ids []int64) (n int64, err error) {
	return s.removeIssues(ctx, ids, false)
}

// DiscardIssues removes issues with their events, throws away later events with the same hashes, and says how many issues there were.
func (s *Store) DiscardIssues(ctx context.Context, ids []int64) (n int64, err error) {
	return s.removeIssues(ctx, ids, true)
}

func (s *Store) removeIssues(ctx context.Context, ids []int64, discard bool) (n int64, err error) {
	err = s.write(ctx, func(w *writer) error {
		n = 0
		for _, id := range ids {
			deleted, err := w.removeIssue(id, discard)
			if err != nil {
				return err
			}
			n += deleted
		}
		w.forget()
		return nil
	})
	return n, err
}

func (w *writer) removeIssue(id int64, discard bool) (n int64, err error) {
	if discard {
		err := w.exec(`INSERT INTO discarded_hash(project_id, hash) SELECT project_id, hash FROM issue_hash WHERE issue_id = ? ON CONFLICT DO NOTHING`, id)
		if err != nil {
			return 0, err
		}
	}
	for _, query := range []string{
		"DELETE FROM event_payload WHERE event IN (SELECT id FROM event WHERE issue_id = ?)",
		"DELETE FROM attachment WHERE (event_id, project_id) IN (SELECT event_id, project_id FROM event WHERE issue_id = ?)",
		"DELETE FROM user_report WHERE (event_id, project_id) IN (SELECT event_id, project_id FROM event WHERE issue_id = ?)",
		"DELETE FROM event WHERE issue_id = ?",
	} {
		if err := w.exec(query, id); err != nil {
			return 0, err
		}
	}
	return w.changed("DELETE FROM issue WHERE id = ?", id)
}

// errDiscarded says that an event belongs to a group that was discarded.
var errDiscarded = errors.New("the group was discarded")

// refuseDiscarded is errDiscarded when events of a group are thrown away.
func (b *batch) refuseDiscarded(project int64, hashes []string) error {
	for _, h := range hashes {
		var known int
		found, err := b.w.one([]any{&known}, "SELECT 1 FROM discarded_hash WHERE project_id = ? AND hash = ?", project, h)
		if err != nil {
			return err
		}
		if found {
			return errDiscarded
		}
	}
	return nil
}
