package ops

import (
	"context"
	"fmt"

	"vedette/internal/text"
)

// FindUptimeMonitorsIn selects uptime monitors.
type FindUptimeMonitorsIn struct{ MonitorSearch }

// FindUptimeMonitorsOut is one page of uptime monitors.
type FindUptimeMonitorsOut struct {
	Organization string   `json:"organization"`
	Monitors     []Uptime `json:"monitors"`
	Paged
}

// FindUptimeMonitors lists uptime monitors.
func (o *Ops) FindUptimeMonitors(ctx context.Context, in FindUptimeMonitorsIn) (FindUptimeMonitorsOut, error) {
	return run(ctx, o, in, o.findUptimeMonitors)
}

func (o *Ops) findUptimeMonitors(ctx context.Context, in FindUptimeMonitorsIn) (FindUptimeMonitorsOut, error) {
	org, err := o.org(ctx, "find_uptime_monitors", in.Org)
	if err != nil {
		return FindUptimeMonitorsOut{}, err
	}
	p, err := o.client.UptimeMonitors(ctx, org, o.monitorQuery(in.MonitorSearch))
	return FindUptimeMonitorsOut{Organization: org, Monitors: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc is a line per monitor.
func (out FindUptimeMonitorsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Monitors) == 0 {
		d.Para(text.T("No uptime monitor matches in " + out.Organization + "."))
	}
	for _, m := range out.Monitors {
		d.Bullet(text.Bold(m.Name), text.T(fmt.Sprintf(" (%s) %s, ", m.ID, UptimeState(m))), text.Code(m.URL), text.T(fmt.Sprintf(" every %ds, ", m.IntervalSeconds)), m.ProjectSlug)
	}
	out.notes(&d)
	return d
}

// UptimeState is what matters of an uptime monitor in a word: up, down,
// disabled, or unknown.
func UptimeState(m Uptime) string {
	const up, down = 1, 2
	switch {
	case m.Status == "disabled":
		return "disabled"
	case m.UptimeStatus == up:
		return "up"
	case m.UptimeStatus == down:
		return "down"
	}
	return "unknown"
}
