package cli

import (
	"fmt"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func (s *session) uptimeGroup() *ucli.Command {
	return s.group("uptime", "Uptime monitors and their checks",
		s.command(uptimeList()), s.command(uptimeView()), s.command(uptimeCreate()), s.command(uptimeUpdate()), s.command(uptimeDelete()))
}

func uptimeList() leaf {
	return list(leaf{
		name: "list", summary: "list uptime monitors", op: []string{"find_uptime_monitors"},
		examples: []string{"vedette uptime list", "vedette uptime list --project shop --json=id,name,url"},
		flags:    []ucli.Flag{queryFlag("a name or URL"), envFlag(), ownerFlag()},
	}, lister[ops.FindUptimeMonitorsIn, ops.FindUptimeMonitorsOut, ops.Uptime]{
		run: (*ops.Ops).FindUptimeMonitors, key: "monitors", empty: "No uptime monitor matches.",
		rows: func(out *ops.FindUptimeMonitorsOut) *[]ops.Uptime { return &out.Monitors },
		id:   func(m ops.Uptime) string { return string(m.ID) },
		in: func(c *call, s config.Settings) (ops.FindUptimeMonitorsIn, error) {
			return ops.FindUptimeMonitorsIn{MonitorSearch: monitorSearch(c, s)}, nil
		},
		columns: func(time.Time) []render.Column[ops.Uptime] {
			return []render.Column[ops.Uptime]{
				{Title: "id", Value: func(m ops.Uptime) string { return string(m.ID) }},
				{Title: "state", Value: ops.UptimeState, Style: func(m ops.Uptime) render.Style { return watchStyle(ops.UptimeState(m), "up") }},
				{Title: "name", Value: func(m ops.Uptime) string { return m.Name.String() }, Style: always[ops.Uptime](render.Bold), Flex: true},
				{Title: "URL", Value: func(m ops.Uptime) string { return m.URL.String() }, Flex: true},
				{Title: "every", Value: func(m ops.Uptime) string { return fmt.Sprintf("%ds", m.IntervalSeconds) }, Right: true},
				{Title: "project", Value: func(m ops.Uptime) string { return string(m.ProjectSlug) }, Extra: true},
			}
		},
	})
}

const uptimeArg = "ID is the number that `vedette uptime list` shows; the project is --project, the default, or the only one."

func uptimeTarget(c *call) ops.UptimeTarget { return ops.UptimeTarget{ID: c.args[0]} }

func uptimeView() leaf {
	return view(leaf{
		name: "view", summary: "show an uptime monitor and its checks", op: []string{"get_uptime_monitor_details"}, args: "ID", min: 1, max: 1, details: uptimeArg,
		examples: []string{"vedette uptime view 12 --project shop", "vedette uptime view 12 --project shop --period 7d --limit 50"},
		flags:    append(rangeFlags("24h"), &ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 10, Usage: "at most `N` checks, 50 at most"}),
	}, (*ops.Ops).GetUptimeMonitorDetails, func(c *call, _ config.Settings) (ops.GetUptimeMonitorDetailsIn, error) {
		return ops.GetUptimeMonitorDetailsIn{UptimeTarget: uptimeTarget(c), Period: c.cmd.String("period"), Start: c.cmd.String("start"), End: c.cmd.String("end"), Checks: c.cmd.Int("limit")}, nil
	})
}

// uptimeFlags are the settings of an uptime monitor.
func uptimeFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "name", Usage: "its `NAME`"},
		&ucli.StringFlag{Name: "url", Usage: "the `URL` to ask"},
		&ucli.DurationFlag{Name: "every", Usage: "ask every `DURATION`: 1m, 5m, 10m, 20m, 30m, 1h"},
		&ucli.DurationFlag{Name: "timeout", Usage: "wait up to this `DURATION` for an answer, at most 1m"},
		&ucli.StringFlag{Name: "method", Usage: "HTTP `METHOD`"},
		&ucli.StringSliceFlag{Name: "header", Usage: "send this `HEADER`, \"Name: value\"; several at once"},
		&ucli.StringFlag{Name: "body", Usage: "send this `TEXT`"},
		&ucli.StringFlag{Name: "owner", Usage: "`OWNER`: user:ID, team:ID"},
		&ucli.StringFlag{Name: "env", Usage: "environment `NAME` of its issues"},
		&ucli.IntFlag{Name: "down-after", Usage: "down after `N` failures in a row"},
		&ucli.IntFlag{Name: "up-after", Usage: "up after `N` successes in a row"},
		&ucli.BoolFlag{Name: "disabled", Usage: "do not ask for now; --disabled=false asks again"},
	}
}

func uptimeSettings(c *call) ops.UptimeSettings {
	s := ops.UptimeSettings{
		Name: c.cmd.String("name"), URL: c.cmd.String("url"), Interval: int(c.cmd.Duration("every") / time.Second),
		Timeout: int(c.cmd.Duration("timeout") / time.Millisecond), Method: c.cmd.String("method"), Headers: c.cmd.StringSlice("header"),
		Owner: c.cmd.String("owner"), Env: c.cmd.String("env"), Downtime: c.cmd.Int("down-after"), Recovery: c.cmd.Int("up-after"),
	}
	if c.cmd.IsSet("body") {
		s.Body = new(c.cmd.String("body"))
	}
	switch {
	case c.cmd.Bool("disabled"):
		s.Status = "disabled"
	case c.cmd.IsSet("disabled"):
		s.Status = "active"
	}
	return s
}

func uptimeCreate() leaf {
	return change(leaf{
		name: "create", summary: "ask a URL at intervals whether it is up", op: []string{"create_uptime_monitor"},
		examples: []string{"vedette uptime create --project shop --name Shop --url https://shop.example.com/health --every 1m"},
		flags:    uptimeFlags(),
	}, (*ops.Ops).CreateUptimeMonitor, func(c *call, _ config.Settings) (ops.CreateUptimeMonitorIn, error) {
		return ops.CreateUptimeMonitorIn{UptimeSettings: uptimeSettings(c)}, nil
	})
}

func uptimeUpdate() leaf {
	return change(leaf{
		name: "update", summary: "change an uptime monitor", op: []string{"update_uptime_monitor"}, args: "ID", min: 1, max: 1, details: uptimeArg,
		examples: []string{"vedette uptime update 12 --project shop --every 5m", "vedette uptime update 12 --project shop --disabled"},
		flags:    uptimeFlags(),
	}, (*ops.Ops).UpdateUptimeMonitor, func(c *call, _ config.Settings) (ops.UpdateUptimeMonitorIn, error) {
		return ops.UpdateUptimeMonitorIn{UptimeTarget: uptimeTarget(c), UptimeSettings: uptimeSettings(c)}, nil
	})
}

func uptimeDelete() leaf {
	return change(leaf{
		name: "delete", summary: "delete an uptime monitor with its history", op: []string{"delete_uptime_monitor"}, args: "ID", min: 1, max: 1, details: uptimeArg,
		examples: []string{"vedette uptime delete 12 --project shop --yes"},
		destroys: func(c *call) (what, word string) {
			return "This deletes uptime monitor " + c.args[0] + " with its history.", "delete"
		},
	}, (*ops.Ops).DeleteUptimeMonitor, func(c *call, _ config.Settings) (ops.DeleteUptimeMonitorIn, error) {
		return ops.DeleteUptimeMonitorIn{UptimeTarget: uptimeTarget(c)}, nil
	})
}
