package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// projectCache holds all projects: intake asks for one with every envelope, and
// a developer has few.
type projectCache struct {
	mu     sync.RWMutex
	byID   map[int64]Project
	bySlug map[string]int64
}

func (c *projectCache) replace(list []Project) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byID, c.bySlug = make(map[int64]Project, len(list)), make(map[string]int64, len(list))
	for _, p := range list {
		c.byID[p.ID], c.bySlug[p.Slug] = p, p.ID
	}
}

func (c *projectCache) id(id int64) (Project, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	p, ok := c.byID[id]
	return p, ok
}

// find looks for a project by number, then by slug.
func (c *projectCache) find(idOrSlug string) (Project, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if id, err := strconv.ParseInt(idOrSlug, 10, 64); err == nil {
		if p, ok := c.byID[id]; ok {
			return p, true
		}
	}
	p, ok := c.byID[c.bySlug[strings.ToLower(idOrSlug)]]
	return p, ok
}

func (c *projectCache) list() []Project {
	c.mu.RLock()
	defer c.mu.RUnlock()
	list := make([]Project, 0, len(c.byID))
	for _, p := range c.byID {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Project) int { return strings.Compare(a.Slug, b.Slug) })
	return list
}

func (s *Store) loadProjects(ctx context.Context) error {
	var list []Project
	rows, err := s.read(ctx, "SELECT id, slug, name, platform, public_key, created, first_event FROM project")
	err = each(rows, err, func(r *sql.Rows) error {
		var p Project
		var created, first int64
		if err := r.Scan(&p.ID, &p.Slug, &p.Name, &p.Platform, &p.PublicKey, &created, &first); err != nil {
			return err
		}
		p.Created, p.FirstEvent = fromMicros(created), fromMicros(first)
		list = append(list, p)
		return nil
	})
	if err != nil {
		return err
	}
	s.projects.replace(list)
	return nil
}

// Project finds a project by id or slug; it is ErrNotFound otherwise.
func (s *Store) Project(_ context.Context, idOrSlug string) (Project, error) {
	if p, ok := s.projects.find(idOrSlug); ok {
		return p, nil
	}
	return Project{}, fmt.Errorf("project %q: %w", idOrSlug, ErrNotFound)
}

// Projects lists all projects by slug.
func (s *Store) Projects(context.Context) ([]Project, error) { return s.projects.list(), nil }

// EnsureProject finds a project by id or name and creates it when it is
// unknown: a number keeps its number ("Project 42"), so that a DSN of the
// hosted service works unchanged.
func (s *Store) EnsureProject(ctx context.Context, nameOrID string) (Project, error) {
	if p, ok := s.projects.find(nameOrID); ok {
		return p, nil
	}
	p := Project{Name: nameOrID, Slug: slugOf(nameOrID), Created: s.opts.Now().UTC()}
	if id, err := strconv.ParseInt(nameOrID, 10, 64); err == nil && id > 0 {
		p.ID, p.Name, p.Slug = id, "Project "+nameOrID, "project-"+nameOrID
	}
	if p.Slug == "" {
		return Project{}, fmt.Errorf("project %q: a name needs letters or digits", nameOrID)
	}
	if found, ok := s.projects.find(p.Slug); ok {
		return found, nil
	}
	key := make([]byte, 16)
	if _, err := io.ReadFull(s.opts.Rand, key); err != nil {
		return Project{}, fmt.Errorf("make a public key: %w", err)
	}
	p.PublicKey = hex.EncodeToString(key)
	if err := s.write(ctx, func(w *writer) error { return s.insertProject(w, p) }); err != nil {
		return Project{}, fmt.Errorf("create project %q: %w", nameOrID, err)
	}
	if err := s.loadProjects(ctx); err != nil {
		return Project{}, err
	}
	return s.Project(ctx, p.Slug)
}

// insertProject does nothing when another request was faster.
func (s *Store) insertProject(w *writer, p Project) error {
	var id any // NULL lets SQLite choose
	if p.ID != 0 {
		id = p.ID
	}
	return w.exec("INSERT INTO project(id, slug, name, public_key, created) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		id, p.Slug, p.Name, p.PublicKey, micros(p.Created))
}

// slugOf makes the lower-case name of a project that fits into URLs, at most
// 50 letters, digits and dashes long.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if b.Len() >= 50 {
			break
		}
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '_':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-_")
}
