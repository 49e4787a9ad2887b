// Package views is the screen of the issue searches that are saved in Sentry;
// opening one shows what it finds.
package views

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/issues"
	"vedette/tui/screen"
)

// New lists the saved searches of an organization.
func New(env screen.Env, to screen.ToViews) screen.Screen {
	return browse.New(env, browse.Kind[ops.IssueView]{
		Scope: command.Views, Crumb: "saved searches", Plural: "saved searches",
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.IssueView], error) {
			out, err := env.Ops.FindIssueViews(ctx, ops.FindIssueViewsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, PageIn: ops.PageIn{Cursor: cursor, Limit: 100}})
			return browse.Page[ops.IssueView]{Items: out.Views, Next: out.NextCursor}, err
		},
		Columns: []browse.Column[ops.IssueView]{
			{Title: "NAME", Text: func(v ops.IssueView) string { return v.Name.String() }},
			{Title: "SEARCH", Text: search, Wide: true},
			{Title: "PERIOD", Text: func(v ops.IssueView) string { return string(v.TimeFilters.Period) }, Role: browse.Role[ops.IssueView](themes.Muted)},
			{Title: "STARS", Text: stars, Right: true, Role: browse.Role[ops.IssueView](themes.Warning)},
		},
		Empty: []string{"A search is saved in the web interface (Save As, under the issue stream); [tui] sections in the configuration keeps searches of your own as tabs."},
		Open: func(v ops.IssueView) tea.Cmd {
			in, err := ops.SearchOfView(to.Org, v)
			if err != nil {
				return screen.Complain(text.From(err.Error()).Cut(200))
			}
			return screen.Send(screen.Open{To: issues.ToOf(to.Org, v.Name.Raw(), in)})
		},
		Do: func(id command.ID, _ *ops.IssueView) tea.Cmd {
			if id == command.ProjectList {
				return screen.Send(screen.Open{To: screen.ToProjects(to)})
			}
			return nil
		},
	})
}

// search is what a view searches for.
func search(v ops.IssueView) string {
	if v.Query.IsZero() {
		return "all issues"
	}
	return v.Query.String()
}

// stars is how many people starred a view; "*" where the person is one of them.
func stars(v ops.IssueView) string {
	out := ""
	if n := int64(v.Stars); n > 0 {
		out = strconv.FormatInt(n, 10)
	}
	if v.Starred {
		out += "*"
	}
	return out
}
