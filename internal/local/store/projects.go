package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ErrNoSlug says that nothing of a name can stand in a URL.
var ErrNoSlug = errors.New("a name needs letters or digits")

// projectCache holds all projects with their keys and ownership rules: intake
// asks for them with every envelope, and a developer has few.
type projectCache struct {
	mu     sync.RWMutex
	byID   map[int64]Project
	bySlug map[string]int64
	keys   []Key
	byKey  map[string]Key
	owners map[int64]Ownership
}

// replace takes the projects and all keys, whose order it keeps. A project goes
// by its first active key.
func (c *projectCache) replace(list []Project, keys []Key, owners map[int64]Ownership) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.owners = owners
	c.byID, c.bySlug = make(map[int64]Project, len(list)), make(map[string]int64, len(list))
	c.keys, c.byKey = keys, make(map[string]Key, len(keys))
	public := map[int64]string{}
	for _, k := range keys {
		c.byKey[k.Public] = k
		if public[k.Project] == "" && k.Active && !k.Deleted {
			public[k.Project] = k.Public
		}
	}
	for _, p := range list {
		p.PublicKey = public[p.ID]
		c.byID[p.ID], c.bySlug[p.Slug] = p, p.ID
	}
}

func (c *projectCache) key(public string) (Key, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	k, ok := c.byKey[public]
	return k, ok
}

func (c *projectCache) ownership(project int64) Ownership {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.owners[project]
}

func (c *projectCache) keysOf(project int64) []Key {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var list []Key
	for _, k := range c.keys {
		if k.Project == project && !k.Deleted {
			list = append(list, k)
		}
	}
	return list
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
	rows, err := s.read(ctx, "SELECT id, slug, name, platform, created, first_event FROM project")
	err = each(rows, err, func(r *sql.Rows) error {
		var p Project
		var created, first int64
		if err := r.Scan(&p.ID, &p.Slug, &p.Name, &p.Platform, &created, &first); err != nil {
			return err
		}
		p.Created, p.FirstEvent = fromMicros(created), fromMicros(first)
		list = append(list, p)
		return nil
	})
	if err != nil {
		return err
	}
	keys, err := readKeys(ctx, s)
	if err != nil {
		return err
	}
	owners, err := readOwnerships(ctx, s)
	if err != nil {
		return err
	}
	s.projects.replace(list, keys, owners)
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
		return Project{}, fmt.Errorf("project %q: %w", nameOrID, ErrNoSlug)
	}
	if found, ok := s.projects.find(p.Slug); ok {
		return found, nil
	}
	if _, err := s.insertProject(ctx, p, 0); err != nil { // another request may have been faster
		return Project{}, fmt.Errorf("create project %q: %w", nameOrID, err)
	}
	return s.Project(ctx, p.Slug)
}

// insertProject stores a project with its first key and its team (0: the first
// one). It is false when there is a project with its slug or number.
func (s *Store) insertProject(ctx context.Context, p Project, team int64) (created bool, err error) {
	public, err := s.newKey()
	if err != nil {
		return false, err
	}
	var id any // NULL lets SQLite choose
	if p.ID != 0 {
		id = p.ID
	}
	if team == 0 {
		team = firstTeam
	}
	err = s.write(ctx, func(w *writer) error {
		created, err = w.one([]any{&p.ID}, `INSERT INTO project(id, slug, name, platform, created) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING RETURNING id`, id, p.Slug, p.Name, p.Platform, micros(p.Created))
		if err != nil || !created {
			return err
		}
		if err := insertKey(w, Key{Public: public, Project: p.ID, Name: "Default", Created: p.Created}); err != nil {
			return err
		}
		return linkTeam(w, team, p.ID)
	})
	if err != nil {
		return false, err
	}
	return created, s.loadProjects(ctx)
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
