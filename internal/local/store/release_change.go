package store

import (
	"context"
	"encoding/json"
	"fmt"
)

// CreateRelease makes a version known in the projects, as its first event would, and changes it. created is false when the version was
// known in all of them before.
func (s *Store) CreateRelease(ctx context.Context, version string, projects []int64, change ReleaseChange) (created bool, err error) {
	err = s.write(ctx, func(w *writer) error {
		b := s.newBatch(w)
		if err := w.refresh(); err != nil {
			return err
		}
		var known int
		for _, project := range projects {
			var n int
			_, err := w.one([]any{&n}, `SELECT count(*) FROM release r JOIN release_project p ON p.release_id = r.id
				WHERE r.version = ? AND p.project_id = ?`, version, project)
			if err != nil {
				return err
			}
			known += n
			if _, err := b.release(project, version); err != nil {
				return err
			}
		}
		created = known < len(projects)
		return w.changeRelease(version, change)
	})
	return created, err
}

// ChangeRelease changes a known version.
func (s *Store) ChangeRelease(ctx context.Context, version string, change ReleaseChange) error {
	return s.write(ctx, func(w *writer) error { return w.changeRelease(version, change) })
}

func (w *writer) changeRelease(version string, c ReleaseChange) error {
	var id int64
	if found, err := w.one([]any{&id}, "SELECT id FROM release WHERE version = ?", version); err != nil || !found {
		return orNotFound(err)
	}
	if c.Ref != nil {
		if err := w.exec("UPDATE release SET ref = ? WHERE id = ?", *c.Ref, id); err != nil {
			return err
		}
	}
	if c.URL != nil {
		if err := w.exec("UPDATE release SET url = ? WHERE id = ?", *c.URL, id); err != nil {
			return err
		}
	}
	if c.Status != "" {
		if err := w.exec("UPDATE release SET status = ? WHERE id = ?", c.Status, id); err != nil {
			return err
		}
	}
	if c.Released != nil {
		if err := w.exec("UPDATE release SET released = ? WHERE id = ?", micros(*c.Released), id); err != nil {
			return err
		}
	}
	if c.Commits == nil {
		return nil
	}
	return w.replaceCommits(id, c.Commits)
}

// orNotFound is the reason why a row that must exist could not be read.
func orNotFound(err error) error {
	if err == nil {
		return ErrNotFound
	}
	return err
}

func (w *writer) replaceCommits(release int64, commits []Commit) error {
	if err := w.exec("DELETE FROM release_commit WHERE release_id = ?", release); err != nil {
		return err
	}
	for i, c := range commits {
		files, err := json.Marshal(c.Files)
		if err != nil {
			return fmt.Errorf("encode the files of a commit: %w", err)
		}
		err = w.exec(`INSERT INTO release_commit(release_id, position, sha, repository, message, author_name, author_email, at, files)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, release, i, c.SHA, c.Repository, c.Message, c.AuthorName, c.AuthorEmail, micros(c.At), string(files))
		if err != nil {
			return err
		}
	}
	return nil
}

// AddDeploy notes that a release was rolled out, in the projects. It makes the environment known there, as an event would.
func (s *Store) AddDeploy(ctx context.Context, release int64, projects []int64, d Deploy) (Deploy, error) {
	err := s.write(ctx, func(w *writer) error {
		b := s.newBatch(w)
		if err := w.refresh(); err != nil {
			return err
		}
		for _, project := range projects {
			if _, err := b.environment(project, d.Environment); err != nil {
				return err
			}
		}
		var err error
		d.ID, err = w.insert("INSERT INTO deploy(release_id, environment, name, url, started, finished) VALUES (?, ?, ?, ?, ?, ?)",
			release, d.Environment, d.Name, d.URL, micros(d.Started), micros(d.Finished))
		return err
	})
	return d, err
}

// DeleteRelease forgets a version that nothing happened in. It is ErrInUse when it has events, issues or sessions.
func (s *Store) DeleteRelease(ctx context.Context, version string) error {
	return s.write(ctx, func(w *writer) error {
		var id int64
		if found, err := w.one([]any{&id}, "SELECT id FROM release WHERE version = ?", version); err != nil || !found {
			return orNotFound(err)
		}
		var used bool
		_, err := w.one([]any{&used}, `SELECT EXISTS (SELECT 1 FROM release_project WHERE release_id = ?1 AND (first_event > 0 OR new_groups > 0))
			OR EXISTS (SELECT 1 FROM session WHERE release = ?2) OR EXISTS (SELECT 1 FROM session_count WHERE release = ?2)`, id, version)
		if err != nil {
			return err
		}
		if used {
			return ErrInUse
		}
		w.forget()
		if err := w.exec("DELETE FROM release_project WHERE release_id = ?", id); err != nil {
			return err
		}
		return w.exec("DELETE FROM release WHERE id = ?", id)
	})
}
