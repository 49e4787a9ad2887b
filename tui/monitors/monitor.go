package monitors

import (
	"context"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/page"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// NewMonitor is one cron monitor: how its runs went, hour by hour and one by
// one.
func NewMonitor(env screen.Env, to screen.ToMonitor) screen.Screen {
	return page.New(env, page.Kind{Crumb: text.From(to.Slug).Cut(40), What: "monitor", Period: "7d",
		Load: func(ctx context.Context, period string) (page.Content, error) {
			out, err := env.Ops.GetMonitorDetails(ctx, ops.GetMonitorDetailsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, Slug: to.Slug, Period: period, CheckIns: 50})
			if err != nil {
				return page.Content{}, err
			}
			query := "monitor.slug:" + to.Slug
			issues := screen.ToIssues{Org: to.Org, Project: string(out.Monitor.Project.Slug), Query: &query}
			return page.Content{Doc: out.Doc(), Figures: figures(out, period), Links: []page.Link{{Title: "issues that the monitor raised", To: issues}}}, nil
		},
	})
}

// figures draws the check-ins of a period in their buckets, and the newest one by
// one.
func figures(out ops.GetMonitorDetailsOut, period string) func(p widget.Paint, width int) []string {
	return func(p widget.Paint, width int) []string {
		const label = 13
		name := func(s string) string { return p.In(themes.Muted, widget.Fit(" "+s, label)) }
		room := max(width-label-1, 1)
		lines := []string{""}
		if len(out.CheckIns) > 0 {
			lines = append(lines, name("newest")+strip(p, out.CheckIns, room))
		}
		if len(out.Stats) > 0 {
			stats := out.Stats[max(len(out.Stats)-room, 0):]
			each := min(room/len(stats), 4)
			buckets := ""
			for _, s := range stats {
				buckets += mark(p, worst(s), each)
			}
			lines = append(lines, name(period)+buckets, widget.Blank(label)+widget.Axis(p, period+" ago", "now", each*len(stats)))
		}
		if len(lines) > 1 {
			legend := p.Glyph("▂ ok  ▒ missed  ▓ timed out  █ failed  ░ under way", ". ok  M missed  T timed out  E failed  - under way")
			lines = append(lines, widget.Blank(label)+p.In(themes.Muted, legend), "")
		}
		for n := range lines {
			lines[n] = widget.Cut(lines[n], width)
		}
		return lines
	}
}

// worst is how the worst check-in of a bucket ended; "" where there was none.
func worst(c ops.CheckInCount) text.Word {
	switch {
	case c.Error > 0:
		return "error"
	case c.Timeout > 0:
		return "timeout"
	case c.Missed > 0:
		return "missed"
	case c.OK > 0:
		return "ok"
	}
	return ""
}
