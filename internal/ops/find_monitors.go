package ops

import (
	"context"
	"slices"
	"strings"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// MonitorSearch selects monitors of either kind.
type MonitorSearch struct {
	OrgTarget
	Project     string   `json:"projectSlug,omitempty" jsonschema:"Project slug or id."`
	Environment []string `json:"environment,omitempty"`
	Owner       string   `json:"owner,omitempty" jsonschema:"user:ID or team:ID."`
	Query       string   `json:"query,omitempty" jsonschema:"Part of a name or URL."`
	PageIn
}

func (o *Ops) monitorQuery(in MonitorSearch) sentryapi.MonitorQuery {
	return sentryapi.MonitorQuery{
		Projects: o.projects(in.Project), Environments: in.Environment, Owner: in.Owner, Query: in.Query, Cursor: in.Cursor, Limit: in.rows(),
	}
}

// FindMonitorsIn selects cron monitors.
type FindMonitorsIn struct{ MonitorSearch }

// FindMonitorsOut is one page of cron monitors.
type FindMonitorsOut struct {
	Organization string    `json:"organization"`
	Monitors     []Monitor `json:"monitors"`
	Paged

	now time.Time
}

// FindMonitors lists cron monitors.
func (o *Ops) FindMonitors(ctx context.Context, in FindMonitorsIn) (FindMonitorsOut, error) {
	return run(ctx, o, in, o.findMonitors)
}

func (o *Ops) findMonitors(ctx context.Context, in FindMonitorsIn) (FindMonitorsOut, error) {
	org, err := o.org(ctx, "find_monitors", in.Org)
	if err != nil {
		return FindMonitorsOut{}, err
	}
	p, err := o.client.Monitors(ctx, org, o.monitorQuery(in.MonitorSearch))
	return FindMonitorsOut{Organization: org, Monitors: orEmpty(p.Items), Paged: pagedOf(p), now: o.cfg.Now()}, err
}

// Doc is a line per monitor.
func (out FindMonitorsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Monitors) == 0 {
		d.Para(text.T("No cron monitor matches in " + out.Organization + "."))
	}
	for _, m := range out.Monitors {
		d.Bullet(text.Bold(text.Code(m.Slug)), text.T(" "), m.Name, text.T(", "+MonitorState(m)+", "), text.Code(m.Config.Schedule), text.T(", "), m.Project.Slug)
	}
	out.notes(&d)
	return d
}

// MonitorState is what matters of a monitor in a few words: "disabled",
// "muted", or how each environment does, the worst first: "error in
// production", "ok".
func MonitorState(m Monitor) string {
	if m.Status == "disabled" {
		return "disabled"
	}
	var states []string
	in := map[text.Word][]string{}
	for _, e := range m.Environments {
		if e.Status != "ok" && e.Status != "active" {
			if in[e.Status] == nil {
				states = append(states, string(e.Status))
			}
			in[e.Status] = append(in[e.Status], e.Name.String())
		}
	}
	for i, status := range states {
		slices.Sort(in[text.Word(status)])
		states[i] = strings.Replace(status, "missed_checkin", "missed check-in", 1) + " in " + strings.Join(in[text.Word(status)], " and ")
	}
	switch {
	case len(m.Environments) == 0:
		states = append(states, "no check-in yet")
	case len(states) == 0:
		states = append(states, "ok")
	}
	if m.IsMuted {
		states = append(states, "muted")
	}
	return strings.Join(states, ", ")
}

// LastCheckIn is when the monitor was heard of last, in any environment.
func LastCheckIn(m Monitor) (last time.Time) {
	for _, e := range m.Environments {
		if e.LastCheckIn.After(last) {
			last = e.LastCheckIn.Time
		}
	}
	return last
}
