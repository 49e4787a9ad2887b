package monitors

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/page"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// NewUptime lists the uptime monitors.
func NewUptime(env screen.Env, to screen.ToUptime) screen.Screen {
	return browse.New(env, browse.Kind[ops.Uptime]{
		Scope: command.Monitors, Crumb: "uptime", Plural: "uptime monitors", Columns: uptimeColumns(),
		Empty: []string{"An uptime monitor asks an address again and again and raises an issue when it does not answer well.",
			"vedette uptime create URL makes one."},
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.Uptime], error) {
			out, err := env.Ops.FindUptimeMonitors(ctx, ops.FindUptimeMonitorsIn{MonitorSearch: ops.MonitorSearch{OrgTarget: ops.OrgTarget{Org: to.Org},
				Project: screen.ProjectOr(to.Project), PageIn: ops.PageIn{Cursor: cursor, Limit: 50}}})
			return browse.Page[ops.Uptime]{Items: out.Monitors, Next: out.NextCursor}, err
		},
		Open: func(m ops.Uptime) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToUptimeMonitor{Org: to.Org, Project: string(m.ProjectSlug), ID: string(m.ID)}})
		},
		Do: func(id command.ID, _ *ops.Uptime) tea.Cmd {
			if id == command.OpenUptime {
				return env.Instead(screen.ToMonitors(to))
			}
			return nil
		},
	})
}

func uptimeColumns() []browse.Column[ops.Uptime] {
	muted := browse.Role[ops.Uptime](themes.Muted)
	return []browse.Column[ops.Uptime]{
		{Title: "MONITOR", Text: func(m ops.Uptime) string { return m.Name.String() }},
		{Title: "STATE", Text: ops.UptimeState, Role: func(m ops.Uptime) themes.Role {
			switch ops.UptimeState(m) {
			case "up":
				return themes.Success
			case "down":
				return themes.Error
			}
			return themes.Muted
		}},
		{Title: "URL", Wide: true, Text: func(m ops.Uptime) string { return m.URL.String() }, Role: browse.Role[ops.Uptime](themes.Link)},
		{Title: "EVERY", Right: true, Text: func(m ops.Uptime) string { return text.Duration(time.Duration(m.IntervalSeconds) * time.Second) }, Role: muted},
		{Title: "PROJECT", Text: func(m ops.Uptime) string { return string(m.ProjectSlug) }, Role: muted},
		{Title: "ENVIRONMENT", Text: func(m ops.Uptime) string { return m.Environment.String() }, Role: muted},
	}
}

// NewUptimeMonitor is one uptime monitor with its checks of a day.
func NewUptimeMonitor(env screen.Env, to screen.ToUptimeMonitor) screen.Screen {
	return page.New(env, page.Kind{Crumb: "uptime " + text.From(to.ID).Cut(20), What: "monitor", Period: "24h",
		Load: func(ctx context.Context, period string) (page.Content, error) {
			target := ops.UptimeTarget{ProjectTarget: ops.ProjectTarget{OrgTarget: ops.OrgTarget{Org: to.Org}, Project: to.Project}, ID: to.ID}
			out, err := env.Ops.GetUptimeMonitorDetails(ctx, ops.GetUptimeMonitorDetailsIn{UptimeTarget: target, Period: period, Checks: 50})
			if err != nil {
				return page.Content{}, err
			}
			query := "issue.type:uptime_domain_failure"
			content := page.Content{Doc: out.Doc(), Figures: checks(out.Checks, env.Now()),
				Links: []page.Link{{Title: "outages of the project, as issues", To: screen.ToIssues{Org: to.Org, Project: to.Project, Query: &query}}}}
			seen := map[text.Word]bool{}
			for _, c := range out.Checks {
				if c.CheckStatus != "success" && c.TraceID != "" && !seen[c.TraceID] && len(content.Links) < 20 {
					seen[c.TraceID] = true
					content.Links = append(content.Links, page.Link{Title: "trace of the failure " + text.Ago(c.Timestamp.Time, env.Now()), To: screen.ToTrace{Org: to.Org, ID: string(c.TraceID)}})
				}
			}
			return content, nil
		},
	})
}

// checks draws one glyph per check, the newest last.
func checks(all []ops.UptimeCheck, now time.Time) func(p widget.Paint, width int) []string {
	if len(all) == 0 {
		return nil
	}
	return func(p widget.Paint, width int) []string {
		const label = 13
		shown := all[:min(len(all), max(width-label-1, 1))]
		line := p.In(themes.Muted, widget.Fit(" newest", label))
		for _, c := range slices.Backward(shown) {
			switch c.CheckStatus {
			case "success":
				line += p.In(themes.Success, p.Glyph("▂", "."))
			case "missed_window":
				line += p.In(themes.Warning, p.Glyph("▒", "M"))
			default:
				line += p.In(themes.Error, p.Glyph("█", "F"))
			}
		}
		axis := widget.Axis(p, text.Ago(shown[len(shown)-1].Timestamp.Time, now), text.Ago(shown[0].Timestamp.Time, now), len(shown))
		legend := p.In(themes.Muted, p.Glyph("▂ up  ▒ missed  █ failed", ". up  M missed  F failed"))
		return []string{"", widget.Cut(line, width), widget.Cut(widget.Blank(label)+axis, width), widget.Cut(widget.Blank(label)+legend, width), ""}
	}
}
