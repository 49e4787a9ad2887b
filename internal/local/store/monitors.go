package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"vedette/internal/local/protocol"
)

// Monitor is a job that reports its runs.
type Monitor struct {
	ID       int64
	Project  Project
	Slug     string // unique in its project
	Name     string
	Config   *protocol.MonitorConfig // when it is due; nil while that is not known
	Created  time.Time
	Disabled bool   // nothing is expected of it
	Muted    bool   // its failures are nobody's concern
	Owner    string // user:1, team:1 or empty

	// Upserting says that its SDK sends the schedule, and so overwrites it.
	Upserting bool
}

// MonitorFilter selects monitors, by name.
type MonitorFilter struct {
	Projects     []int64 // none: all
	Environments []string
	ID           int64 // 0: all
	Slug         string
	Query        string // part of the name or slug
	Owner        string
	Limit        int // 0: 25
	Offset       int
}

// CheckIn is one run of a job, as it reported it.
type CheckIn struct {
	ID          int64
	CheckInID   string // of the SDK; may be empty
	Status      string // in_progress, ok, error
	Duration    time.Duration
	Environment string
	Release     string
	TraceID     string
	Started     time.Time
	Updated     time.Time
}

// Monitors lists monitors and how many there are on all pages.
func (s *Store) Monitors(ctx context.Context, f MonitorFilter) ([]Monitor, int64, error) {
	c := f.conditions()
	var total int64
	if err := s.one(ctx, []any{&total}, "SELECT count(*) FROM monitor m"+c.where(), c.args...); err != nil || total == 0 {
		return nil, 0, err
	}
	var list []Monitor
	rows, err := s.read(ctx, "SELECT id, project_id, slug, name, config, created, disabled, muted, owner, upserting FROM monitor m"+c.where()+
		" ORDER BY name, id LIMIT ? OFFSET ?", append(c.args, limit(f.Limit, 25), f.Offset)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var m Monitor
		var project, created int64
		var config string
		if err := r.Scan(&m.ID, &project, &m.Slug, &m.Name, &config, &created, &m.Disabled, &m.Muted, &m.Owner, &m.Upserting); err != nil {
			return err
		}
		m.Project, _ = s.projects.id(project)
		m.Created = fromMicros(created)
		if config != "" {
			if err := json.Unmarshal([]byte(config), &m.Config); err != nil {
				return err
			}
		}
		list = append(list, m)
		return nil
	})
	return list, total, s.wrap(err)
}

func (f *MonitorFilter) conditions() conditions {
	var c conditions
	in(&c, "m.project_id", f.Projects)
	if f.ID != 0 {
		c.add("m.id = ?", f.ID)
	}
	if f.Slug != "" {
		c.add("m.slug = ?", f.Slug)
	}
	if f.Owner != "" {
		c.add("m.owner = ?", f.Owner)
	}
	if f.Query != "" {
		part := containing(f.Query)
		c.add(`(m.name LIKE ? ESCAPE '\' OR m.slug LIKE ? ESCAPE '\')`, part, part)
	}
	if len(f.Environments) > 0 {
		var e conditions
		e.add("k.project_id = m.project_id AND k.monitor = m.slug")
		in(&e, "k.environment", f.Environments)
		c.add("EXISTS (SELECT 1 FROM check_in k"+e.where()+")", e.args...)
	}
	return c
}

// CheckIns lists the runs of a monitor that began since a moment, the oldest
// first; one before that is included for every environment, because what is
// expected depends on it.
func (s *Store) CheckIns(ctx context.Context, m Monitor, since time.Time) ([]CheckIn, error) {
	var list []CheckIn
	rows, err := s.read(ctx, `SELECT id, check_in_id, status, duration, environment, release, trace_id, started, updated FROM check_in c
		WHERE project_id = ?1 AND monitor = ?2 AND started >= coalesce((SELECT max(started) FROM check_in b
			WHERE b.project_id = ?1 AND b.monitor = ?2 AND b.environment = c.environment AND b.started < ?3), ?3)
		ORDER BY started, id`, m.Project.ID, m.Slug, micros(since))
	err = each(rows, err, func(r *sql.Rows) error {
		var c CheckIn
		var length, started, updated int64
		if err := r.Scan(&c.ID, &c.CheckInID, &c.Status, &length, &c.Environment, &c.Release, &c.TraceID, &started, &updated); err != nil {
			return err
		}
		c.Duration, c.Started, c.Updated = time.Duration(length)*time.Microsecond, fromMicros(started), fromMicros(updated)
		list = append(list, c)
		return nil
	})
	return list, s.wrap(err)
}

// SaveMonitor stores a monitor: a new one when its ID is 0, which is refused as taken when its slug is used in its project.
func (s *Store) SaveMonitor(ctx context.Context, m Monitor) (saved Monitor, taken bool, err error) {
	config := ""
	if m.Config != nil {
		text, err := json.Marshal(m.Config)
		if err != nil {
			return Monitor{}, false, err
		}
		config = string(text)
	}
	err = s.write(ctx, func(w *writer) error {
		var other int64
		_, err := w.one([]any{&other}, "SELECT id FROM monitor WHERE project_id = ? AND slug = ?", m.Project.ID, m.Slug)
		if taken = other != 0 && other != m.ID; err != nil || taken {
			return err
		}
		if m.ID == 0 {
			m.Created = s.opts.Now().UTC()
			m.ID, err = w.insert("INSERT INTO monitor(project_id, slug, name, config, created, disabled, muted, owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
				m.Project.ID, m.Slug, m.Name, config, micros(m.Created), m.Disabled, m.Muted, m.Owner)
			return err
		}
		return w.replaceMonitor(m, config)
	})
	return m, taken, err
}

// replaceMonitor overwrites a monitor; its check-ins go with its slug.
func (w *writer) replaceMonitor(m Monitor, config string) error {
	var project int64
	var slug string
	if found, err := w.one([]any{&project, &slug}, "SELECT project_id, slug FROM monitor WHERE id = ?", m.ID); err != nil || !found {
		return orNotFound(err)
	}
	err := w.exec("UPDATE monitor SET project_id = ?, slug = ?, name = ?, config = ?, disabled = ?, muted = ?, owner = ? WHERE id = ?",
		m.Project.ID, m.Slug, m.Name, config, m.Disabled, m.Muted, m.Owner, m.ID)
	if err != nil || project == m.Project.ID && slug == m.Slug {
		return err
	}
	return w.exec("UPDATE OR REPLACE check_in SET project_id = ?, monitor = ? WHERE project_id = ? AND monitor = ?", m.Project.ID, m.Slug, project, slug)
}

// DeleteMonitor forgets a monitor with its check-ins, or only those of some
// environments.
func (s *Store) DeleteMonitor(ctx context.Context, m Monitor, environments ...string) error {
	return s.write(ctx, func(w *writer) error {
		if len(environments) == 0 {
			if err := w.exec("DELETE FROM check_in WHERE project_id = ? AND monitor = ?", m.Project.ID, m.Slug); err != nil {
				return err
			}
			return w.exec("DELETE FROM monitor WHERE id = ?", m.ID)
		}
		for _, e := range environments {
			if err := w.exec("DELETE FROM check_in WHERE project_id = ? AND monitor = ? AND environment = ?", m.Project.ID, m.Slug, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// MonitorSlug is what a monitor is called that was only given a name.
func MonitorSlug(name string) string { return slugOf(name) }
