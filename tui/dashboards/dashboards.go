// Package dashboards is the screens of the organization's dashboards: which
// there are, what each widget asks, and the same question in the explorer.
package dashboards

import (
	"context"
	"strconv"
	"strings"
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
		Empty: []string{"Dashboards are made in the web interface. The local backend has none; the explorer answers the same questions."},
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.Dashboard], error) {
			out, err := env.Ops.FindDashboards(ctx, ops.FindDashboardsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, PageIn: ops.PageIn{Cursor: cursor, Limit: 50}})
			return browse.Page[ops.Dashboard]{Items: out.Dashboards, Next: out.NextCursor}, err
		},
		Open: func(d ops.Dashboard) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToDashboard{Org: to.Org, ID: string(d.ID)}})
		},
	})
}

// NewDashboard is one dashboard: its widgets, each of which the explorer can
// answer.
func NewDashboard(env screen.Env, to screen.ToDashboard) screen.Screen {
	return page.New(env, page.Kind{Crumb: "dashboard " + text.From(to.ID).Cut(20), What: "dashboard",
		Load: func(ctx context.Context, _ string) (page.Content, error) {
			out, err := env.Ops.GetDashboardDetails(ctx, ops.GetDashboardDetailsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, Dashboard: to.ID})
			content := page.Content{Doc: out.Doc()}
			for _, w := range out.Dashboard.Widgets {
				for _, q := range w.Queries {
					content.Links = append(content.Links, page.Link{Title: w.Title.Cut(60), To: question(to.Org, string(out.Dashboard.Period), w, q)})
				}
			}
			return content, err
		},
	})
}

// question is what a widget asks, for the explorer.
func question(org, period string, w ops.Widget, q ops.WidgetQuery) screen.ToExplore {
	to := screen.ToExplore{Org: org, Dataset: dataset(w.WidgetType), Query: q.Conditions.Raw(), Sort: q.OrderBy.Raw(), Period: period}
	var fields []string
	for _, list := range [][]text.Untrusted{q.Columns, q.Aggregates} {
		for _, f := range list {
			fields = append(fields, f.Raw())
		}
	}
	if len(fields) == 0 {
		for _, f := range q.Fields {
			fields = append(fields, f.Raw())
		}
	}
	to.Fields = strings.Join(fields, ", ")
	return to
}

// dataset is the explorer's name of what a widget counts.
func dataset(kind text.Word) string {
	switch kind {
	case "spans", "transaction-like":
		return "spans"
	case "logs":
		return "logs"
	case "tracemetrics", "metrics":
		return "metrics"
	}
	return "errors"
}
