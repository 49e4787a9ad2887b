package cli

import (
	"context"
	"net/url"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

func issueList() leaf {
	stream := lister[ops.SearchIssuesIn, ops.SearchIssuesOut, ops.Issue]{
		run: (*ops.Ops).SearchIssues, key: "issues", empty: "No issue matches.", columns: issueColumns,
		rows: func(out *ops.SearchIssuesOut) *[]ops.Issue { return &out.Issues },
		id:   func(i ops.Issue) string { return string(i.ID) },
		in:   func(c *call, s config.Settings) (ops.SearchIssuesIn, error) { return issueSearch(c, s), nil },
	}
	l := list(leaf{
		name: "list", summary: "search issues", op: []string{"search_issues"},
		details: "QUERY is Sentry's search: is:unresolved, level:error, release:latest, assigned:me, user.email:..., and words of the title.\n" +
			"Left out, it is is:unresolved; empty, it is everything.",
		examples: []string{
			"vedette issue list", "vedette issue list -q 'is:unresolved level:fatal' --sort freq --period 24h",
			"vedette issue list --project shop --json=shortId,title,count", "vedette issue list --jq '.issues[].shortId'",
		},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "query", Aliases: []string{"q"}, Usage: "search `QUERY` (default is:unresolved)"},
			&ucli.StringFlag{Name: "sort", Value: "date", Usage: "`ORDER`: date, freq, new, user, trends, recommended, inbox"},
			&ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Usage: "seen in this `PERIOD`: 24h, 14d, 30d (default 14d)"},
			&ucli.StringFlag{Name: "start", Usage: "seen from this `TIME` (RFC 3339), with --end"},
			&ucli.StringFlag{Name: "end", Usage: "seen until this `TIME` (RFC 3339), with --start"},
			&ucli.StringSliceFlag{Name: "env", Usage: "only these environments, `NAME`"},
			&ucli.StringFlag{Name: "view", Usage: "the saved search of this `NAME` or id (vedette view list)"},
			&ucli.BoolFlag{Name: "web", Aliases: []string{"w"}, Usage: "open the search in the browser"},
		},
	}, stream)
	l.run = func(ctx context.Context, c *call) error {
		rows := stream
		switch name := c.cmd.String("view"); {
		case name != "" && c.cmd.IsSet("query"):
			return usage("leave one of them out", "--view and --query were both given")
		case name != "":
			rows.run = c.searchView(name)
		}
		if !c.cmd.Bool("web") {
			return untyped(rows).print(ctx, c)
		}
		s, err := c.settings()
		if err != nil {
			return err
		}
		return c.openSearch(s, issueSearch(c, s))
	}
	return followable(l, "issues that are new or come back", followIssues)
}

// searchView searches as a saved view does; flags that are given win over it.
func (c *call) searchView(name string) func(*ops.Ops, context.Context, ops.SearchIssuesIn) (ops.SearchIssuesOut, error) {
	var view ops.SearchIssuesIn
	return func(o *ops.Ops, ctx context.Context, in ops.SearchIssuesIn) (ops.SearchIssuesOut, error) {
		if view.Query == nil {
			var err error
			if view, err = o.ViewSearch(ctx, name); err != nil {
				return ops.SearchIssuesOut{}, err
			}
			if c.cmd.IsSet("sort") {
				view.Sort = in.Sort
			}
			if in.Period != "" || in.Start != "" || in.End != "" {
				view.Period, view.Start, view.End = in.Period, in.Start, in.End
			}
			if c.cmd.IsSet("env") {
				view.Environment = in.Environment
			}
			if project := c.cmd.String("project"); project != "" {
				view.Project = project
			}
		}
		view.PageIn = in.PageIn
		return o.SearchIssues(ctx, view)
	}
}

// issueSearch is the search that the flags ask for.
func issueSearch(c *call, s config.Settings) ops.SearchIssuesIn {
	in := ops.SearchIssuesIn{
		Sort: c.cmd.String("sort"), Period: c.cmd.String("period"), Start: c.cmd.String("start"), End: c.cmd.String("end"), Environment: c.environments(s),
	}
	if c.cmd.IsSet("query") {
		q := c.cmd.String("query")
		in.Query = &q
	}
	return in
}

func issueColumns(now time.Time) []render.Column[ops.Issue] {
	return []render.Column[ops.Issue]{
		{Title: "issue", Value: ops.IssueHandle, Style: always[ops.Issue](render.Bold)},
		{Title: "level", Value: func(i ops.Issue) string { return string(i.Level) }, Style: func(i ops.Issue) render.Style { return levelStyle(i.Level) }},
		{Title: "state", Value: ops.IssueState, Style: func(i ops.Issue) render.Style { return stateStyle(ops.IssueState(i)) }},
		count("events", func(i ops.Issue) int64 { return int64(i.Count) }),
		count("users", func(i ops.Issue) int64 { return int64(i.UserCount) }),
		{Title: "title", Value: func(i ops.Issue) string { return i.Title.String() }, Flex: true},
		{Title: "culprit", Value: func(i ops.Issue) string { return i.Culprit.String() }, Flex: true, Extra: true, Style: always[ops.Issue](render.Faint)},
		{Title: "seen", Value: func(i ops.Issue) string { return text.RFC3339(i.LastSeen.Time) },
			Show: func(i ops.Issue) string { return text.AgoShort(i.LastSeen.Time, now) }, Right: true},
		{Title: "assigned to", Value: func(i ops.Issue) string {
			if i.AssignedTo == nil {
				return ""
			}
			return i.AssignedTo.Name.String()
		}, Extra: true},
		{Title: "project", Value: func(i ops.Issue) string { return string(i.Project.Slug) }, Extra: true},
	}
}

// openSearch opens the issue stream of the web interface with the same query.
func (c *call) openSearch(s config.Settings, in ops.SearchIssuesIn) error {
	if s.BaseURL == "" {
		return &ops.Error{Kind: ops.KindNotFound, Op: "usage", Message: text.From("the local backend has no web pages"), Hint: "the same command without --web shows it here"}
	}
	if s.Org == "" {
		return usage("add --org SLUG", "--web needs the organization")
	}
	q := url.Values{"sort": {in.Sort}, "query": {"is:unresolved"}}
	if in.Start != "" {
		q.Set("start", in.Start)
		q.Set("end", in.End)
	} else {
		q.Set("statsPeriod", either(in.Period, "14d"))
	}
	if in.Query != nil {
		q.Set("query", *in.Query)
	}
	for _, e := range in.Environment {
		q.Add("environment", e)
	}
	return c.openURL(webRoot(s) + "/issues/?" + q.Encode())
}

// webRoot is the address of the organization's web pages.
func webRoot(s config.Settings) string {
	return s.BaseURL + "/organizations/" + url.PathEscape(s.Org)
}
