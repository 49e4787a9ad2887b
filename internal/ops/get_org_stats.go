package ops

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetOrgStatsIn selects usage. Period and Start/End exclude each other.
type GetOrgStatsIn struct {
	OrgTarget
	Project  string   `json:"projectSlugOrId,omitempty" jsonschema:"Project slug or id; left out = all, the default project too."`
	GroupBy  []string `json:"groupBy,omitempty" enum:"category,outcome,reason,project" jsonschema:"Left out = category and outcome."`
	Category []string `json:"category,omitempty" jsonschema:"error, transaction, span, log_item, attachment, replay, profile, monitor ..."`
	Outcome  []string `json:"outcome,omitempty" enum:"accepted,filtered,rate_limited,invalid,abuse,client_discard,cardinality_limited"`
	Reason   []string `json:"reason,omitempty"`
	Period   string   `json:"period,omitempty" jsonschema:"24h, 14d, 30d ..." default:"14d"`
	Start    string   `json:"start,omitempty" jsonschema:"RFC 3339, with end, instead of period."`
	End      string   `json:"end,omitempty"`
}

// GetOrgStatsOut is what was sent to Sentry and what became of it, most first.
type GetOrgStatsOut struct {
	Organization string         `json:"organization"`
	Start        sentryapi.Time `json:"start"`
	End          sentryapi.Time `json:"end"`
	Usage        []Usage        `json:"usage"`
}

// Usage is one group. Quantity is bytes for attachments, milliseconds for
// profile durations, and a number of items for the rest.
type Usage struct {
	Category text.Untrusted `json:"category,omitzero"`
	Outcome  text.Untrusted `json:"outcome,omitzero"`
	Reason   text.Untrusted `json:"reason,omitzero"`
	Project  text.Untrusted `json:"project,omitzero"` // id, or slug where it is known
	Quantity int64          `json:"quantity"`
	Series   []int64        `json:"series,omitempty"`
}

// GetOrgStats counts usage by category, outcome, reason and project. One
// request, one more for the names of projects.
func (o *Ops) GetOrgStats(ctx context.Context, in GetOrgStatsIn) (GetOrgStatsOut, error) {
	return run(ctx, o, in, o.getOrgStats)
}

func (o *Ops) getOrgStats(ctx context.Context, in GetOrgStatsIn) (out GetOrgStatsOut, err error) {
	const op, quantity = "get_org_stats", "sum(quantity)"
	q := sentryapi.SeriesQuery{Fields: []string{quantity}, GroupBy: in.GroupBy, Categories: in.Category, Outcomes: in.Outcome, Reasons: in.Reason, Interval: "1d"}
	if q.StatsPeriod, q.Start, q.End, err = timeRange(op, in.Period, in.Start, in.End, "14d"); err != nil {
		return out, err
	}
	length := q.End.Sub(q.Start)
	if q.StatsPeriod != "" {
		length = periodLength(q.StatsPeriod)
	}
	if length < 3*24*time.Hour {
		q.Interval = "1h"
	}
	if len(q.GroupBy) == 0 {
		q.GroupBy = []string{"category", "outcome"}
	}
	if out.Organization, err = o.org(ctx, op, in.Org); err != nil {
		return out, err
	}
	slugs, err := o.projectSlugs(ctx, out.Organization, &q, in.Project)
	if err != nil {
		return out, err
	}
	answer, err := o.client.Usage(ctx, out.Organization, q)
	if err != nil {
		return out, err
	}
	out.Start, out.End, out.Usage = answer.Start, answer.End, []Usage{}
	for _, g := range answer.Groups {
		u := Usage{Category: g.By["category"], Outcome: g.By["outcome"], Reason: g.By["reason"], Project: g.By["project"]}
		if slug := slugs[u.Project.Raw()]; slug != "" {
			u.Project = text.From(slug)
		}
		total, _ := g.Total(quantity)
		u.Quantity = int64(total)
		for _, n := range g.Series[quantity] {
			value := int64(0)
			if n != nil {
				value = int64(*n)
			}
			u.Series = append(u.Series, value)
		}
		out.Usage = append(out.Usage, u)
	}
	slices.SortStableFunc(out.Usage, func(a, b Usage) int { return cmp.Compare(b.Quantity, a.Quantity) })
	return out, nil
}

// projectSlugs sets the projects of a query, which takes numeric ids only, and
// gives the slugs of ids where the answer will need them.
func (o *Ops) projectSlugs(ctx context.Context, org string, q *sentryapi.SeriesQuery, named string) (map[string]string, error) {
	q.Projects = []string{"-1"}
	if named == "" && !slices.Contains(q.GroupBy, "project") {
		return nil, nil
	}
	slugs := map[string]string{}
	query := sentryapi.ListQuery{Limit: 100}
	for range 10 {
		page, err := o.client.Projects(ctx, org, query)
		if err != nil {
			return nil, err
		}
		for _, p := range page.Items {
			slugs[string(p.ID)] = string(p.Slug)
			if named != "" && (string(p.Slug) == named || string(p.ID) == named) {
				q.Projects = []string{string(p.ID)}
			}
		}
		if query.Cursor = page.Next; query.Cursor == "" {
			break
		}
	}
	if named != "" && q.Projects[0] == "-1" {
		return nil, &Error{Kind: sentryapi.KindNotFound, Op: "get_org_stats", Message: text.From("there is no project " + named + " in " + org), Hint: "vedette project list"}
	}
	return slugs, nil
}

// Doc is a row per group.
func (out GetOrgStatsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Usage) == 0 {
		d.Para(text.T("Nothing was sent in this period."))
		return d
	}
	d.Para(text.T("From " + text.RFC3339(out.Start.Time) + " to " + text.RFC3339(out.End.Time) + "."))
	columns := []struct {
		title string
		of    func(Usage) text.Untrusted
	}{
		{"category", func(u Usage) text.Untrusted { return u.Category }}, {"outcome", func(u Usage) text.Untrusted { return u.Outcome }},
		{"reason", func(u Usage) text.Untrusted { return u.Reason }}, {"project", func(u Usage) text.Untrusted { return u.Project }},
		{"quantity", func(u Usage) text.Untrusted { return text.From(text.Count(u.Quantity)) }},
	}
	var titles []string
	rows := make([][]text.Inline, len(out.Usage))
	for _, c := range columns {
		if !slices.ContainsFunc(out.Usage, func(u Usage) bool { return !c.of(u).IsZero() }) {
			continue // not grouped by it
		}
		titles = append(titles, c.title)
		for i, u := range out.Usage {
			rows[i] = append(rows[i], c.of(u))
		}
	}
	d.Table(titles, rows)
	return d
}
