package store

import (
	"context"
	"database/sql"
)

// Releases lists versions, the newest first, and how many there are.
func (s *Store) Releases(ctx context.Context, f ReleaseFilter) ([]Release, int64, error) {
	var c conditions
	if len(f.Projects) > 0 {
		var p conditions
		in(&p, "p.project_id", f.Projects)
		c.add("r.id IN (SELECT p.release_id FROM release_project p"+p.where()+")", p.args...)
	}
	if f.Query != "" {
		c.add(`r.version LIKE ? ESCAPE '\'`, containing(f.Query))
	}
	var total int64
	if err := s.one(ctx, []any{&total}, "SELECT count(*) FROM release r"+c.where(), c.args...); err != nil {
		return nil, 0, err
	}
	var list []Release
	rows, err := s.read(ctx, "SELECT r.id, r.version, r.created FROM release r"+c.where()+" ORDER BY r.id DESC LIMIT ? OFFSET ?",
		append(c.args, limit(f.Limit, 25), f.Offset)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var v Release
		var created int64
		if err := r.Scan(&v.ID, &v.Version, &created); err != nil {
			return err
		}
		v.Created = fromMicros(created)
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

// fillRelease reads what happened in a release.
func (s *Store) fillRelease(ctx context.Context, v *Release, projects []int64) error {
	var c conditions
	c.add("release_id = ?", v.ID)
	in(&c, "project_id", projects)
	rows, err := s.read(ctx, "SELECT project_id, first_event, last_event, new_groups FROM release_project"+c.where()+" ORDER BY project_id", c.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var project, first, last, groups int64
		if err := r.Scan(&project, &first, &last, &groups); err != nil {
			return err
		}
		p, _ := s.projects.id(project)
		v.Projects = append(v.Projects, p)
		v.NewGroups += groups
		if first > 0 && (v.FirstEvent.IsZero() || first < micros(v.FirstEvent)) {
			v.FirstEvent = fromMicros(first)
		}
		v.LastEvent = fromMicros(max(micros(v.LastEvent), last))
		return nil
	})
	if err != nil {
		return s.wrap(err)
	}
	return s.sessions(ctx, v, projects)
}

// sessions counts those reported one by one and those counted by SDKs. A
// session that is over without a crash but had errors is an errored one.
func (s *Store) sessions(ctx context.Context, v *Release, projects []int64) error {
	var c conditions
	c.add("release = ?", v.Version)
	in(&c, "project_id", projects)
	h := &v.Sessions
	err := s.one(ctx, []any{&h.Total, &h.Crashed, &h.Abnormal, &h.Errored, &h.Exited}, `SELECT count(*),
		coalesce(sum(status = 'crashed'), 0), coalesce(sum(status = 'abnormal'), 0),
		coalesce(sum(status NOT IN ('crashed', 'abnormal') AND (errors > 0 OR status IN ('errored', 'unhandled'))), 0),
		coalesce(sum(status IN ('ok', 'exited') AND errors = 0), 0) FROM session`+c.where(), c.args...)
	if err != nil {
		return err
	}
	var exited, errored, crashed, abnormal int64
	err = s.one(ctx, []any{&exited, &errored, &crashed, &abnormal}, `SELECT coalesce(sum(exited), 0), coalesce(sum(errored), 0),
		coalesce(sum(crashed), 0), coalesce(sum(abnormal), 0) FROM session_count`+c.where(), c.args...)
	if err != nil {
		return err
	}
	h.Exited, h.Errored, h.Crashed, h.Abnormal = h.Exited+exited, h.Errored+errored, h.Crashed+crashed, h.Abnormal+abnormal
	h.Total += exited + errored + crashed + abnormal
	args := append(append([]any{}, c.args...), c.args...)
	return s.one(ctx, []any{&h.Users}, "SELECT count(*) FROM (SELECT did FROM session"+c.where()+" AND did <> '' UNION SELECT did FROM session_count"+
		c.where()+" AND did <> '')", args...)
}
