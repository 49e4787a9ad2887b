// Package dashboards is the screens of the organization's dashboards: which
// there are, what each widget asks, and the same question in the explorer.
package dashboards

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/page"
	"vedette/tui/screen"
)

// New lists the dashboards.
func New(env screen.Env, to screen.ToDashboards) screen.Screen {
	muted := browse.Role[ops.Dashboard](themes.Muted)
	return browse.New(env, browse.Kind[ops.Dashboard]{
		Scope: command.Dashboards, Crumb: "dashboards", Plural: "dashboards",
		Columns: []browse.Column[ops.Dashboard]{
			{Title: "DASHBOARD", Wide: true, Text: func(d ops.Dashboard) string { return d.Title.String() }},
			{Title: "WIDGETS", Right: true, Text: func(d ops.Dashboard) string { return strconv.Itoa(len(d.WidgetDisplay)) }},
			{Title: "VISITED", Right: true, Time: func(d ops.Dashboard) time.Time { return d.LastVisited.Time }, Role: muted},
			{Title: "CREATED", Right: true, Time: func(d ops.Dashboard) time.Time { return d.DateCreated.Time }, Role: muted},
			{Title: "BY", Role: muted, Text: func(d ops.Dashboard) string {
				if d.CreatedBy == nil {
					return ""
				}
				return ops.PersonName(*d.CreatedBy).String()
			}},
		},
		Empty: []string{"A dashboard shows numbers of the organization beside each other: errors, durations, logs, each as a widget.",
			"They are made in the web interface (Dashboards, Create Dashboard). The local backend has none; the explorer answers the same questions."},
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.Dashboard], error) {
			out, err := env.Ops.FindDashboards(ctx, ops.FindDashboardsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, PageIn: ops.PageIn{Cursor: cursor, Limit: 50}})
			return browse.Page[ops.Dashboard]{Items: out.Dashboards, Next: out.NextCursor}, err
		},
		Open: func(d ops.Dashboard) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToDashboard{Org: to.Org, ID: string(d.ID)}})
		},
	})
}

// NewDashboard is one dashboard: what its widgets show, and the explorer with the
// question of each.
func NewDashboard(env screen.Env, to screen.ToDashboard) screen.Screen {
	return page.New(env, page.Kind{Crumb: "dashboard " + text.From(to.ID).Cut(20), What: "dashboard",
		Load: func(ctx context.Context, _ string) (page.Content, error) {
			out, err := env.Ops.GetDashboardDetails(ctx, ops.GetDashboardDetailsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, Dashboard: to.ID})
			if err != nil {
				return page.Content{}, err
			}
			if out.Dashboard.Period == "" {
				out.Dashboard.Period = "14d"
			}
			all := answers(ctx, env.Ops, to.Org, out.Dashboard)
			return page.Content{Doc: out.Doc(), Figures: figures(all), Links: links(all), Detail: out.Dashboard.Title.Cut(40) + " · " + string(out.Dashboard.Period)}, nil
		},
	})
}

// links are the questions of the widgets.
func links(all []answer) []page.Link {
	var out []page.Link
	for _, a := range all {
		if a.to != nil {
			out = append(out, page.Link{Title: a.widget.Title.Cut(60), To: *a.to})
		}
	}
	return out
}
