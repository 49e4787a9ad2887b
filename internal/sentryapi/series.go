package sentryapi

import (
	"context"
	"net/url"
	"time"

	"vedette/internal/text"
)

// Series is numbers by group and over time: the answer of the sessions and of
// the usage endpoint.
type Series struct {
	Start     Time          `json:"start,omitzero"`
	End       Time          `json:"end,omitzero"`
	Intervals []Time        `json:"intervals,omitempty"` // beginnings of the buckets
	Groups    []SeriesGroup `json:"groups"`
}

// SeriesGroup is one group: what it has in common, and its numbers by field. A
// nil number is unknown, such as a crash-free rate without sessions.
type SeriesGroup struct {
	By     map[string]text.Untrusted `json:"by,omitempty"`
	Totals map[string]*Float         `json:"totals,omitempty"`
	Series map[string][]*Float       `json:"series,omitempty"` // one number per interval
}

// Total is a number of the group; ok is false when it is unknown.
func (g SeriesGroup) Total(field string) (value float64, ok bool) {
	if f := g.Totals[field]; f != nil {
		return float64(*f), true
	}
	return 0, false
}

// SeriesQuery asks for Series. Either StatsPeriod or Start and End.
type SeriesQuery struct {
	Fields       []string
	GroupBy      []string
	Projects     []string // numeric ids; newer servers take slugs
	Environments []string
	Query        string // sessions only
	Categories   []string
	Outcomes     []string
	Reasons      []string
	StatsPeriod  string
	Start, End   time.Time
	Interval     string // "1h", "1d"; "" = the server's choice
	NoSeries     bool   // totals only; sessions only
}

func (q SeriesQuery) values(op string) (url.Values, error) {
	v := url.Values{
		"field": q.Fields, "groupBy": q.GroupBy, "project": q.Projects, "environment": q.Environments,
		"category": q.Categories, "outcome": q.Outcomes, "reason": q.Reasons,
	}
	setString(v, "query", q.Query)
	setString(v, "interval", q.Interval)
	if q.NoSeries {
		v.Set("includeSeries", "0")
	}
	return v, setPeriod(v, op, q.StatsPeriod, q.Start, q.End)
}

// Sessions counts sessions and users and their crash-free rates (0 to 1), by
// release, project, environment or session.status.
func (c *Client) Sessions(ctx context.Context, org string, q SeriesQuery) (Series, error) {
	return c.series(ctx, "read release health", org, "sessions", q)
}

// Usage counts what was sent to Sentry, by category, outcome, reason or
// project: accepted, dropped for lack of quota, filtered ...
func (c *Client) Usage(ctx context.Context, org string, q SeriesQuery) (Series, error) {
	return c.series(ctx, "read usage", org, "stats_v2", q)
}

func (c *Client) series(ctx context.Context, op, org, name string, q SeriesQuery) (Series, error) {
	path, err := orgPath(op, org, name)
	if err != nil {
		return Series{}, err
	}
	v, err := q.values(op)
	if err != nil {
		return Series{}, err
	}
	return get[Series](ctx, c, call{op: op, path: path, org: org, query: v})
}
