package cli

import (
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func seerHandoff() leaf {
	return change(leaf{
		name: "handoff", summary: "hand a run to an outside coding agent", op: []string{"hand_off_seer_run"}, args: "ISSUE", min: 1, max: 1,
		details:  issueArg + "\nThe agent works at its own place and price; `vedette seer status` shows what it made.",
		examples: []string{"vedette seer handoff SHOP-1A --to github_copilot", "vedette seer handoff SHOP-1A --integration 12 -m 'add a test'"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "to", Usage: "`PROVIDER`, such as github_copilot"},
			&ucli.StringFlag{Name: "integration", Usage: "`ID` of the agent's integration, instead of --to"},
			&ucli.StringFlag{Name: "context", Aliases: []string{"m"}, Usage: "guidance `TEXT` (- = standard input)"},
		},
	}, (*ops.Ops).HandOffSeerRun, func(c *call, _ config.Settings) (ops.HandOffSeerRunIn, error) {
		guidance, err := c.readText(c.cmd.String("context"))
		return ops.HandOffSeerRunIn{IssueTarget: target(c.args[0]), Provider: c.cmd.String("to"), Integration: c.cmd.String("integration"), Instruction: guidance}, err
	})
}

func seerStop() leaf {
	return change(leaf{
		name: "stop", summary: "ask a run at work to stop; what it has found stays", op: []string{"stop_seer_run"}, args: "ISSUE", min: 1, max: 1,
		details: issueArg, examples: []string{"vedette seer stop SHOP-1A"},
	}, (*ops.Ops).StopSeerRun, func(c *call, _ config.Settings) (ops.StopSeerRunIn, error) {
		return ops.StopSeerRunIn{IssueTarget: target(c.args[0])}, nil
	})
}

func seerSetup() leaf {
	return view(leaf{
		name: "setup", summary: "say what Seer lacks to work on an issue, and what to do about it", op: []string{"check_seer_setup"}, args: "ISSUE", min: 1, max: 1,
		details: issueArg, examples: []string{"vedette seer setup SHOP-1A", "vedette seer setup @latest --json=ready"},
	}, (*ops.Ops).CheckSeerSetup, func(c *call, _ config.Settings) (ops.CheckSeerSetupIn, error) {
		return ops.CheckSeerSetupIn{IssueTarget: target(c.args[0])}, nil
	})
}

func seerSummary() leaf {
	return change(leaf{
		name: "summary", summary: "have a model summarize an issue; may cost money", op: []string{"get_issue_summary"}, args: "ISSUE", min: 1, max: 1,
		details: issueArg, examples: []string{"vedette seer summary SHOP-1A", "vedette seer summary SHOP-1A --json=summary.possibleCause"},
		flags: []ucli.Flag{&ucli.StringFlag{Name: "event", Usage: "of this event `ID`"}},
	}, (*ops.Ops).GetIssueSummary, func(c *call, _ config.Settings) (ops.GetIssueSummaryIn, error) {
		return ops.GetIssueSummaryIn{IssueTarget: target(c.args[0]), EventID: c.cmd.String("event")}, nil
	})
}

func seerRuns() leaf {
	return list(leaf{
		name: "runs", summary: "list the fix runs of an organization, newest first", op: []string{"find_seer_runs"},
		examples: []string{"vedette seer runs", "vedette seer runs --query is:mine --period 14d"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "query", Aliases: []string{"q"}, Usage: "`TEXT`, or source:..., type:..., is:mine"},
			&ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Usage: "only runs of the last `PERIOD`: 24h, 14d, 30d"},
		},
	}, lister[ops.FindSeerRunsIn, ops.FindSeerRunsOut, ops.SeerRunSummary]{
		run: (*ops.Ops).FindSeerRuns, key: "runs", empty: "No run matches.", columns: runColumns,
		rows: func(out *ops.FindSeerRunsOut) *[]ops.SeerRunSummary { return &out.Runs },
		id:   func(r ops.SeerRunSummary) string { return string(r.ID) },
		in: func(c *call, _ config.Settings) (ops.FindSeerRunsIn, error) {
			return ops.FindSeerRunsIn{Query: c.cmd.String("query"), Period: c.cmd.String("period")}, nil
		},
	})
}

func runColumns(now time.Time) []render.Column[ops.SeerRunSummary] {
	return []render.Column[ops.SeerRunSummary]{
		{Title: "run", Value: func(r ops.SeerRunSummary) string { return string(r.ID) }, Style: always[ops.SeerRunSummary](render.Bold)},
		{Title: "title", Value: func(r ops.SeerRunSummary) string { return r.Title.String() }, Flex: true},
		ago("created", now, func(r ops.SeerRunSummary) time.Time { return r.DateCreated.Time }),
		ago("last", now, func(r ops.SeerRunSummary) time.Time { return r.LastTriggeredAt.Time }),
	}
}
