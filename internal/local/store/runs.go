package store

import (
	"context"
	"database/sql"
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
	runs, err := s.LatestRuns(ctx, []int64{issue})
	run, ok := runs[issue]
	return run, ok, err
}

// LatestRuns reads the newest analyses of issues, by the issues' ids; those without one are left out.
func (s *Store) LatestRuns(ctx context.Context, issues []int64) (map[int64]Run, error) {
	runs := map[int64]Run{}
	if len(issues) == 0 {
		return runs, nil
	}
	var c conditions
	in(&c, "issue_id", issues)
	rows, err := s.read(ctx, selectRun+" WHERE id IN (SELECT max(id) FROM run"+c.where()+" GROUP BY issue_id)", c.args...)
	all, err := s.scanRuns(rows, err)
	for _, r := range all {
		runs[r.IssueID] = r
	}
	return runs, err
}

// Runs reads the analyses of all issues, the last changed first, at most limit.
func (s *Store) Runs(ctx context.Context, limit int) ([]Run, error) {
	rows, err := s.read(ctx, selectRun+" ORDER BY updated DESC, id DESC LIMIT ?", limit)
	return s.scanRuns(rows, err)
}

const selectRun = "SELECT id, uuid, issue_id, state, updated FROM run"

func (s *Store) scanRuns(rows *sql.Rows, err error) (runs []Run, _ error) {
	err = each(rows, err, func(row *sql.Rows) error {
		var r Run
		var state string
		var updated int64
		if err := row.Scan(&r.ID, &r.UUID, &r.IssueID, &state, &updated); err != nil {
			return err
		}
		r.State, r.Updated = []byte(state), fromMicros(updated)
		runs = append(runs, r)
		return nil
	})
	return runs, s.wrap(err)
}
