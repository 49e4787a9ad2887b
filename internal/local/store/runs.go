package store

import (
	"context"
	"errors"
)

// SaveRun stores an analysis of an issue, a new one when it has no id.
func (s *Store) SaveRun(ctx context.Context, issue int64, run Run) (Run, error) {
	run.IssueID, run.Updated = issue, fromMicros(s.nowMicros())
	err := s.write(ctx, func(w *writer) (err error) {
		if run.ID == 0 {
			run.ID, err = w.insert("INSERT INTO run(uuid, issue_id, state, updated) VALUES (?, ?, ?, ?)",
				run.UUID, issue, string(run.State), micros(run.Updated))
			return err
		}
		n, err := w.changed("UPDATE run SET state = ?, updated = ?, uuid = ? WHERE id = ? AND issue_id = ?",
			string(run.State), micros(run.Updated), run.UUID, run.ID, issue)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
	return run, err
}

// LatestRun reads the newest analysis of an issue; false when there is none.
func (s *Store) LatestRun(ctx context.Context, issue int64) (Run, bool, error) {
	var r Run
	var state string
	var updated int64
	err := s.one(ctx, []any{&r.ID, &r.UUID, &r.IssueID, &state, &updated},
		"SELECT id, uuid, issue_id, state, updated FROM run WHERE issue_id = ? ORDER BY id DESC LIMIT 1", issue)
	if errors.Is(err, ErrNotFound) {
		return Run{}, false, nil
	}
	r.State, r.Updated = []byte(state), fromMicros(updated)
	return r, err == nil, err
}
