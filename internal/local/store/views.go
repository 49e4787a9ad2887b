package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// IssueView is a saved issue search.
type IssueView struct {
	ID           int64
	Name         string
	Query        string
	Sort         string          // one of the Sort constants
	Projects     []int64         // none: all
	Environments []string        // none: all
	TimeFilters  json.RawMessage // {"period":"14d"} or start, end and utc
	Starred      bool
	Created      time.Time
	Updated      time.Time
	Visited      time.Time // zero: never
}

// IssueViews lists the saved searches, in the order they were made.
func (s *Store) IssueViews(ctx context.Context) ([]IssueView, error) {
	return s.scanViews(s.read(ctx, viewColumns+" ORDER BY id"))
}

const viewColumns = "SELECT id, name, query, sort, projects, environments, time_filters, starred, created, updated, visited FROM issue_view"

// IssueView finds a saved search; it is ErrNotFound when there is none.
func (s *Store) IssueView(ctx context.Context, id int64) (IssueView, error) {
	list, err := s.scanViews(s.read(ctx, viewColumns+" WHERE id = ?", id))
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("issue view %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return IssueView{}, err
	}
	return list[0], nil
}

func (s *Store) scanViews(rows *sql.Rows, err error) ([]IssueView, error) {
	var list []IssueView
	err = each(rows, err, func(r *sql.Rows) error {
		var v IssueView
		var projects, environments, filters string
		var created, updated, visited int64
		if err := r.Scan(&v.ID, &v.Name, &v.Query, &v.Sort, &projects, &environments, &filters, &v.Starred, &created, &updated, &visited); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(projects), &v.Projects); err != nil {
			return fmt.Errorf("read the projects of view %d: %w", v.ID, err)
		}
		if err := json.Unmarshal([]byte(environments), &v.Environments); err != nil {
			return fmt.Errorf("read the environments of view %d: %w", v.ID, err)
		}
		v.TimeFilters, v.Created, v.Updated, v.Visited = json.RawMessage(filters), fromMicros(created), fromMicros(updated), fromMicros(visited)
		list = append(list, v)
		return nil
	})
	return list, s.wrap(err)
}

// SaveIssueView stores a saved search, a new one when its ID is 0, and returns it as stored.
func (s *Store) SaveIssueView(ctx context.Context, v IssueView) (IssueView, error) {
	projects, err := json.Marshal(v.Projects)
	if err != nil {
		return IssueView{}, fmt.Errorf("encode the projects of a view: %w", err)
	}
	environments, err := json.Marshal(v.Environments)
	if err != nil {
		return IssueView{}, fmt.Errorf("encode the environments of a view: %w", err)
	}
	err = s.write(ctx, func(w *writer) error {
		now := s.nowMicros()
		args := []any{v.Name, v.Query, v.Sort, string(projects), string(environments), string(v.TimeFilters), v.Starred, now}
		if v.ID == 0 {
			v.ID, err = w.insert(`INSERT INTO issue_view(name, query, sort, projects, environments, time_filters, starred, updated, created)
				VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)`, args...)
			return err
		}
		n, err := w.changed(`UPDATE issue_view SET name = ?, query = ?, sort = ?, projects = ?, environments = ?, time_filters = ?, starred = ?,
			updated = ? WHERE id = ?`, append(args, v.ID)...)
		if err == nil && n == 0 {
			err = fmt.Errorf("issue view %d: %w", v.ID, ErrNotFound)
		}
		return err
	})
	if err != nil {
		return IssueView{}, err
	}
	return s.IssueView(context.WithoutCancel(ctx), v.ID)
}

// DeleteIssueView removes a saved search; it is ErrNotFound when there is none.
func (s *Store) DeleteIssueView(ctx context.Context, id int64) error {
	return s.write(ctx, func(w *writer) error {
		n, err := w.changed("DELETE FROM issue_view WHERE id = ?", id)
		if err == nil && n == 0 {
			err = fmt.Errorf("issue view %d: %w", id, ErrNotFound)
		}
		return err
	})
}

// VisitIssueView notes that a saved search was opened; it is ErrNotFound when there is none.
func (s *Store) VisitIssueView(ctx context.Context, id int64) error {
	return s.write(ctx, func(w *writer) error {
		n, err := w.changed("UPDATE issue_view SET visited = ? WHERE id = ?", s.nowMicros(), id)
		if err == nil && n == 0 {
			err = fmt.Errorf("issue view %d: %w", id, ErrNotFound)
		}
		return err
	})
}
