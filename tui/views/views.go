// Package views is the screen of the issue searches that are saved in Sentry;
// opening one shows what it finds.
package views

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
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
		Row: row,
		Open: func(v ops.IssueView) tea.Cmd {
			in, err := ops.SearchOfView(to.Org, v)
			if err != nil {
				return screen.Complain(text.From(err.Error()).Cut(200))
			}
			return screen.Send(screen.Open{To: issues.ToOf(to.Org, v.Name.Raw(), in)})
		},
		Do: func(id command.ID) tea.Cmd {
			if id == command.ProjectList {
				return screen.Send(screen.Open{To: screen.ToProjects{Org: to.Org}})
			}
			return nil
		},
	})
}

// row shows the name, and what is searched for.
func row(v ops.IssueView) browse.Row {
	about := v.Query.Cut(200)
	if about == "" {
		about = "all issues"
	}
	if p := v.TimeFilters.Period; p != "" {
		about += "  " + string(p)
	}
	if v.Starred {
		about += "  starred"
	}
	if n := int64(v.Stars); n > 0 {
		about += "  " + strconv.FormatInt(n, 10) + " stars"
	}
	return browse.Row{Name: v.Name.Cut(200), About: about}
}
