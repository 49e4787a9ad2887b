package cli

import (
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func (s *session) monitorGroup() *ucli.Command {
	return s.group("monitor", "Cron monitors and their check-ins",
		s.command(monitorList()), s.command(monitorView()),
		s.command(monitorChange("mute", "make no issues of a monitor's failures", func(in *ops.UpdateMonitorIn) { in.Muted = new(true) })),
		s.command(monitorChange("unmute", "make issues of a monitor's failures again", func(in *ops.UpdateMonitorIn) { in.Muted = new(false) })),
		s.command(monitorChange("disable", "take no check-ins of a monitor", func(in *ops.UpdateMonitorIn) { in.Status = "disabled" })),
		s.command(monitorChange("enable", "take check-ins of a monitor again", func(in *ops.UpdateMonitorIn) { in.Status = "active" })))
}

func ownerFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "owner", Usage: "only those of this `OWNER`: user:ID, team:ID"}
}

// rangeFlags are those of everything that reads a stretch of time.
func rangeFlags(def string) []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Usage: "of this `PERIOD`: 24h, 14d (default " + def + ")"},
		&ucli.StringFlag{Name: "start", Usage: "from this `TIME`, RFC 3339, with --end"},
		&ucli.StringFlag{Name: "end", Usage: "to this `TIME`, RFC 3339"},
	}
}

func monitorList() leaf {
	return list(leaf{
		name: "list", summary: "list cron monitors", op: []string{"find_monitors"},
		examples: []string{"vedette monitor list", "vedette monitor list --env production --jq '.monitors[] | select(.isMuted) | .slug'"},
		flags:    []ucli.Flag{queryFlag("a name"), envFlag(), ownerFlag()},
	}, lister[ops.FindMonitorsIn, ops.FindMonitorsOut, ops.Monitor]{
		run: (*ops.Ops).FindMonitors, key: "monitors", empty: "No cron monitor matches.",
		rows: func(out *ops.FindMonitorsOut) *[]ops.Monitor { return &out.Monitors },
		id:   func(m ops.Monitor) string { return string(m.ID) + "/" + string(m.Slug) },
		in: func(c *call, s config.Settings) (ops.FindMonitorsIn, error) {
			return ops.FindMonitorsIn{MonitorSearch: monitorSearch(c, s)}, nil
		},
		columns: func(now time.Time) []render.Column[ops.Monitor] {
			return []render.Column[ops.Monitor]{
				{Title: "slug", Value: func(m ops.Monitor) string { return string(m.Slug) }, Style: always[ops.Monitor](render.Bold)},
				{Title: "state", Value: ops.MonitorState, Style: func(m ops.Monitor) render.Style { return watchStyle(ops.MonitorState(m), "ok") }, Flex: true},
				{Title: "schedule", Value: func(m ops.Monitor) string { return m.Config.Schedule.String() }},
				ago("last check-in", now, ops.LastCheckIn),
				{Title: "project", Value: func(m ops.Monitor) string { return string(m.Project.Slug) }, Extra: true},
				{Title: "name", Value: func(m ops.Monitor) string { return m.Name.String() }, Flex: true, Extra: true},
			}
		},
	})
}

// watchStyle is how a state stands out: the good one, those that somebody
// chose, and the rest.
func watchStyle(state, good string) render.Style {
	switch state {
	case good:
		return render.Green
	case "disabled", "muted", "unknown", "no check-in yet", good + ", muted":
		return render.Faint
	}
	return render.Red
}

func monitorView() leaf {
	return view(leaf{
		name: "view", summary: "show a cron monitor and its check-ins", op: []string{"get_monitor_details"}, args: "SLUG", min: 1, max: 1,
		examples: []string{"vedette monitor view nightly-report", "vedette monitor view nightly-report --period 7d --json=checkIns"},
		flags: append(rangeFlags("24h"), envFlag(),
			&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 10, Usage: "at most `N` check-ins, 50 at most"}),
	}, (*ops.Ops).GetMonitorDetails, func(c *call, s config.Settings) (ops.GetMonitorDetailsIn, error) {
		return ops.GetMonitorDetailsIn{
			Slug: c.args[0], Environment: c.environments(s), Period: c.cmd.String("period"), Start: c.cmd.String("start"), End: c.cmd.String("end"),
			CheckIns: c.cmd.Int("limit"),
		}, nil
	})
}

// monitorChange is a command that changes a cron monitor in one way.
func monitorChange(name, summary string, set func(*ops.UpdateMonitorIn)) leaf {
	return change(leaf{
		name: name, summary: summary, op: []string{"update_monitor"}, args: "SLUG", min: 1, max: 1,
		examples: []string{"vedette monitor " + name + " nightly-report"},
	}, (*ops.Ops).UpdateMonitor, func(c *call, _ config.Settings) (ops.UpdateMonitorIn, error) {
		in := ops.UpdateMonitorIn{Slug: c.args[0]}
		set(&in)
		return in, nil
	})
}

// monitorSearch is the search for monitors, of either kind, that the flags ask for.
func monitorSearch(c *call, s config.Settings) ops.MonitorSearch {
	return ops.MonitorSearch{Query: c.cmd.String("query"), Environment: c.environments(s), Owner: c.cmd.String("owner")}
}
