package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// Key is a client key of a project: what stands in a DSN before the host.
type Key struct {
	Public  string // 32 hexadecimal digits; its id as well
	Project int64
	Name    string
	Active  bool
	Deleted bool // known only so that intake refuses it
	Limit   RateLimit
	Created time.Time
}

// RateLimit is how many errors a key may bring in a window of time; the zero value is no limit.
type RateLimit struct {
	Count  int64
	Window time.Duration // whole seconds
}

// KeyChange changes a key. Only what is set is changed.
type KeyChange struct {
	Name   *string
	Active *bool
	Limit  *RateLimit
}

func readKeys(ctx context.Context, s *Store) ([]Key, error) {
	var list []Key
	rows, err := s.read(ctx, "SELECT public_key, project_id, name, active, deleted, limit_count, limit_window, created FROM project_key ORDER BY id")
	err = each(rows, err, func(r *sql.Rows) error {
		var k Key
		var window, created int64
		if err := r.Scan(&k.Public, &k.Project, &k.Name, &k.Active, &k.Deleted, &k.Limit.Count, &window, &created); err != nil {
			return err
		}
		k.Limit.Window, k.Created = time.Duration(window)*time.Second, fromMicros(created)
		list = append(list, k)
		return nil
	})
	return list, err
}

// Key finds a key by its public part, deleted ones included. It is asked with every envelope and answers from memory.
func (s *Store) Key(public string) (Key, bool) { return s.projects.key(public) }

// Keys lists the keys of a project, the oldest first.
func (s *Store) Keys(_ context.Context, project int64) []Key { return s.projects.keysOf(project) }

// CreateKey gives a project another key.
func (s *Store) CreateKey(ctx context.Context, project int64, name string, limit RateLimit) (Key, error) {
	k := Key{Project: project, Name: name, Active: true, Limit: limit, Created: s.opts.Now().UTC()}
	var err error
	if k.Public, err = s.newKey(); err != nil {
		return Key{}, err
	}
	err = s.write(ctx, func(w *writer) error { return insertKey(w, k) })
	if err != nil {
		return Key{}, fmt.Errorf("create key: %w", err)
	}
	return k, s.loadProjects(ctx)
}

// newKey makes up a public key.
func (s *Store) newKey() (string, error) {
	key := make([]byte, 16)
	if _, err := io.ReadFull(s.opts.Rand, key); err != nil {
		return "", fmt.Errorf("make a public key: %w", err)
	}
	return hex.EncodeToString(key), nil
}

func insertKey(w *writer, k Key) error {
	return w.exec("INSERT INTO project_key(public_key, project_id, name, limit_count, limit_window, created) VALUES (?, ?, ?, ?, ?, ?)",
		k.Public, k.Project, k.Name, k.Limit.Count, int64(k.Limit.Window/time.Second), micros(k.Created))
}

// UpdateKey changes a key of a project and returns it as it is now; it is ErrNotFound otherwise.
func (s *Store) UpdateKey(ctx context.Context, project int64, public string, change KeyChange) (Key, error) {
	k, err := s.keyOf(project, public)
	if err != nil {
		return Key{}, err
	}
	if change.Name != nil {
		k.Name = *change.Name
	}
	if change.Active != nil {
		k.Active = *change.Active
	}
	if change.Limit != nil {
		k.Limit = *change.Limit
	}
	err = s.write(ctx, func(w *writer) error {
		return w.exec("UPDATE project_key SET name = ?, active = ?, limit_count = ?, limit_window = ? WHERE public_key = ?",
			k.Name, k.Active, k.Limit.Count, int64(k.Limit.Window/time.Second), k.Public)
	})
	if err != nil {
		return Key{}, fmt.Errorf("update key: %w", err)
	}
	return k, s.loadProjects(ctx)
}

// DeleteKey takes a key from a project: from now on intake refuses it.
func (s *Store) DeleteKey(ctx context.Context, project int64, public string) error {
	k, err := s.keyOf(project, public)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(w *writer) error {
		return w.exec("UPDATE project_key SET deleted = 1 WHERE public_key = ?", k.Public)
	})
	if err != nil {
		return fmt.Errorf("delete key: %w", err)
	}
	return s.loadProjects(ctx)
}

// keyOf is a key of the project that is not deleted.
func (s *Store) keyOf(project int64, public string) (Key, error) {
	k, ok := s.Key(public)
	if !ok || k.Project != project || k.Deleted {
		return Key{}, fmt.Errorf("key %q: %w", public, ErrNotFound)
	}
	return k, nil
}
