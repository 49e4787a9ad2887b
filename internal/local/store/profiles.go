package store

import (
	"context"
	"database/sql"
	"time"

	"vedette/internal/local/protocol"
)

// ProfileRecord is a profile or a chunk of a continuous one.
type ProfileRecord struct {
	Profile protocol.Profile
	Payload Payload // the item as sent
}

func (r *ProfileRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	p := &r.Profile
	if _, err := b.environment(env.Project.ID, p.Environment); err != nil {
		return "", "", err
	}
	if _, err := b.release(env.Project.ID, p.Release); err != nil {
		return "", "", err
	}
	n, err := b.w.changed(`INSERT INTO profile(project_id, profile_id, profiler_id, started, ended, transaction_name, environment, size, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, env.Project.ID, p.ID, p.ProfilerID, micros(p.Started), micros(p.Ended),
		p.Transaction, p.Environment, r.Payload.size, r.Payload.packed)
	if err == nil && n == 0 {
		return Dropped, reasonDuplicate, nil
	}
	return Digested, "", err
}

// Profile is a stored profile, or a chunk of a continuous one.
type Profile struct {
	ID          string
	Project     Project
	ProfilerID  string // of chunks
	Started     time.Time
	Transaction string
	Body        []byte // JSON as sent
}

// ProfileFilter selects profiles by when they were taken, the latest first.
type ProfileFilter struct {
	Projects     []int64 // none: all
	Environments []string
	ID           string // empty: all
	ProfilerID   string
	Transaction  string
	Since, Until time.Time
	Limit        int // 0: 100
}

// Profiles lists profiles with their bodies.
func (s *Store) Profiles(ctx context.Context, f ProfileFilter) ([]Profile, error) {
	var c conditions
	in(&c, "project_id", f.Projects)
	in(&c, "environment", f.Environments)
	for column, value := range map[string]string{"profile_id": f.ID, "profiler_id": f.ProfilerID, "transaction_name": f.Transaction} {
		if value != "" {
			c.add(column+" = ?", value)
		}
	}
	if !f.Since.IsZero() {
		c.add("ended >= ?", micros(f.Since))
	}
	if !f.Until.IsZero() {
		c.add("started <= ?", micros(f.Until))
	}
	var list []Profile
	rows, err := s.read(ctx, "SELECT profile_id, project_id, profiler_id, started, transaction_name, size, body FROM profile"+c.where()+
		" ORDER BY started DESC, id DESC LIMIT ?", append(c.args, limit(f.Limit, 100))...)
	err = each(rows, err, func(r *sql.Rows) error {
		var p Profile
		var project, started int64
		var size int
		var packed []byte
		if err := r.Scan(&p.ID, &project, &p.ProfilerID, &started, &p.Transaction, &size, &packed); err != nil {
			return err
		}
		p.Project, _ = s.projects.id(project)
		p.Started = fromMicros(started)
		var err error
		p.Body, err = s.unpack(packed, size)
		list = append(list, p)
		return err
	})
	return list, s.wrap(err)
}
