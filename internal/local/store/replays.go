package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"vedette/internal/local/protocol"
)

// Replays lists recorded sessions, the latest first.
func (s *Store) Replays(ctx context.Context, f ReplayFilter) ([]Replay, error) {
	var c conditions
	in(&c, "project_id", f.Projects)
	in(&c, "environment", f.Environments)
	if !f.Since.IsZero() {
		c.add("finished >= ?", micros(f.Since))
	}
	if !f.Until.IsZero() {
		c.add("started <= ?", micros(f.Until))
	}
	return s.replays(ctx, c)
}

func (s *Store) replays(ctx context.Context, c conditions) ([]Replay, error) {
	var list []Replay
	rows, err := s.read(ctx, `SELECT project_id, replay_id, started, finished, environment, body,
		(SELECT coalesce(sum(dead), 0) FROM replay_segment s WHERE s.project_id = r.project_id AND s.replay_id = r.replay_id),
		(SELECT coalesce(sum(rage), 0) FROM replay_segment s WHERE s.project_id = r.project_id AND s.replay_id = r.replay_id)
		FROM replay r`+c.where()+" ORDER BY started DESC, replay_id", c.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var v Replay
		var project, started, finished int64
		var body string
		if err := r.Scan(&project, &v.ID, &started, &finished, &v.Environment, &body, &v.Dead, &v.Rage); err != nil {
			return err
		}
		v.Project, _ = s.projects.id(project)
		v.Started, v.Finished = fromMicros(started), fromMicros(finished)
		if err := json.Unmarshal([]byte(body), &v.ReplayBody); err != nil {
			return err
		}
		list = append(list, v)
		return nil
	})
	return list, s.wrap(err)
}

// Replay finds a recorded session with its clicks; it is ErrNotFound otherwise.
func (s *Store) Replay(ctx context.Context, id string) (Replay, error) {
	var c conditions
	c.add("replay_id = ?", id)
	list, err := s.replays(ctx, c)
	if err != nil {
		return Replay{}, err
	}
	if len(list) == 0 {
		return Replay{}, ErrNotFound
	}
	v := list[0]
	v.Clicks, err = s.Clicks(ctx, v.Project.ID, id)
	return v, err
}

// Clicks lists the dead and rage clicks of a replay.
func (s *Store) Clicks(ctx context.Context, project int64, replay string) ([]protocol.Click, error) {
	var list []protocol.Click
	texts, err := column[string](s.read(ctx, "SELECT clicks FROM replay_segment WHERE project_id = ? AND replay_id = ? AND dead > 0 ORDER BY segment", project, replay))
	for _, text := range texts {
		var clicks []protocol.Click
		if err := json.Unmarshal([]byte(text), &clicks); err != nil {
			return nil, err
		}
		list = append(list, clicks...)
	}
	return list, s.wrap(err)
}

// Recording reads what happened on the screen, one JSON array of events per
// segment in their order, and how many segments there are on all pages.
func (s *Store) Recording(ctx context.Context, project int64, replay string, count, offset int) ([]json.RawMessage, int64, error) {
	var total int64
	if err := s.one(ctx, []any{&total}, "SELECT count(*) FROM replay_segment WHERE project_id = ? AND replay_id = ?", project, replay); err != nil || total == 0 {
		return nil, 0, err
	}
	var list []json.RawMessage
	rows, err := s.read(ctx, `SELECT size, events FROM replay_segment WHERE project_id = ? AND replay_id = ?
		ORDER BY segment LIMIT ? OFFSET ?`, project, replay, limit(count, 100), offset)
	err = each(rows, err, func(r *sql.Rows) error {
		var size int
		var packed []byte
		if err := r.Scan(&size, &packed); err != nil {
			return err
		}
		events, err := s.unpack(packed, size)
		list = append(list, events)
		return err
	})
	return list, total, s.wrap(err)
}

// ReplaysOfIssues lists the replays in which errors of issues happened, by
// issue.
func (s *Store) ReplaysOfIssues(ctx context.Context, issues []int64) (map[int64][]string, error) {
	var c conditions
	in(&c, "e.issue_id", issues)
	all := map[int64][]string{}
	rows, err := s.read(ctx, `SELECT DISTINCT e.issue_id, r.replay_id FROM replay_error r
		JOIN event e ON e.event_id = r.event_id AND e.project_id = r.project_id`+c.where()+" ORDER BY r.replay_id", c.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var issue int64
		var replay string
		if err := r.Scan(&issue, &replay); err != nil {
			return err
		}
		all[issue] = append(all[issue], replay)
		return nil
	})
	return all, s.wrap(err)
}
