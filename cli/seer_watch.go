package cli

import (
	"context"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
)

func seerStatus() leaf {
	return leaf{
		name: "status", summary: "show the newest run of an issue; starts nothing", op: []string{"get_seer_run"}, args: "ISSUE", min: 1, max: 1,
		details: issueArg + "\n" + seerExits, examples: []string{"vedette seer status SHOP-1A", "vedette seer status SHOP-1A --json=outcome,run.rootCause"},
		flags: []ucli.Flag{untilFlag(ops.UntilRootCause)},
		run:   func(ctx context.Context, c *call) error { return c.showRun(ctx, c.cmd.String("until")) },
	}
}

// showRun prints the newest run; its exit code follows the outcome.
func (c *call) showRun(ctx context.Context, until string) error {
	if err := check[ops.GetSeerRunOut](c); err != nil {
		return err
	}
	o, _, err := c.ops(ctx)
	if err != nil {
		return err
	}
	done := c.progress("Reading the run")
	out, err := o.GetSeerRun(ctx, ops.GetSeerRunIn{IssueTarget: target(c.args[0]), Until: until})
	done()
	if err != nil {
		return err
	}
	return c.judged(ctx, out, true)
}

// judged prints a run's state; its exit code follows the outcome if wanted.
func (c *call) judged(ctx context.Context, out ops.GetSeerRunOut, exit bool) error {
	if err := c.object(ctx, out); err != nil {
		return err
	}
	if !c.format.JSON {
		c.next(out)
	}
	if code := ops.SeerExit(out.Outcome); exit && code != ops.ExitOK {
		return exitCode(code)
	}
	return nil
}

func seerWatch() leaf {
	return leaf{
		name: "watch", summary: "follow the run of an issue until it stops; starts nothing", op: []string{"get_seer_run"}, args: "ISSUE", min: 1, max: 1,
		details:  issueArg + "\nWith --exit-status the exit code follows the outcome; without it, only giving up after --timeout is 8. " + seerExits,
		examples: []string{"vedette seer watch SHOP-1A --exit-status"},
		flags: []ucli.Flag{
			untilFlag(ops.UntilSolution),
			&ucli.BoolFlag{Name: "exit-status", Usage: "let the exit code say how it ended"},
			&ucli.DurationFlag{Name: "interval", Value: 3 * time.Second, Usage: "look every `DURATION`"},
			&ucli.DurationFlag{Name: "timeout", Value: time.Hour, Usage: "stop following after this `DURATION`"},
		},
		run: watch,
	}
}

func watch(ctx context.Context, c *call) error {
	in := ops.FollowSeerRunIn{
		GetSeerRunIn: ops.GetSeerRunIn{IssueTarget: target(c.args[0]), Until: c.cmd.String("until")},
		Every:        c.cmd.Duration("interval"), Timeout: c.cmd.Duration("timeout"),
	}
	if in.Every < time.Millisecond {
		return usage("--interval 3s", "--interval cannot be %s", in.Every)
	}
	if in.Timeout <= 0 {
		return usage("--timeout 1h", "--timeout cannot be %s", in.Timeout)
	}
	if err := check[ops.GetSeerRunOut](c); err != nil {
		return err
	}
	o, _, err := c.ops(ctx)
	if err != nil {
		return err
	}
	for e, err := range o.FollowSeerRun(ctx, in) {
		switch {
		case err != nil:
			return err
		case e.Result != nil:
			c.notes.Clear()
			return c.judged(ctx, *e.Result, c.cmd.Bool("exit-status") || e.Result.Outcome == ops.SeerRunning)
		}
		c.notes.Progress(e.Message.String())
	}
	return ctx.Err()
}
