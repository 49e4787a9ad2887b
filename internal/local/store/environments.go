package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Environment is where events of a project came from, like "production".
type Environment struct {
	ID     int64
	Name   string
	Hidden bool // left out of lists; for all projects: hidden in each that has it
}

// Environments lists the environments of a project (0: of all) by name, hidden ones included.
func (s *Store) Environments(ctx context.Context, project int64) ([]Environment, error) {
	var list []Environment
	rows, err := s.read(ctx, `SELECT e.id, e.name, min(p.hidden) FROM environment e JOIN project_environment p ON p.environment_id = e.id
		WHERE ?1 = 0 OR p.project_id = ?1 GROUP BY e.id ORDER BY e.name`, project)
	err = each(rows, err, func(r *sql.Rows) error {
		var e Environment
		if err := r.Scan(&e.ID, &e.Name, &e.Hidden); err != nil {
			return err
		}
		list = append(list, e)
		return nil
	})
	return list, s.wrap(err)
}

// HideEnvironment hides an environment of a project, or shows it again. It is ErrNotFound when the project has none of that name.
func (s *Store) HideEnvironment(ctx context.Context, project int64, name string, hidden bool) (Environment, error) {
	e := Environment{Name: name, Hidden: hidden}
	err := s.write(ctx, func(w *writer) error {
		found, err := w.one([]any{&e.ID}, `UPDATE project_environment SET hidden = ?
			WHERE project_id = ? AND environment_id = (SELECT id FROM environment WHERE name = ?) RETURNING environment_id`, hidden, project, name)
		if err == nil && !found {
			return fmt.Errorf("environment %q: %w", name, ErrNotFound)
		}
		return err
	})
	return e, err
}
