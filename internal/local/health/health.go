// Package health adds sessions up into release health: the numbers of Sentry's sessions endpoint and of its release pages. It exists apart
// from the store and the web API because both of these ask for the same sums in other shapes.
//
// Sessions are grouped by project, release, environment and status, in intervals of whole hours. The statuses are disjoint: healthy,
// errored, crashed, abnormal. A user counts with the worst of their sessions.
package health

import (
	"cmp"
	"slices"
	"time"

	"vedette/internal/local/store"
)

// Words for the status of sessions.
const (
	Healthy  = "healthy"
	Errored  = "errored"
	Crashed  = "crashed"
	Abnormal = "abnormal"
)

// What groups can be made by.
const (
	ByProject     = "project"
	ByRelease     = "release"
	ByEnvironment = "environment"
	ByStatus      = "session.status"
)

// Sessions is what was read from the store.
type Sessions struct {
	Counts    []store.SessionCount
	Users     []store.SessionUser
	Durations []store.SessionDuration
}

// Query says how to add sessions up.
type Query struct {
	Fields   []Field
	GroupBy  []string
	Start    time.Time // of the first interval
	Interval time.Duration
	Buckets  int // number of intervals
}

// Key is what the sessions of a group have in common; only what is grouped by is set.
type Key struct {
	Project     int64
	Release     string
	Environment string
	Status      string
}

// Group is one row of an answer. A value is nil where a rate has nothing to be a rate of.
type Group struct {
	Key
	Totals []*float64   // by field
	Series [][]*float64 // by field, then interval
}

// tally is what one group has in one stretch of time.
type tally struct {
	sessions  counts
	users     map[string]worst
	durations []float64 // milliseconds
}

// counts are sessions or users by status.
type counts struct{ all, errored, crashed, abnormal float64 }

func (c counts) of(status string) float64 {
	switch status {
	case Healthy:
		return max(0, c.all-c.errored-c.crashed-c.abnormal)
	case Errored:
		return c.errored
	case Crashed:
		return c.crashed
	case Abnormal:
		return c.abnormal
	}
	return c.all
}

// worst is what the worst session of a user was.
type worst struct{ errored, crashed, abnormal bool }

func (t *tally) userCounts() counts {
	c := counts{all: float64(len(t.users))}
	for _, w := range t.users {
		switch {
		case w.crashed:
			c.crashed++
		case w.abnormal:
			c.abnormal++
		case w.errored:
			c.errored++
		}
	}
	return c
}

func (t *tally) count(c store.SessionCount) {
	t.sessions.all += float64(c.Total())
	t.sessions.errored += float64(c.Errored)
	t.sessions.crashed += float64(c.Crashed)
	t.sessions.abnormal += float64(c.Abnormal)
}

func (t *tally) see(u store.SessionUser) {
	if t.users == nil {
		t.users = map[string]worst{}
	}
	w := t.users[u.User]
	t.users[u.User] = worst{w.errored || u.Errored, w.crashed || u.Crashed, w.abnormal || u.Abnormal}
}

// row is a group in the making.
type row struct {
	key     Key
	total   tally
	buckets []tally
}

// table is all groups in the making, before statuses are told apart.
type table struct {
	query Query
	rows  map[Key]*row
}

func (t *table) key(k store.SessionKey) Key {
	var key Key
	for _, by := range t.query.GroupBy {
		switch by {
		case ByProject:
			key.Project = k.Project
		case ByRelease:
			key.Release = k.Release
		case ByEnvironment:
			key.Environment = k.Environment
		}
	}
	return key
}

// at finds the tallies that sessions of a key belong to; nothing for those outside the intervals.
func (t *table) at(k store.SessionKey) []*tally {
	since := time.Unix(k.Hour*3600, 0).Sub(t.query.Start)
	bucket := int(since / t.query.Interval)
	if since < 0 || bucket >= t.query.Buckets {
		return nil
	}
	key := t.key(k)
	r := t.rows[key]
	if r == nil {
		r = &row{key: key, buckets: make([]tally, t.query.Buckets)}
		t.rows[key] = r
	}
	return []*tally{&r.total, &r.buckets[bucket]}
}

// Aggregate adds sessions up. Groups come with the highest first field first. Without anything to group by there is exactly one group.
func Aggregate(s Sessions, q Query) []Group {
	t := table{query: q, rows: map[Key]*row{}}
	if !slices.ContainsFunc(q.GroupBy, func(by string) bool { return by != ByStatus }) {
		t.rows[Key{}] = &row{buckets: make([]tally, q.Buckets)}
	}
	for _, c := range s.Counts {
		for _, to := range t.at(c.SessionKey) {
			to.count(c)
		}
	}
	for _, u := range s.Users {
		for _, to := range t.at(u.SessionKey) {
			to.see(u)
		}
	}
	for _, d := range s.Durations {
		for _, to := range t.at(d.SessionKey) {
			to.durations = append(to.durations, float64(d.Duration)/float64(time.Millisecond))
		}
	}
	statuses := []string{""}
	if slices.Contains(q.GroupBy, ByStatus) {
		statuses = []string{Abnormal, Crashed, Errored, Healthy}
	}
	var groups []Group
	for _, r := range t.rows {
		for _, status := range statuses {
			groups = append(groups, r.group(q, status))
		}
	}
	slices.SortFunc(groups, func(a, b Group) int { return cmp.Or(compareFirst(b, a), compareKeys(a.Key, b.Key)) })
	return groups
}

func compareFirst(a, b Group) int {
	if len(a.Totals) == 0 {
		return 0
	}
	return Compare(a.Totals[0], b.Totals[0])
}

// Compare orders two values, nothing before any.
func Compare(a, b *float64) int {
	switch {
	case a == nil || b == nil:
		return cmp.Compare(present(a), present(b))
	}
	return cmp.Compare(*a, *b)
}

func present(v *float64) int {
	if v == nil {
		return 0
	}
	return 1
}

func compareKeys(a, b Key) int {
	return cmp.Or(cmp.Compare(a.Project, b.Project), cmp.Compare(a.Release, b.Release),
		cmp.Compare(a.Environment, b.Environment), cmp.Compare(a.Status, b.Status))
}

func (r *row) group(q Query, status string) Group {
	g := Group{Key: r.key}
	g.Status = status
	for _, f := range q.Fields {
		g.Totals = append(g.Totals, f.value(&r.total, status))
		series := make([]*float64, len(r.buckets))
		for i := range r.buckets {
			series[i] = f.value(&r.buckets[i], status)
		}
		g.Series = append(g.Series, series)
	}
	return g
}

// Where keeps the sessions of some keys.
func (s Sessions) Where(keep func(store.SessionKey) bool) Sessions {
	s.Counts = slices.DeleteFunc(s.Counts, func(c store.SessionCount) bool { return !keep(c.SessionKey) })
	s.Users = slices.DeleteFunc(s.Users, func(u store.SessionUser) bool { return !keep(u.SessionKey) })
	s.Durations = slices.DeleteFunc(s.Durations, func(d store.SessionDuration) bool { return !keep(d.SessionKey) })
	return s
}

// WithoutReleases makes sessions of whole projects.
func (s Sessions) WithoutReleases() Sessions {
	all := Sessions{Counts: slices.Clone(s.Counts), Users: slices.Clone(s.Users), Durations: slices.Clone(s.Durations)}
	for i := range all.Counts {
		all.Counts[i].Release = ""
	}
	for i := range all.Users {
		all.Users[i].Release = ""
	}
	for i := range all.Durations {
		all.Durations[i].Release = ""
	}
	return all
}
