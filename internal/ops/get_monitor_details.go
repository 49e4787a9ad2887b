package ops

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetMonitorDetailsIn names a cron monitor and what to read of it.
type GetMonitorDetailsIn struct {
	OrgTarget
	Project     string   `json:"projectSlugOrId,omitempty" jsonschema:"Left out = the monitor's own."`
	Slug        string   `json:"monitorSlug" jsonschema:"Slug or id."`
	Environment []string `json:"environment,omitempty"`
	Period      string   `json:"period,omitempty" jsonschema:"24h, 7d ..." default:"24h"`
	Start       string   `json:"start,omitempty" jsonschema:"RFC 3339, with end, instead of period."`
	End         string   `json:"end,omitempty"`
	CheckIns    int      `json:"checkInLimit,omitempty" max:"50" default:"10"`
	Stats       *bool    `json:"includeStats,omitempty" default:"true"`
	Rollup      int      `json:"rollupSeconds,omitempty" max:"86400" jsonschema:"Bucket of the stats; left out = an hour or a day."`
}

// GetMonitorDetailsOut is a monitor, its newest check-ins and how many ended
// how.
type GetMonitorDetailsOut struct {
	Organization string         `json:"organization"`
	Monitor      Monitor        `json:"monitor"`
	CheckIns     []CheckIn      `json:"checkIns"`
	Stats        []CheckInCount `json:"stats,omitempty"`
	Skipped      []string       `json:"skipped,omitempty"`

	now time.Time
}

// GetMonitorDetails reads a cron monitor. Three requests.
func (o *Ops) GetMonitorDetails(ctx context.Context, in GetMonitorDetailsIn) (GetMonitorDetailsOut, error) {
	return run(ctx, o, in, o.getMonitorDetails)
}

func (o *Ops) getMonitorDetails(ctx context.Context, in GetMonitorDetailsIn) (GetMonitorDetailsOut, error) {
	const op = "get_monitor_details"
	q := sentryapi.CheckInQuery{Environments: in.Environment, Limit: orDefault(in.CheckIns, 10)}
	var err error
	if q.StatsPeriod, q.Start, q.End, err = timeRange(op, in.Period, in.Start, in.End, "24h"); err != nil {
		return GetMonitorDetailsOut{}, err
	}
	org, m, err := o.monitor(ctx, op, in.Org, in.Slug, in.Environment)
	if err != nil {
		return GetMonitorDetailsOut{}, err
	}
	out := GetMonitorDetailsOut{Organization: org, Monitor: m, now: o.cfg.Now()}
	page, err := o.client.CheckIns(ctx, org, in.Slug, q)
	if err != nil {
		return out, err
	}
	out.CheckIns, out.Skipped = orEmpty(page.Items), skipped(page.Skipped)
	if in.Stats == nil || *in.Stats {
		since, until := spanOf(q, out.now)
		out.Stats, err = o.client.MonitorStats(ctx, org, orWord(in.Project, string(m.Project.Slug)), in.Slug, since, until, resolution(in.Rollup, until.Sub(since)))
		if err != nil { // an endpoint outside of the documented ones: the rest stays
			out.Skipped = append(out.Skipped, "stats: "+text.From(err.Error()).String())
		}
	}
	return out, nil
}

// monitor reads one cron monitor.
func (o *Ops) monitor(ctx context.Context, op, named, slug string, environments []string) (org string, m Monitor, err error) {
	if slug == "" {
		return "", m, invalid(op, "vedette monitor list shows the slugs", "no monitor was named")
	}
	if org, err = o.org(ctx, op, named); err != nil {
		return "", m, err
	}
	m, err = o.client.Monitor(ctx, org, slug, environments)
	return org, m, notFoundAs(op, "monitor "+slug+" in "+org, "vedette monitor list", err)
}

// spanOf is the period as two instants.
func spanOf(q sentryapi.CheckInQuery, now time.Time) (since, until time.Time) {
	if q.StatsPeriod == "" {
		return q.Start, q.End
	}
	return now.Add(-periodLength(q.StatsPeriod)), now
}

// resolution is the bucket asked for, else one that gives some dozens of them.
func resolution(seconds int, span time.Duration) string {
	if seconds > 0 {
		return strconv.Itoa(seconds) + "s"
	}
	if span <= 3*24*time.Hour {
		return "1h"
	}
	return "1d"
}

// Doc is the schedule, the environments, the newest check-ins and the totals.
func (out GetMonitorDetailsOut) Doc() text.Doc {
	var d text.Doc
	m := out.Monitor
	d.Heading(1, text.T("Monitor "), text.Code(m.Slug))
	d.Field("Name", m.Name)
	d.Field("State", text.T(MonitorState(m)))
	d.Field("Schedule", text.Code(m.Config.Schedule), text.T(" "), m.Config.Timezone)
	d.Field("Project", m.Project.Slug)
	if n := int64(m.Config.CheckinMargin); n > 0 {
		d.Field("Late after", text.T(minutes(int(n))))
	}
	if n := int64(m.Config.MaxRuntime); n > 0 {
		d.Field("Timeout", text.T(minutes(int(n))))
	}
	for _, e := range m.Environments {
		line := []text.Inline{text.Code(e.Name), text.T(" "), e.Status}
		if !e.LastCheckIn.IsZero() {
			line = append(line, text.T(", last check-in "+text.Ago(e.LastCheckIn.Time, out.now)))
		}
		if !e.NextCheckIn.IsZero() {
			line = append(line, text.T(", next "), text.At(e.NextCheckIn.Time))
		}
		if e.ActiveIncident != nil {
			line = append(line, text.T(", failing since "), text.At(e.ActiveIncident.StartingTimestamp.Time))
		}
		if e.IsMuted {
			line = append(line, text.T(", muted"))
		}
		d.Bullet(line...)
	}
	if len(out.Stats) > 0 {
		var ok, failed, missed, late int64
		for _, s := range out.Stats {
			ok, failed, missed, late = ok+int64(s.OK), failed+int64(s.Error), missed+int64(s.Missed), late+int64(s.Timeout)
		}
		d.Para(text.T(fmt.Sprintf("In the period: %d ok, %d failed, %d missed, %d timed out.", ok, failed, missed, late)))
	}
	d.Heading(2, text.T("Check-ins"))
	var rows [][]text.Inline
	for _, c := range out.CheckIns {
		took := ""
		if c.Duration != nil {
			took = text.Duration(time.Duration(*c.Duration) * time.Millisecond)
		}
		rows = append(rows, []text.Inline{text.At(c.DateAdded.Time), c.Status, text.T(took), c.Environment})
	}
	if len(rows) == 0 {
		d.Para(text.T("None in this period."))
	} else {
		d.Table([]string{"at", "status", "took", "environment"}, rows)
	}
	for _, s := range out.Skipped {
		d.Para(text.T("Not read: " + s))
	}
	return d
}
