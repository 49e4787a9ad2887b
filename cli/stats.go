package cli

import (
	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
)

func stats() leaf {
	return view(leaf{
		name: "stats", summary: "show what was sent to Sentry and what became of it", op: []string{"get_org_stats"},
		details: "Counts by category (errors, spans, logs ...) and outcome: accepted, rate_limited (no quota left), filtered, invalid, client_discard.\n" +
			"All projects are counted unless --project names one.",
		examples: []string{"vedette stats", "vedette stats --period 30d --by category,outcome,reason", "vedette stats --outcome rate_limited --by project", "vedette stats --project shop --jq '.usage[] | [.category, .quantity] | @tsv'"},
		flags: append(rangeFlags("14d"),
			&ucli.StringSliceFlag{Name: "by", Usage: "group by `WHAT`: category, outcome, reason, project"},
			&ucli.StringSliceFlag{Name: "category", Usage: "only this `CATEGORY`: error, transaction, span, log_item, attachment, replay ..."},
			&ucli.StringSliceFlag{Name: "outcome", Usage: "only this `OUTCOME`"},
			&ucli.StringSliceFlag{Name: "reason", Usage: "only this `REASON`"}),
	}, (*ops.Ops).GetOrgStats, func(c *call, _ config.Settings) (ops.GetOrgStatsIn, error) {
		return ops.GetOrgStatsIn{
			Project: c.cmd.String("project"), GroupBy: c.cmd.StringSlice("by"), Category: c.cmd.StringSlice("category"), Outcome: c.cmd.StringSlice("outcome"),
			Reason: c.cmd.StringSlice("reason"), Period: c.cmd.String("period"), Start: c.cmd.String("start"), End: c.cmd.String("end"),
		}, nil
	})
}
