package cli

import (
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func (s *session) dashboardGroup() *ucli.Command {
	return s.group("dashboard", "Dashboards", s.command(dashboardList()), s.command(dashboardView()))
}

func dashboardList() leaf {
	return list(leaf{
		name: "list", summary: "list dashboards", op: []string{"find_dashboards"},
		examples: []string{"vedette dashboard list", "vedette dashboard list --query checkout --sort recentlyViewed"},
		flags: []ucli.Flag{queryFlag("a title"),
			&ucli.StringFlag{Name: "sort", Value: "title", Usage: "`ORDER`: title, dateCreated, mostPopular, recentlyViewed, myDashboards"}},
	}, lister[ops.FindDashboardsIn, ops.FindDashboardsOut, ops.Dashboard]{
		run: (*ops.Ops).FindDashboards, key: "dashboards", empty: "No dashboard matches.",
		rows: func(out *ops.FindDashboardsOut) *[]ops.Dashboard { return &out.Dashboards },
		id:   func(d ops.Dashboard) string { return string(d.ID) },
		in: func(c *call, _ config.Settings) (ops.FindDashboardsIn, error) {
			return ops.FindDashboardsIn{Query: c.cmd.String("query"), Sort: c.cmd.String("sort")}, nil
		},
		columns: func(now time.Time) []render.Column[ops.Dashboard] {
			return []render.Column[ops.Dashboard]{
				{Title: "id", Value: func(d ops.Dashboard) string { return string(d.ID) }},
				{Title: "title", Value: func(d ops.Dashboard) string { return d.Title.String() }, Style: always[ops.Dashboard](render.Bold), Flex: true},
				count("widgets", func(d ops.Dashboard) int64 { return int64(len(d.WidgetDisplay)) }),
				{Title: "by", Extra: true, Value: func(d ops.Dashboard) string {
					if d.CreatedBy == nil {
						return ""
					}
					return ops.PersonName(*d.CreatedBy).String()
				}},
				ago("created", now, func(d ops.Dashboard) time.Time { return d.DateCreated.Time }),
			}
		},
	})
}

func dashboardView() leaf {
	return view(leaf{
		name: "view", summary: "show a dashboard and the queries of its widgets", op: []string{"get_dashboard_details"}, args: "ID|TITLE", min: 1, max: -1,
		examples: []string{"vedette dashboard view 12", "vedette dashboard view Checkout health"},
	}, (*ops.Ops).GetDashboardDetails, func(c *call, _ config.Settings) (ops.GetDashboardDetailsIn, error) {
		return ops.GetDashboardDetailsIn{Dashboard: strings.Join(c.args, " ")}, nil
	})
}
