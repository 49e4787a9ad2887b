package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
)

// Releases lists versions, the newest first, and how many there are.
func (s *Store) Releases(ctx context.Context, f ReleaseFilter) ([]Release, int64, error) {
	c := f.conditions()
	var total int64
	if err := s.one(ctx, []any{&total}, "SELECT count(*) FROM release r"+c.where(), c.args...); err != nil || total == 0 {
		return nil, 0, err
	}
	var list []Release
	rows, err := s.read(ctx, `SELECT r.id, r.version, r.created, r.ref, r.url, r.status, r.released,
		(SELECT count(*) FROM release_commit c WHERE c.release_id = r.id), (SELECT count(*) FROM deploy d WHERE d.release_id = r.id)
		FROM release r`+c.where()+" ORDER BY r.id DESC LIMIT ? OFFSET ?", append(c.args, limit(f.Limit, 25), f.Offset)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var v Release
		var created, released int64
		if err := r.Scan(&v.ID, &v.Version, &created, &v.Ref, &v.URL, &v.Status, &released, &v.Commits, &v.Deploys); err != nil {
			return err
		}
		v.Created, v.Released = fromMicros(created), fromMicros(released)
		list = append(list, v)
		return nil
	})
	if err != nil {
		return nil, 0, s.wrap(err)
	}
	for i := range list {
		if err := s.fillRelease(ctx, &list[i], f.Projects); err != nil {
			return nil, 0, err
		}
	}
	return list, total, nil
}

func (f *ReleaseFilter) conditions() conditions {
	var c conditions
	if len(f.Projects) > 0 {
		var p conditions
		in(&p, "p.project_id", f.Projects)
		c.add("r.id IN (SELECT p.release_id FROM release_project p"+p.where()+")", p.args...)
	}
	if f.Query != "" {
		c.add(`r.version LIKE ? ESCAPE '\'`, containing(f.Query))
	}
	if f.Version != "" {
		c.add("r.version = ?", f.Version)
	}
	if f.Status != "" {
		c.add("r.status = ?", f.Status)
	}
	if f.Before != 0 {
		c.add("r.id < ?", f.Before)
	}
	if f.WithCommits {
		c.add("EXISTS (SELECT 1 FROM release_commit c WHERE c.release_id = r.id)")
	}
	return c
}

// Release finds a version, in one of the projects if there are any; it is
// ErrNotFound otherwise.
func (s *Store) Release(ctx context.Context, version string, projects ...int64) (Release, error) {
	list, _, err := s.Releases(ctx, ReleaseFilter{Version: version, Projects: projects, Limit: 1})
	if err != nil {
		return Release{}, err
	}
	if len(list) == 0 {
		return Release{}, ErrNotFound
	}
	return list[0], nil
}

// fillRelease reads what happened in a release.
func (s *Store) fillRelease(ctx context.Context, v *Release, projects []int64) error {
	var c conditions
	c.add("release_id = ?", v.ID)
	in(&c, "project_id", projects)
	rows, err := s.read(ctx, "SELECT project_id, first_event, last_event, new_groups FROM release_project"+c.where()+" ORDER BY project_id", c.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var project, first, last int64
		var p ReleaseProject
		if err := r.Scan(&project, &first, &last, &p.NewGroups); err != nil {
			return err
		}
		p.Project, _ = s.projects.id(project)
		v.Projects = append(v.Projects, p)
		v.NewGroups += p.NewGroups
		if first > 0 && (v.FirstEvent.IsZero() || first < micros(v.FirstEvent)) {
			v.FirstEvent = fromMicros(first)
		}
		v.LastEvent = fromMicros(max(micros(v.LastEvent), last))
		return nil
	})
	return s.wrap(err)
}

// Commits lists the commits of a release, the newest first, and how many there
// are on all pages.
func (s *Store) Commits(ctx context.Context, release int64, count, offset int) ([]Commit, int64, error) {
	var total int64
	if err := s.one(ctx, []any{&total}, "SELECT count(*) FROM release_commit WHERE release_id = ?", release); err != nil || total == 0 {
		return nil, 0, err
	}
	var list []Commit
	rows, err := s.read(ctx, `SELECT sha, repository, message, author_name, author_email, at, files FROM release_commit
		WHERE release_id = ? ORDER BY position LIMIT ? OFFSET ?`, release, limit(count, 25), offset)
	err = each(rows, err, func(r *sql.Rows) error {
		var c Commit
		var at int64
		var files string
		if err := r.Scan(&c.SHA, &c.Repository, &c.Message, &c.AuthorName, &c.AuthorEmail, &at, &files); err != nil {
			return err
		}
		c.At = fromMicros(at)
		list = append(list, c)
		return json.Unmarshal([]byte(files), &list[len(list)-1].Files)
	})
	return list, total, s.wrap(err)
}

// Authors lists who made the commits of a release, by name.
func (s *Store) Authors(ctx context.Context, release int64) ([]Author, error) {
	var list []Author
	rows, err := s.read(ctx, `SELECT DISTINCT author_name, author_email FROM release_commit
		WHERE release_id = ? AND author_name || author_email <> ''`, release)
	err = each(rows, err, func(r *sql.Rows) error {
		var a Author
		if err := r.Scan(&a.Name, &a.Email); err != nil {
			return err
		}
		list = append(list, a)
		return nil
	})
	slices.SortFunc(list, func(a, b Author) int { return strings.Compare(a.Name+"\x00"+a.Email, b.Name+"\x00"+b.Email) })
	return list, s.wrap(err)
}

// Deploys lists the deploys of a release, the latest first.
func (s *Store) Deploys(ctx context.Context, release int64) ([]Deploy, error) {
	var list []Deploy
	rows, err := s.read(ctx, `SELECT id, environment, name, url, started, finished FROM deploy
		WHERE release_id = ? ORDER BY finished DESC, id DESC`, release)
	err = each(rows, err, func(r *sql.Rows) error {
		var d Deploy
		var started, finished int64
		if err := r.Scan(&d.ID, &d.Environment, &d.Name, &d.URL, &started, &finished); err != nil {
			return err
		}
		d.Started, d.Finished = fromMicros(started), fromMicros(finished)
		list = append(list, d)
		return nil
	})
	return list, s.wrap(err)
}

// ReleaseNeighbours are the versions around one in a project; empty where there
// is none.
type ReleaseNeighbours struct{ Previous, Next, First, Last string }

// ReleaseNeighbours finds the releases of a project before and after one.
func (s *Store) ReleaseNeighbours(ctx context.Context, release, project int64) (ReleaseNeighbours, error) {
	var n ReleaseNeighbours
	const in = "FROM release r JOIN release_project p ON p.release_id = r.id WHERE p.project_id = ?1"
	err := s.one(ctx, []any{&n.Previous, &n.Next, &n.First, &n.Last}, `SELECT
		coalesce((SELECT version `+in+` AND r.id < ?2 ORDER BY r.id DESC LIMIT 1), ''),
		coalesce((SELECT version `+in+` AND r.id > ?2 ORDER BY r.id LIMIT 1), ''),
		coalesce((SELECT version `+in+` ORDER BY r.id LIMIT 1), ''),
		coalesce((SELECT version `+in+` ORDER BY r.id DESC LIMIT 1), '')`, project, release)
	return n, err
}
