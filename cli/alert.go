package cli

import (
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func (s *session) alertGroup() *ucli.Command {
	return s.group("alert", "Alerts on issues and metrics", s.command(alertList()), s.command(alertView()))
}

func kindFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "kind", Value: "all", Usage: "`KIND`: all, issue, metric"}
}

func alertList() leaf {
	return list(leaf{
		name: "list", summary: "list alerts", op: []string{"find_alert_rules"},
		examples: []string{"vedette alert list", "vedette alert list --kind metric --query latency"},
		flags:    []ucli.Flag{queryFlag("a name"), kindFlag()},
	}, lister[ops.FindAlertRulesIn, ops.FindAlertRulesOut, ops.Alert]{
		run: (*ops.Ops).FindAlertRules, key: "rules", empty: "No alert matches.",
		rows: func(out *ops.FindAlertRulesOut) *[]ops.Alert { return &out.Rules },
		id:   func(a ops.Alert) string { return a.Model + a.Kind + string(a.ID) },
		in: func(c *call, _ config.Settings) (ops.FindAlertRulesIn, error) {
			return ops.FindAlertRulesIn{Query: c.cmd.String("query"), Kind: c.cmd.String("kind")}, nil
		},
		columns: func(now time.Time) []render.Column[ops.Alert] {
			return []render.Column[ops.Alert]{
				{Title: "id", Value: func(a ops.Alert) string { return string(a.ID) }},
				{Title: "kind", Value: func(a ops.Alert) string { return a.Kind }},
				{Title: "state", Value: ops.Alert.State, Style: func(a ops.Alert) render.Style {
					if a.Enabled {
						return render.Green
					}
					return render.Faint
				}},
				{Title: "name", Value: func(a ops.Alert) string { return a.Name.String() }, Style: always[ops.Alert](render.Bold), Flex: true},
				{Title: "watches", Value: func(a ops.Alert) string { return a.Watches.String() }, Flex: true, Extra: true},
				ago("last triggered", now, func(a ops.Alert) time.Time { return a.LastTriggered.Time }),
			}
		},
	})
}

func alertView() leaf {
	return view(leaf{
		name: "view", summary: "show an alert: what it watches, when it acts, whom it tells", op: []string{"get_alert_rule"}, args: "ID|NAME", min: 1, max: -1,
		examples: []string{"vedette alert view 456", "vedette alert view Notify team --kind issue"},
		flags:    []ucli.Flag{kindFlag()},
	}, (*ops.Ops).GetAlertRule, func(c *call, _ config.Settings) (ops.GetAlertRuleIn, error) {
		return ops.GetAlertRuleIn{Rule: strings.Join(c.args, " "), Kind: c.cmd.String("kind")}, nil
	})
}
