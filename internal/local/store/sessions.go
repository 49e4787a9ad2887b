package store

import (
	"context"
	"database/sql"
	"time"
)

// SessionFilter selects sessions by when they started.
type SessionFilter struct {
	Projects     []int64 // none: all
	Releases     []string
	Environments []string
	Since, Until time.Time // [Since, Until); zero: open
}

// SessionKey is what sessions are grouped by.
type SessionKey struct {
	Project     int64
	Release     string
	Environment string
	Hour        int64 // since 1970, of the start
}

// SessionCount counts the sessions of one key by their last known status, which are disjoint.
type SessionCount struct {
	SessionKey
	Healthy  int64
	Errored  int64 // had handled errors
	Crashed  int64
	Abnormal int64
}

// Total counts all of them.
func (c SessionCount) Total() int64 { return c.Healthy + c.Errored + c.Crashed + c.Abnormal }

// SessionUser is a user with sessions of one key, and whether any of these was other than healthy.
type SessionUser struct {
	SessionKey
	User     string
	Errored  bool
	Crashed  bool
	Abnormal bool
}

// SessionDuration is how long a session of one key took that ended well.
type SessionDuration struct {
	SessionKey
	Duration time.Duration
}

// An hour as sessions and their counts are stored.
const hourMicros = int64(time.Hour / time.Microsecond)

// conditions over a table with a column for the start; ticks are its units since 1970.
func (f *SessionFilter) conditions(at string, tick int64) conditions {
	var c conditions
	in(&c, "project_id", f.Projects)
	in(&c, "release", f.Releases)
	in(&c, "environment", f.Environments)
	if !f.Since.IsZero() {
		c.add(at+" >= ?", micros(f.Since)/tick)
	}
	if !f.Until.IsZero() {
		c.add(at+" < ?", (micros(f.Until)+tick-1)/tick)
	}
	return c
}

// A session that is over without a crash but had errors is an errored one.
const (
	sessionErrored = "status NOT IN ('crashed', 'abnormal') AND (errors > 0 OR status IN ('errored', 'unhandled'))"
	sessionKeys    = "project_id, release, environment"
)

// SessionCounts counts those reported one by one and those counted by SDKs.
func (s *Store) SessionCounts(ctx context.Context, f SessionFilter) ([]SessionCount, error) {
	one, counted := f.conditions("started", 1), f.conditions("hour", hourMicros)
	var list []SessionCount
	rows, err := s.read(ctx, "SELECT "+sessionKeys+`, h, sum(healthy), sum(errored), sum(crashed), sum(abnormal) FROM (
		SELECT `+sessionKeys+`, started / 3600000000 AS h, count(*) - sum(`+sessionErrored+`) - sum(status IN ('crashed', 'abnormal')) AS healthy,
			sum(`+sessionErrored+`) AS errored, sum(status = 'crashed') AS crashed, sum(status = 'abnormal') AS abnormal
			FROM session`+one.where()+" GROUP BY "+sessionKeys+`, h
		UNION ALL SELECT `+sessionKeys+", hour, exited, errored, crashed, abnormal FROM session_count"+counted.where()+`
		) GROUP BY `+sessionKeys+", h", append(one.args, counted.args...)...)
	err = each(rows, err, func(r *sql.Rows) error {
		list = append(list, SessionCount{})
		last := &list[len(list)-1]
		return r.Scan(append(last.dest(), &last.Healthy, &last.Errored, &last.Crashed, &last.Abnormal)...)
	})
	return list, s.wrap(err)
}

func (k *SessionKey) dest() []any { return []any{&k.Project, &k.Release, &k.Environment, &k.Hour} }

// SessionUsers lists the users of the sessions, where SDKs name them.
func (s *Store) SessionUsers(ctx context.Context, f SessionFilter) ([]SessionUser, error) {
	one, counted := f.conditions("started", 1), f.conditions("hour", hourMicros)
	one.add("did <> ''")
	counted.add("did <> ''")
	var list []SessionUser
	rows, err := s.read(ctx, "SELECT "+sessionKeys+`, h, did, max(errored), max(crashed), max(abnormal) FROM (
		SELECT `+sessionKeys+", started / 3600000000 AS h, did, "+sessionErrored+` AS errored, status = 'crashed' AS crashed, status = 'abnormal' AS abnormal
			FROM session`+one.where()+`
		UNION ALL SELECT `+sessionKeys+", hour, did, errored > 0, crashed > 0, abnormal > 0 FROM session_count"+counted.where()+`
		) GROUP BY `+sessionKeys+", h, did", append(one.args, counted.args...)...)
	err = each(rows, err, func(r *sql.Rows) error {
		list = append(list, SessionUser{})
		last := &list[len(list)-1]
		return r.Scan(append(last.dest(), &last.User, &last.Errored, &last.Crashed, &last.Abnormal)...)
	})
	return list, s.wrap(err)
}

// SessionDurations lists how long the healthy sessions took that have ended.
func (s *Store) SessionDurations(ctx context.Context, f SessionFilter) ([]SessionDuration, error) {
	c := f.conditions("started", 1)
	c.add("status = 'exited' AND errors = 0 AND duration > 0")
	var list []SessionDuration
	rows, err := s.read(ctx, "SELECT "+sessionKeys+", started / 3600000000, duration FROM session"+c.where(), c.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		list = append(list, SessionDuration{})
		last := &list[len(list)-1]
		var length int64
		err := r.Scan(append(last.dest(), &length)...)
		last.Duration = time.Duration(length) * time.Microsecond
		return err
	})
	return list, s.wrap(err)
}
