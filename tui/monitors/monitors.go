// Package monitors is the screens of what watches from outside: cron monitors
// with their check-ins, and uptime monitors with their checks.
package monitors

import (
	"context"
	"strings"
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

// List is the cron monitors. The check-ins of those in sight come after the list
// itself.
type List struct {
	*browse.Browser[ops.Monitor]
	env      screen.Env
	to       screen.ToMonitors
	checkIns map[text.Word][]ops.CheckIn // by slug; an empty one while it is asked for
}

// New lists the cron monitors.
func New(env screen.Env, to screen.ToMonitors) screen.Screen {
	l := &List{env: env, to: to, checkIns: map[text.Word][]ops.CheckIn{}}
	l.Browser = browse.New(env, browse.Kind[ops.Monitor]{
		Scope: command.Monitors, Crumb: "monitors", Plural: "cron monitors", Of: screen.Monitor, Columns: l.columns(), Moved: l.settle,
		Empty: []string{"A cron monitor hears from a job when it begins and ends, and raises an issue when it does not.",
			"SDKs make one with the first check-in: sentry_sdk.crons.monitor in Python, Sentry.withMonitor in JavaScript, sentry.CaptureCheckIn in Go; or sentry-cli monitors run NAME -- COMMAND."},
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.Monitor], error) {
			out, err := env.Ops.FindMonitors(ctx, ops.FindMonitorsIn{MonitorSearch: ops.MonitorSearch{OrgTarget: ops.OrgTarget{Org: to.Org},
				Project: screen.ProjectOr(to.Project), PageIn: ops.PageIn{Cursor: cursor, Limit: 50}}})
			return browse.Page[ops.Monitor]{Items: out.Monitors, Next: out.NextCursor}, err
		},
		Open: func(m ops.Monitor) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToMonitor{Org: to.Org, Slug: string(m.Slug)}})
		},
		Do: func(id command.ID, _ *ops.Monitor) tea.Cmd {
			if id == command.OpenUptime {
				return env.Instead(screen.ToUptime(to))
			}
			return nil
		},
	})
	return l
}

// Tasks of the screen, beside those of the list: a task of strips is called by
// its monitor.
const (
	settleTask = "settle" // the list rests
	settleTime = 150 * time.Millisecond
)

// settle waits until the list rests: whoever runs through it needs no strips.
func (l *List) settle() tea.Cmd { return screen.Wait(l.env.Tasks, settleTask, settleTime) }

// strips asks for the check-ins of the monitors in sight that are not known.
func (l *List) strips() tea.Cmd {
	var cmds []tea.Cmd
	none := false
	for _, m := range l.InSight() {
		if _, known := l.checkIns[m.Slug]; known {
			continue
		}
		l.checkIns[m.Slug] = nil
		in := ops.GetMonitorDetailsIn{OrgTarget: ops.OrgTarget{Org: l.to.Org}, Slug: string(m.Slug), Period: "7d", CheckIns: stripWidth, Stats: &none}
		cmds = append(cmds, screen.Run(l.env.Tasks, "check-ins of "+in.Slug, l.env.Ops.GetMonitorDetails, in))
	}
	return tea.Batch(cmds...)
}

// Do runs the commands of the list; loading it again means its strips, too.
func (l *List) Do(id command.ID) tea.Cmd {
	if id == command.Refresh {
		clear(l.checkIns)
	}
	return l.Browser.Do(id)
}

// Update takes the check-ins; everything else is the list's.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Tick:
		if l.env.Tasks.Done(msg.Ticket) {
			return l.strips()
		}
	case screen.Loaded[ops.GetMonitorDetailsOut]:
		if l.env.Tasks.Done(msg.Ticket) && msg.Err == nil {
			l.checkIns[msg.Out.Monitor.Slug] = msg.Out.CheckIns
		}
	default:
		return l.Browser.Update(msg)
	}
	return nil
}

// stripWidth is how many check-ins a row shows.
const stripWidth = 24

func (l *List) columns() []browse.Column[ops.Monitor] {
	muted := browse.Role[ops.Monitor](themes.Muted)
	return []browse.Column[ops.Monitor]{
		{Title: "MONITOR", Text: func(m ops.Monitor) string { return string(m.Slug) }},
		{Title: "STATE", Text: ops.MonitorState, Role: stateRole, Max: 30},
		{Title: "HEARD", Right: true, Time: ops.LastCheckIn, Role: muted},
		{Title: "NEWEST CHECK-INS", Max: stripWidth, Draw: func(p widget.Paint, m ops.Monitor) string { return strip(p, l.checkIns[m.Slug], stripWidth) }},
		{Title: "SCHEDULE", Text: func(m ops.Monitor) string { return m.Config.Schedule.String() }},
		{Title: "PROJECT", Text: func(m ops.Monitor) string { return string(m.Project.Slug) }, Role: muted},
		{Title: "NAME", Wide: true, Text: func(m ops.Monitor) string { return m.Name.String() }, Role: muted},
	}
}

// strip is one glyph per check-in, the newest last, at most so many of them.
func strip(p widget.Paint, checkIns []ops.CheckIn, width int) string {
	out := ""
	for n := min(len(checkIns), width) - 1; n >= 0; n-- {
		out += mark(p, checkIns[n].Status, 1)
	}
	return out
}

// mark is how a check-in ended, so many cells wide: low is well, the higher the
// worse. "" is none at all.
func mark(p widget.Paint, status text.Word, cells int) string {
	role, glyph := themes.Muted, p.Glyph("░", "-") // in progress
	switch status {
	case "ok":
		role, glyph = themes.Success, p.Glyph("▂", ".")
	case "missed":
		role, glyph = themes.Warning, p.Glyph("▒", "M")
	case "timeout":
		role, glyph = themes.Error, p.Glyph("▓", "T")
	case "error":
		role, glyph = themes.Error, p.Glyph("█", "E")
	case "":
		glyph = p.Glyph("▁", "_")
	}
	return p.In(role, strings.Repeat(glyph, cells))
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
