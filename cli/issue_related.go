package cli

import (
	"context"
	"fmt"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

func issueSimilar() leaf {
	return leaf{
		name: "similar", summary: "list issues that may have the same cause", op: []string{"find_similar_issues"}, details: issueArg, args: "ISSUE", min: 1, max: 1,
		examples: []string{"vedette issue similar SHOP-1A", "vedette issue similar SHOP-1A --json=issue.shortId,score"},
		flags:    []ucli.Flag{&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 10, Usage: "at most `N` issues, 50 at most"}},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.SimilarIssue](c); err != nil {
				return err
			}
			out, err := ask(ctx, c, (*ops.Ops).FindSimilarIssues, func(c *call, _ config.Settings) (ops.FindSimilarIssuesIn, error) {
				return ops.FindSimilarIssuesIn{IssueTarget: target(c.args[0]), Limit: c.cmd.Int("limit")}, nil
			})
			if err != nil {
				return err
			}
			rows := out.Similar
			columns := []render.Column[ops.SimilarIssue]{
				{Title: "issue", Value: func(s ops.SimilarIssue) string { return ops.IssueHandle(s.Issue) }, Style: always[ops.SimilarIssue](render.Bold)},
				{Title: "alike", Right: true, Value: func(s ops.SimilarIssue) string { return fmt.Sprintf("%.0f%%", 100*float64(s.Score)) }},
				{Title: "state", Value: func(s ops.SimilarIssue) string { return ops.IssueState(s.Issue) }},
				count("events", func(s ops.SimilarIssue) int64 { return int64(s.Issue.Count) }),
				{Title: "title", Value: func(s ops.SimilarIssue) string { return s.Issue.Title.String() }, Flex: true},
				{Title: "culprit", Value: func(s ops.SimilarIssue) string { return s.Issue.Culprit.String() }, Flex: true, Extra: true, Style: always[ops.SimilarIssue](render.Faint)},
			}
			return wholeOr(ctx, c, "similar", rows, columns, "No issue resembles it.", func() any { out.Similar = []ops.SimilarIssue{}; return out })
		},
	}
}

func issueOwners() leaf {
	return view(leaf{
		name: "owners", summary: "show suspect commits and owners of an issue", op: []string{"get_issue_owners"}, details: eventArg, args: "ISSUE", min: 1, max: 1,
		examples: []string{"vedette issue owners SHOP-1A", "vedette issue owners SHOP-1A --jq '.committers[].author.email'"},
	}, (*ops.Ops).GetIssueOwners, func(c *call, _ config.Settings) (ops.GetIssueOwnersIn, error) {
		t, err := c.event()
		return ops.GetIssueOwnersIn{EventTarget: t}, err
	})
}

func issueLinks() leaf {
	return leaf{
		name: "links", summary: "list issues of other trackers linked to an issue", op: []string{"find_external_issues"}, details: issueArg, args: "ISSUE", min: 1, max: 1,
		examples: []string{"vedette issue links SHOP-1A", "vedette issue links SHOP-1A --jq '.links[].webUrl'"},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.ExternalIssue](c); err != nil {
				return err
			}
			out, err := ask(ctx, c, (*ops.Ops).FindExternalIssues, func(c *call, _ config.Settings) (ops.FindExternalIssuesIn, error) {
				return ops.FindExternalIssuesIn{IssueTarget: target(c.args[0])}, nil
			})
			if err != nil {
				return err
			}
			rows := out.Links
			columns := []render.Column[ops.ExternalIssue]{
				{Title: "tracker", Value: func(l ops.ExternalIssue) string { return string(l.ServiceType) }},
				{Title: "issue", Value: func(l ops.ExternalIssue) string { return l.DisplayName.String() }, Style: always[ops.ExternalIssue](render.Bold)},
				{Title: "link", Value: func(l ops.ExternalIssue) string { return l.WebURL.String() }},
			}
			return wholeOr(ctx, c, "links", rows, columns, "It is linked to no issue of another tracker.", func() any { out.Links = []ops.ExternalIssue{}; return out })
		},
	}
}

func issueFeedback() leaf {
	return list(leaf{
		name: "feedback", summary: "list what users said about an issue", op: []string{"get_issue_user_reports"}, details: issueArg, args: "ISSUE", min: 1, max: 1,
		examples: []string{"vedette issue feedback SHOP-1A", "vedette issue feedback SHOP-1A --jq '.reports[].comments'"},
	}, lister[ops.GetIssueUserReportsIn, ops.GetIssueUserReportsOut, ops.UserReport]{
		run: (*ops.Ops).GetIssueUserReports, key: "reports", empty: "No user said anything about it.",
		rows: func(out *ops.GetIssueUserReportsOut) *[]ops.UserReport { return &out.Reports },
		id:   func(r ops.UserReport) string { return string(r.ID) + string(r.EventID) },
		in: func(c *call, _ config.Settings) (ops.GetIssueUserReportsIn, error) {
			return ops.GetIssueUserReportsIn{IssueTarget: target(c.args[0])}, nil
		},
		columns: func(now time.Time) []render.Column[ops.UserReport] {
			return []render.Column[ops.UserReport]{
				{Title: "time", Value: func(r ops.UserReport) string { return text.RFC3339(r.DateCreated.Time) },
					Show: func(r ops.UserReport) string { return text.Ago(r.DateCreated.Time, now) }, Style: always[ops.UserReport](render.Faint)},
				{Title: "who", Value: func(r ops.UserReport) string { return either(r.Name.String(), r.Email.String()) }, Style: always[ops.UserReport](render.Bold)},
				{Title: "comment", Value: func(r ops.UserReport) string { return r.Comments.String() }, Flex: true},
				{Title: "event", Value: func(r ops.UserReport) string { return string(r.EventID) }, Extra: true},
			}
		},
	})
}

func (s *session) viewGroup() *ucli.Command {
	return s.group("view", "Saved issue searches", s.command(viewList()))
}

func viewList() leaf {
	return list(leaf{
		name: "list", summary: "list saved issue searches", op: []string{"find_issue_views"},
		details:  "`vedette issue list --view NAME` runs one.",
		examples: []string{"vedette view list", "vedette view list -q payments"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "query", Aliases: []string{"q"}, Usage: "`TEXT` in the name or the search"}},
	}, lister[ops.FindIssueViewsIn, ops.FindIssueViewsOut, ops.IssueView]{
		run: (*ops.Ops).FindIssueViews, key: "views", empty: "No saved views.",
		rows: func(out *ops.FindIssueViewsOut) *[]ops.IssueView { return &out.Views },
		id:   func(v ops.IssueView) string { return string(v.ID) },
		in: func(c *call, _ config.Settings) (ops.FindIssueViewsIn, error) {
			return ops.FindIssueViewsIn{Query: c.cmd.String("query")}, nil
		},
		columns: func(now time.Time) []render.Column[ops.IssueView] {
			return []render.Column[ops.IssueView]{
				{Title: "view", Value: func(v ops.IssueView) string { return string(v.ID) }, Style: always[ops.IssueView](render.Faint)},
				{Title: "name", Value: func(v ops.IssueView) string { return v.Name.String() }, Style: always[ops.IssueView](render.Bold)},
				{Title: "query", Value: func(v ops.IssueView) string { return v.Query.String() }, Flex: true},
				{Title: "sort", Value: func(v ops.IssueView) string { return string(v.QuerySort) }, Extra: true},
				{Title: "period", Value: func(v ops.IssueView) string { return string(v.TimeFilters.Period) }, Extra: true},
				ago("updated", now, func(v ops.IssueView) time.Time { return v.DateUpdated.Time }),
			}
		},
	})
}
