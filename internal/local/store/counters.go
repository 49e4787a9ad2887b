package store

import (
	"context"
	"database/sql"
)

type counterKey struct {
	project                   int64
	itemType, outcome, reason string
}

// counters adds up outcomes until they are written.
type counters map[counterKey]int64

func (c counters) write(w *writer) error {
	for k, n := range c {
		err := w.exec(`INSERT INTO counter(project_id, item_type, outcome, reason, n) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET n = n + excluded.n`, k.project, k.itemType, k.outcome, k.reason, n)
		if err != nil {
			return err
		}
	}
	return nil
}

// Counters says what became of every item, by project, type and outcome.
func (s *Store) Counters(ctx context.Context) ([]Counter, error) {
	var list []Counter
	rows, err := s.read(ctx, "SELECT project_id, item_type, outcome, reason, n FROM counter ORDER BY project_id, item_type, outcome, reason")
	err = each(rows, err, func(r *sql.Rows) error {
		var c Counter
		if err := r.Scan(&c.Project, &c.ItemType, &c.Outcome, &c.Reason, &c.N); err != nil {
			return err
		}
		list = append(list, c)
		return nil
	})
	return list, s.wrap(err)
}
