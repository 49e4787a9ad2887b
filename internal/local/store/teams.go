package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// firstTeam is there from the beginning; projects that intake makes belong to it.
const firstTeam = 1

// Team is a group of people that projects belong to. There is one person, who is in all of them.
type Team struct {
	ID       int64
	Slug     string
	Name     string
	Created  time.Time // zero: as long as there is anything
	Projects []int64   // in ascending order
}

// Teams lists all teams by slug.
func (s *Store) Teams(ctx context.Context) ([]Team, error) {
	var list []Team
	rows, err := s.read(ctx, `SELECT t.id, t.slug, t.name, t.created, coalesce(p.project_id, 0)
		FROM team t LEFT JOIN team_project p ON p.team_id = t.id ORDER BY t.slug, p.project_id`)
	err = each(rows, err, func(r *sql.Rows) error {
		var t Team
		var created, project int64
		if err := r.Scan(&t.ID, &t.Slug, &t.Name, &created, &project); err != nil {
			return err
		}
		if n := len(list); n == 0 || list[n-1].ID != t.ID {
			t.Created = fromMicros(created)
			list = append(list, t)
		}
		if last := &list[len(list)-1]; project != 0 {
			last.Projects = append(last.Projects, project)
		}
		return nil
	})
	return list, s.wrap(err)
}

// CreateTeam makes a team without projects. It is ErrExists when the slug is taken; an empty slug is made from the name.
func (s *Store) CreateTeam(ctx context.Context, slug, name string) (Team, error) {
	if slug == "" {
		slug = slugOf(name)
	}
	if slug == "" {
		return Team{}, fmt.Errorf("team %q: %w", name, ErrNoSlug)
	}
	t := Team{Slug: slug, Name: name, Created: s.opts.Now().UTC()}
	err := s.write(ctx, func(w *writer) error {
		found, err := w.one([]any{&t.ID}, "INSERT INTO team(slug, name, created) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
			t.Slug, t.Name, micros(t.Created))
		if err == nil && !found {
			return ErrExists
		}
		return err
	})
	if err != nil {
		return Team{}, fmt.Errorf("create team %q: %w", slug, err)
	}
	return t, nil
}

// LinkTeam gives a project to a team.
func (s *Store) LinkTeam(ctx context.Context, team, project int64) error {
	return s.write(ctx, func(w *writer) error { return linkTeam(w, team, project) })
}

func linkTeam(w *writer, team, project int64) error {
	return w.exec("INSERT INTO team_project(team_id, project_id) VALUES (?, ?) ON CONFLICT DO NOTHING", team, project)
}

// UnlinkTeam takes a project from a team.
func (s *Store) UnlinkTeam(ctx context.Context, team, project int64) error {
	return s.write(ctx, func(w *writer) error {
		return w.exec("DELETE FROM team_project WHERE team_id = ? AND project_id = ?", team, project)
	})
}
