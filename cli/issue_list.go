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
	return leaf{
		name: "list", summary: "search issues", op: []string{"search_issues"},
		details: "QUERY is Sentry's search: is:unresolved, level:error, release:latest, assigned:me, user.email:..., and words of the title.\n" +
			"Left out, it is is:unresolved; empty, it is everything.",
		examples: []string{
			"vedette issue list", "vedette issue list -q 'is:unresolved level:fatal' --sort freq --period 24h",
			"vedette issue list --project shop --json=shortId,title,count", "vedette issue list --jq '.issues[].shortId'",
		},
		flags: listFlags(25,
			&ucli.StringFlag{Name: "query", Aliases: []string{"q"}, Usage: "search `QUERY` (default is:unresolved)"},
			&ucli.StringFlag{Name: "sort", Value: "date", Usage: "`ORDER`: date, freq, new, user, trends, recommended, inbox"},
			&ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Usage: "seen in this `PERIOD`: 24h, 14d, 30d", Value: "14d"},
			&ucli.StringSliceFlag{Name: "env", Usage: "only these environments, `NAME`"},
			&ucli.BoolFlag{Name: "web", Aliases: []string{"w"}, Usage: "open the search in the browser"},
		),
		run: func(ctx context.Context, c *call) error {
			in := ops.SearchIssuesIn{Sort: c.cmd.String("sort"), Period: c.cmd.String("period"), Environment: c.cmd.StringSlice("env")}
			if c.cmd.IsSet("query") {
				q := c.cmd.String("query")
				in.Query = &q
			}
			if c.cmd.Bool("web") {
				return c.openSearch(in)
			}
			o, s, err := c.ops(ctx)
			if err != nil {
				return err
			}
			if len(in.Environment) == 0 && s.Environment != "" {
				in.Environment = []string{s.Environment}
			}
			l := render.List[ops.Issue]{Key: "issues", Empty: "No issue matches.", Columns: issueColumns(o.Now())}
			return runList(ctx, c, l, func(i ops.Issue) string { return string(i.ID) },
				func(ctx context.Context, cursor string, n int) (page[ops.Issue], error) {
					in.Cursor, in.Limit = cursor, n
					out, err := o.SearchIssues(ctx, in)
					return page[ops.Issue]{rows: out.Issues, next: out.NextCursor, skipped: out.Skipped, shell: func(s []string) any {
						return ops.SearchIssuesOut{Organization: out.Organization, Query: out.Query, Issues: []ops.Issue{}, NextCursor: out.NextCursor, Skipped: s}
					}}, err
				})
		},
	}
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
func (c *call) openSearch(in ops.SearchIssuesIn) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	if s.BaseURL == "" {
		return usage("vedette issue list", "the local backend has no web pages")
	}
	if s.Org == "" {
		return usage("add --org SLUG", "--web needs the organization")
	}
	q := url.Values{"statsPeriod": {in.Period}, "sort": {in.Sort}, "query": {"is:unresolved"}}
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
