// Package monitors is the screens of what watches from outside: cron monitors
// with their check-ins, and uptime monitors with their checks.
package monitors

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// row is a monitor with its newest check-ins, once they are read.
type row struct {
	ops.Monitor
	checkIns []ops.CheckIn
}

// List is the cron monitors. The check-ins of each come after the list itself.
type List struct {
	*browse.Browser[row]
	env screen.Env
	to  screen.ToMonitors
}

// maxStrips is how many monitors of a list are asked for their check-ins.
const maxStrips = 20

// New lists the cron monitors.
func New(env screen.Env, to screen.ToMonitors) screen.Screen {
	l := &List{env: env, to: to}
	l.Browser = browse.New(env, browse.Kind[row]{
		Scope: command.Monitors, Crumb: "monitors", Plural: "cron monitors", Of: screen.Monitor, Columns: columns(env), Settled: l.strips,
		Empty: []string{"A cron monitor hears from a job when it begins and ends, and raises an issue when it does not.",
			"SDKs make one with the first check-in: sentry_sdk.crons.monitor in Python, Sentry.withMonitor in JavaScript, sentry.CaptureCheckIn in Go; or sentry-cli monitors run NAME -- COMMAND."},
		Load: func(ctx context.Context, cursor string) (browse.Page[row], error) {
			out, err := env.Ops.FindMonitors(ctx, ops.FindMonitorsIn{MonitorSearch: ops.MonitorSearch{OrgTarget: ops.OrgTarget{Org: to.Org},
				Project: screen.ProjectOr(to.Project), PageIn: ops.PageIn{Cursor: cursor, Limit: 50}}})
			page := browse.Page[row]{Next: out.NextCursor}
			for _, m := range out.Monitors {
				page.Items = append(page.Items, row{Monitor: m})
			}
			return page, err
		},
		Open: func(r row) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToMonitor{Org: to.Org, Slug: string(r.Slug)}})
		},
		Do: func(id command.ID, _ *row) tea.Cmd {
			if id == command.OpenUptime {
				return screen.Send(screen.Open{To: screen.ToUptime(to), Replace: true})
			}
			return nil
		},
	})
	return l
}

// strips asks for the check-ins of the monitors that are seen first.
func (l *List) strips(rows []row, _ string) tea.Cmd {
	var cmds []tea.Cmd
	none := false
	for _, r := range rows[:min(len(rows), maxStrips)] {
		in := ops.GetMonitorDetailsIn{OrgTarget: ops.OrgTarget{Org: l.to.Org}, Slug: string(r.Slug), Period: "7d", CheckIns: stripWidth, Stats: &none}
		cmds = append(cmds, screen.Run(l.env.Tasks, "check-ins of "+in.Slug, l.env.Ops.GetMonitorDetails, in))
	}
	return tea.Batch(cmds...)
}

// Update takes the check-ins; everything else is the list's.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	read, ok := msg.(screen.Loaded[ops.GetMonitorDetailsOut])
	if !ok {
		return l.Browser.Update(msg)
	}
	if l.env.Tasks.Done(read.Ticket) && read.Err == nil {
		l.Change(func(r row) row {
			if r.Slug == read.Out.Monitor.Slug {
				r.checkIns = read.Out.CheckIns
			}
			return r
		})
	}
	return nil
}

// stripWidth is how many check-ins a row shows.
const stripWidth = 24

func columns(env screen.Env) []browse.Column[row] {
	return []browse.Column[row]{
		{Title: "MONITOR", Text: func(r row) string { return string(r.Slug) }},
		{Title: "STATE", Text: func(r row) string { return ops.MonitorState(r.Monitor) }, Role: func(r row) themes.Role { return stateRole(r.Monitor) }},
		{Title: "NEWEST CHECK-INS", Max: stripWidth, Draw: func(p widget.Paint, r row) string { return strip(p, r.checkIns) },
			Role: func(r row) themes.Role { return stateRole(r.Monitor) }},
		{Title: "HEARD", Right: true, Time: func(r row) time.Time { return ops.LastCheckIn(r.Monitor) }, Role: browse.Role[row](themes.Muted)},
		{Title: "SCHEDULE", Text: func(r row) string { return r.Config.Schedule.String() }},
		{Title: "PROJECT", Text: func(r row) string { return string(r.Project.Slug) }, Role: browse.Role[row](themes.Muted)},
		{Title: "NAME", Wide: true, Text: func(r row) string { return r.Name.String() }, Role: browse.Role[row](themes.Muted)},
	}
}

// strip is one glyph per check-in, the newest last: low is well, the higher the
// worse.
func strip(p widget.Paint, checkIns []ops.CheckIn) string {
	out := ""
	for n := min(len(checkIns), stripWidth) - 1; n >= 0; n-- {
		switch checkIns[n].Status {
		case "ok":
			out += p.Glyph("▂", ".")
		case "missed":
			out += p.Glyph("▒", "M")
		case "timeout":
			out += p.Glyph("▓", "T")
		case "error":
			out += p.Glyph("█", "E")
		default: // in progress
			out += p.Glyph("░", "-")
		}
	}
	return out
}

// stateRole is the colour of the worst environment.
func stateRole(m ops.Monitor) themes.Role {
	if m.Status == "disabled" || m.IsMuted || len(m.Environments) == 0 {
		return themes.Muted
	}
	role := themes.Success
	for _, e := range m.Environments {
		switch e.Status {
		case "error", "timeout":
			return themes.Error
		case "missed_checkin":
			role = themes.Warning
		}
	}
	return role
}

// checkInRole is the colour of one check-in.
func checkInRole(status text.Word) themes.Role {
	switch status {
	case "ok":
		return themes.Success
	case "missed":
		return themes.Warning
	case "error", "timeout":
		return themes.Error
	}
	return themes.Muted
}
