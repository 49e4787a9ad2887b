package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrExists says that the slug is taken.
var ErrExists = errors.New("already exists")

// NewProject is what a project begins with.
type NewProject struct {
	Name     string
	Slug     string // empty: made from the name
	Platform string
	Team     int64 // that it belongs to; 0: the first one
}

// ProjectChange changes a project. Only what is set is changed.
type ProjectChange struct {
	Name     *string
	Slug     *string
	Platform *string
}

// CreateProject makes a project with one key. It is ErrExists when the slug is taken.
func (s *Store) CreateProject(ctx context.Context, n NewProject) (Project, error) {
	p := Project{Name: n.Name, Slug: n.Slug, Platform: n.Platform, Created: s.opts.Now().UTC()}
	if p.Slug == "" {
		p.Slug = slugOf(p.Name)
	}
	if p.Slug == "" {
		return Project{}, fmt.Errorf("project %q: %w", n.Name, ErrNoSlug)
	}
	created, err := s.insertProject(ctx, p, n.Team)
	if err != nil {
		return Project{}, fmt.Errorf("create project %q: %w", p.Slug, err)
	}
	if !created {
		return Project{}, fmt.Errorf("project %q: %w", p.Slug, ErrExists)
	}
	return s.Project(ctx, p.Slug)
}

// UpdateProject changes a project and returns it as it is now. A new slug renames the short ids of its issues, as they begin with it.
func (s *Store) UpdateProject(ctx context.Context, p Project, change ProjectChange) (Project, error) {
	old := p.Slug
	for to, value := range map[*string]*string{&p.Name: change.Name, &p.Slug: change.Slug, &p.Platform: change.Platform} {
		if value != nil {
			*to = *value
		}
	}
	if other, ok := s.projects.find(p.Slug); ok && p.Slug != old && other.ID != p.ID {
		return Project{}, fmt.Errorf("project %q: %w", p.Slug, ErrExists)
	}
	err := s.write(ctx, func(w *writer) error {
		if err := w.exec("UPDATE project SET name = ?, slug = ?, platform = ? WHERE id = ?", p.Name, p.Slug, p.Platform, p.ID); err != nil {
			return err
		}
		if p.Slug == old {
			return nil
		}
		prefix := strings.ToUpper(p.Slug)
		if err := w.exec("UPDATE issue SET short_id = ? || substr(short_id, ?) WHERE project_id = ?", prefix, len(old)+1, p.ID); err != nil {
			return err
		}
		return w.exec(`UPDATE issue_redirect SET short_id = ? || substr(short_id, ?)
			WHERE issue_id IN (SELECT id FROM issue WHERE project_id = ?)`, prefix, len(old)+1, p.ID)
	})
	if err != nil {
		return Project{}, fmt.Errorf("update project %q: %w", old, err)
	}
	return p, s.loadProjects(ctx)
}

// DeleteProject removes a project with all that was sent to it. Its keys stay known, so that programs that go on sending are refused instead of
// bringing it back.
func (s *Store) DeleteProject(ctx context.Context, p Project) error {
	var waiting int64
	err := s.write(ctx, func(w *writer) error {
		w.forget()
		err := w.exec("DELETE FROM event_payload WHERE event IN (SELECT id FROM event WHERE project_id = ?)", p.ID)
		if err != nil {
			return err
		}
		if waiting, err = w.changed("DELETE FROM intake WHERE project_id = ?", p.ID); err != nil {
			return err
		}
		tables, err := column[string](w.query(`SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
			WHERE m.type = 'table' AND c.name = 'project_id' AND m.name <> 'project_key' ORDER BY m.name = 'issue' DESC`))
		if err != nil {
			return err
		}
		for _, table := range tables { // of a fixed set, so that the statements may be kept
			if err := w.exec(`DELETE FROM "`+table+`" WHERE project_id = ?`, p.ID); err != nil {
				return err
			}
		}
		if err := w.exec("UPDATE project_key SET deleted = 1 WHERE project_id = ?", p.ID); err != nil {
			return err
		}
		return w.exec("DELETE FROM project WHERE id = ?", p.ID)
	})
	if err != nil {
		return fmt.Errorf("delete project %q: %w", p.Slug, err)
	}
	s.queue.digested(waiting)
	return s.loadProjects(ctx)
}
