package issues

import (
	"strings"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// question is what is asked of the server.
type question struct {
	query       string
	sort        string
	period      string
	start, end  string // RFC 3339, instead of period
	environment string // several are separated by commas
	project     string // slug or id; "" = all
}

// usual is the question of a stream that nobody narrowed.
func usual(to screen.ToIssues) question {
	return question{query: "is:unresolved", sort: "date", period: "14d", environment: to.Environment, project: to.Project}
}

// of is the question that a saved search narrows.
func (q question) of(s screen.Section) question {
	q.query = s.Query
	for _, part := range []struct {
		to   *string
		from string
	}{{&q.sort, known(s.Sort)}, {&q.period, s.Period}, {&q.environment, s.Environment}, {&q.project, s.Project}} {
		if part.from != "" {
			*part.to = part.from
		}
	}
	return q
}

// input asks for the page at a cursor.
func (q question) input(org, cursor string) ops.SearchIssuesIn {
	in := ops.SearchIssuesIn{OrgTarget: ops.OrgTarget{Org: org}, Project: screen.ProjectOr(q.project), Query: &q.query, Sort: q.sort,
		Period: q.period, PageIn: ops.PageIn{Limit: pageSize, Cursor: cursor}}
	if q.start != "" {
		in.Period, in.Start, in.End = "", q.start, q.end
	}
	if q.environment != "" {
		in.Environment = strings.Split(q.environment, ",")
	}
	return in
}

// times is the period, or the range, for people.
func (q question) times() string {
	if q.start == "" {
		return q.period
	}
	day := func(s string) string { return s[:min(len(s), len("2026-11-20"))] }
	return day(q.start) + " to " + day(q.end)
}

// sorts are the orders, with the key of each in the menu.
func sorts() []struct{ key, sort string } {
	return []struct{ key, sort string }{{"l", "date"}, {"e", "freq"}, {"u", "user"}, {"n", "new"}, {"t", "trends"}, {"r", "recommended"}, {"i", "inbox"}}
}

// known is a sort that the operation takes, else "".
func known(sort string) string {
	for _, s := range sorts() {
		if s.sort == sort {
			return sort
		}
	}
	return ""
}

func sortName(sort string) string {
	switch sort {
	case "freq":
		return "most events"
	case "user":
		return "most users"
	case "new":
		return "first seen"
	case "trends":
		return "trends"
	case "recommended":
		return "recommended"
	case "inbox":
		return "came for review"
	}
	return "last seen"
}

// periods with the key of each in the menu.
func periods() []struct{ key, period string } {
	return []struct{ key, period string }{{"h", "1h"}, {"d", "24h"}, {"w", "7d"}, {"f", "14d"}, {"m", "30d"}, {"n", "90d"}}
}
