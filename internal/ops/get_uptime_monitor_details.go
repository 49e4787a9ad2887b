package ops

import (
	"context"
	"fmt"
	"strings"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// UptimeTarget names one uptime monitor.
type UptimeTarget struct {
	ProjectTarget
	ID string `json:"uptimeMonitorId" jsonschema:"Numeric id."`
}

// uptime resolves a target to what the API takes.
func (o *Ops) uptime(ctx context.Context, op string, t UptimeTarget) (org, project string, err error) {
	if t.ID == "" || strings.Trim(t.ID, "0123456789") != "" {
		return "", "", invalid(op, "vedette uptime list shows the ids", "%q is not the id of an uptime monitor", text.From(t.ID).Cut(60))
	}
	return o.project(ctx, op, t.ProjectTarget)
}

func noUptime(op string, t UptimeTarget, project string, err error) error {
	return notFoundAs(op, "uptime monitor "+t.ID+" in project "+project, "vedette uptime list", err)
}

// GetUptimeMonitorDetailsIn names an uptime monitor and what to read of it.
type GetUptimeMonitorDetailsIn struct {
	UptimeTarget
	Period string `json:"period,omitempty" jsonschema:"24h, 7d ..." default:"24h"`
	Start  string `json:"start,omitempty" jsonschema:"RFC 3339, with end, instead of period."`
	End    string `json:"end,omitempty"`
	Checks int    `json:"checkLimit,omitempty" max:"50" default:"10"`
}

// GetUptimeMonitorDetailsOut is a monitor and its newest checks.
type GetUptimeMonitorDetailsOut struct {
	Organization string        `json:"organization"`
	Monitor      Uptime        `json:"monitor"`
	Checks       []UptimeCheck `json:"checks"`
	Skipped      []string      `json:"skipped,omitempty"`
}

// GetUptimeMonitorDetails reads an uptime monitor. Two requests.
func (o *Ops) GetUptimeMonitorDetails(ctx context.Context, in GetUptimeMonitorDetailsIn) (GetUptimeMonitorDetailsOut, error) {
	return run(ctx, o, in, o.getUptimeMonitorDetails)
}

func (o *Ops) getUptimeMonitorDetails(ctx context.Context, in GetUptimeMonitorDetailsIn) (out GetUptimeMonitorDetailsOut, err error) {
	const op = "get_uptime_monitor_details"
	q := sentryapi.CheckInQuery{Limit: orDefault(in.Checks, 10)}
	if q.StatsPeriod, q.Start, q.End, err = timeRange(op, in.Period, in.Start, in.End, "24h"); err != nil {
		return out, err
	}
	org, project, err := o.uptime(ctx, op, in.UptimeTarget)
	if err != nil {
		return out, err
	}
	out.Organization = org
	if out.Monitor, err = o.client.UptimeMonitor(ctx, org, project, in.ID); err != nil {
		return out, noUptime(op, in.UptimeTarget, project, err)
	}
	page, err := o.client.UptimeChecks(ctx, org, project, in.ID, q)
	out.Checks, out.Skipped = orEmpty(page.Items), skipped(page.Skipped)
	return out, err
}

// Doc is the monitor and a row per check.
func (out GetUptimeMonitorDetailsOut) Doc() text.Doc {
	d := uptimeDoc(out.Monitor)
	d.Heading(2, text.T("Checks"))
	if len(out.Checks) == 0 {
		d.Para(text.T("None in this period."))
		return d
	}
	var rows [][]text.Inline
	for _, c := range out.Checks {
		status := ""
		if c.HTTPStatusCode > 0 {
			status = fmt.Sprint(int64(c.HTTPStatusCode))
		}
		rows = append(rows, []text.Inline{text.At(c.Timestamp.Time), c.CheckStatus, text.T(status),
			text.T(text.Duration(time.Duration(c.DurationMs) * time.Millisecond)), c.Region, c.CheckStatusReason})
	}
	d.Table([]string{"at", "status", "HTTP", "took", "region", "reason"}, rows)
	return d
}

// uptimeDoc is the settings of an uptime monitor.
func uptimeDoc(m Uptime) text.Doc {
	var d text.Doc
	d.Heading(1, text.T("Uptime monitor "), m.Name)
	d.Field("Id", m.ID)
	d.Field("State", text.T(UptimeState(m)))
	d.Field("Request", m.Method, text.T(" "), text.Code(m.URL))
	d.Field("Every", text.T(text.Duration(time.Duration(m.IntervalSeconds)*time.Second)+", timeout "+text.Duration(time.Duration(m.TimeoutMs)*time.Millisecond)))
	d.Field("Project", m.ProjectSlug)
	if !m.Environment.IsZero() {
		d.Field("Environment", m.Environment)
	}
	if m.DowntimeThreshold > 0 {
		d.Field("Down after", text.T(counted(int64(m.DowntimeThreshold), "failure")+" in a row, up again after "+counted(int64(m.RecoveryThreshold), "good check")))
	}
	return d
}
