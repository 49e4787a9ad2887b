package ops

import (
	"context"
	"fmt"
	"time"

	"vedette/internal/searchquery"
	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// SearchIssuesIn selects and orders issues. Period and Start/End exclude each
// other.
type SearchIssuesIn struct {
	OrgTarget
	Query       *string  `json:"query,omitempty" default:"is:unresolved"`
	Project     string   `json:"projectSlugOrId,omitempty"`
	Environment []string `json:"environment,omitempty"`
	Sort        string   `json:"sort,omitempty" enum:"date,freq,new,user,trends,recommended,inbox" default:"date"`
	Period      string   `json:"period,omitempty" default:"14d"`
	Start       string   `json:"start,omitempty" jsonschema:"RFC 3339, with end; instead of period."`
	End         string   `json:"end,omitempty"`
	PageIn
}

// SearchIssuesOut is one page of issues.
type SearchIssuesOut struct {
	Organization string  `json:"organization"`
	Query        string  `json:"query"`
	Issues       []Issue `json:"issues"`
	Paged

	now time.Time
}

// SearchIssues lists issues. One request when the organization is known.
func (o *Ops) SearchIssues(ctx context.Context, in SearchIssuesIn) (SearchIssuesOut, error) {
	return run(ctx, o, in, o.searchIssues)
}

func (o *Ops) searchIssues(ctx context.Context, in SearchIssuesIn) (SearchIssuesOut, error) {
	const op = "search_issues"
	query := "is:unresolved"
	if in.Query != nil {
		query = *in.Query
	}
	notes, err := checkQuery(op, searchquery.Issues, query)
	if err != nil {
		return SearchIssuesOut{}, err
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return SearchIssuesOut{}, err
	}
	q := sentryapi.IssueQuery{
		Projects: o.projects(in.Project), Environments: in.Environment, Query: &query,
		Sort: orWord(in.Sort, "date"), GroupStatsPeriod: "auto", Limit: in.rows(), Cursor: in.Cursor,
	}
	if q.StatsPeriod, q.Start, q.End, err = timeRange(op, in.Period, in.Start, in.End, "14d"); err != nil {
		return SearchIssuesOut{}, err
	}
	p, err := o.client.Issues(ctx, org, q)
	if err != nil {
		return SearchIssuesOut{}, err
	}
	return SearchIssuesOut{
		Organization: org, Query: query, Issues: orEmpty(p.Items), Paged: pagedOf(p).noted(notes), now: o.cfg.Now(),
	}, nil
}

// Doc is one short line per issue: what a reader needs to choose the next.
func (out SearchIssuesOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Issues) == 0 {
		d.Para(text.T("No issue in "+out.Organization+" matches "), text.Code(text.From(out.Query)), text.T("."))
	} else {
		d.DataNote("issue")
	}
	for _, i := range out.Issues {
		d.Bullet(issueLine(i, out.now)...)
	}
	out.notes(&d)
	return d
}

func issueLine(i Issue, now time.Time) []text.Inline {
	events, users := int64(i.Count), int64(i.UserCount)
	tail := fmt.Sprintf(" %s %s, %s %s, %s %s, %s", i.Level, IssueState(i),
		text.Count(events), plural(events, "event"), text.Count(users), plural(users, "user"), text.AgoShort(i.LastSeen.Time, now))
	line := []text.Inline{text.Bold(text.T(IssueHandle(i))), text.T(" "), text.From(i.Title.Cut(90))}
	if !i.Culprit.IsZero() {
		line = append(line, text.T(" ("), text.From(i.Culprit.Cut(60)), text.T(")"))
	}
	line = append(line, text.T(tail))
	if i.AssignedTo != nil {
		line = append(line, text.T(", "), i.AssignedTo.Name)
	}
	return line
}

// timeRange checks a period or an absolute range; exactly one of them is used.
func timeRange(op, period, start, end, def string) (string, time.Time, time.Time, error) {
	var none time.Time
	if start == "" && end == "" {
		if period == "" {
			period = def
		}
		if !isPeriod(period) {
			return "", none, none, invalid(op, "a number and s, m, h, d or w, like 24h or 14d", "%q is not a period", period)
		}
		return period, none, none, nil
	}
	if period != "" {
		return "", none, none, invalid(op, "leave one of them out", "period and start/end exclude each other")
	}
	from, err1 := time.Parse(time.RFC3339, start)
	to, err2 := time.Parse(time.RFC3339, end)
	if err1 != nil || err2 != nil || !from.Before(to) {
		return "", none, none, invalid(op, "both as RFC 3339, like 2026-11-20T09:00:00Z, start before end", "start %q and end %q are not a range", start, end)
	}
	return "", from, to, nil
}

func isPeriod(s string) bool {
	if len(s) < 2 || len(s) > 6 {
		return false
	}
	for _, r := range s[:len(s)-1] {
		if r < '0' || r > '9' {
			return false
		}
	}
	switch s[len(s)-1] {
	case 's', 'm', 'h', 'd', 'w':
		return true
	}
	return false
}

func orWord(s, def string) string {
	if s == "" {
		return def
	}
	return s
}
