package cli

import (
	"context"
	"fmt"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
)

func (s *session) seerGroup() *ucli.Command {
	return s.group("seer", "Find the cause of an issue and a fix",
		s.command(fixLeaf("vedette seer fix")), s.command(seerStatus()), s.command(seerWatch()))
}

const seerExits = "Exit codes: 0 the wanted result is there, 8 still running, 9 the run waits for your answer, 10 finished without the result."

func untilFlag(def string) ucli.Flag {
	return &ucli.StringFlag{Name: "until", Value: def, Usage: "`RESULT` wanted: root_cause, solution, code_changes, open_pr"}
}

// fixLeaf is `vedette fix` and `vedette seer fix`.
func fixLeaf(path string) leaf {
	return leaf{
		name: "fix", summary: "find the root cause of an issue and a fix", op: []string{"analyze_issue_with_seer"}, args: "ISSUE", min: 1, max: 1,
		details: issueArg + "\nA run that exists is continued; --new starts over. On hosted Sentry a run is Seer's and may cost money.\n" +
			"With --json each step is one line of JSON, the result the last one.\n" + seerExits + " With --no-wait a started run is exit 0.",
		examples: []string{
			path + " SHOP-1A", path + " SHOP-1A --until code_changes", path + " SHOP-1A --instruction 'the cart may be empty'",
			path + " SHOP-1A --jq 'select(.type==\"artifact\").message'",
		},
		flags: []ucli.Flag{
			untilFlag(ops.UntilSolution),
			&ucli.BoolFlag{Name: "no-wait", Usage: "start and return at once"},
			&ucli.DurationFlag{Name: "timeout", Value: 6 * time.Minute, Usage: "stop following after this `TIME`; the run goes on"},
			&ucli.BoolFlag{Name: "new", Usage: "start over although a run exists"},
			&ucli.StringFlag{Name: "instruction", Usage: "guidance `TEXT`, or the answer to the run's question (- = standard input)"},
		},
		run: fix,
	}
}

func fix(ctx context.Context, c *call) error {
	timeout := c.cmd.Duration("timeout")
	if timeout < time.Second || timeout > time.Hour {
		return usage("--timeout 1s to 1h", "--timeout cannot be %s", timeout)
	}
	instruction, err := c.readText(c.cmd.String("instruction"))
	if err != nil {
		return err
	}
	if err := check[ops.SeerEvent](c); err != nil {
		return err
	}
	o, _, err := c.ops(ctx)
	if err != nil {
		return err
	}
	in := ops.AnalyzeIssueIn{
		IssueTarget: target(c.args[0]), Until: c.cmd.String("until"), Instruction: instruction,
		NewRun: c.cmd.Bool("new"), NoWait: c.cmd.Bool("no-wait"), Timeout: int(timeout / time.Second),
	}
	doing := &working{c: c, since: c.app.Now()}
	end := doing.begin()
	defer end()
	for e, err := range o.FollowAnalysis(ctx, in) {
		if err != nil {
			return err
		}
		if c.format.JSON {
			if err := c.out.Line(ctx, c.format, e); err != nil {
				return err
			}
		} else if e.Result == nil {
			doing.tell(e)
		}
		if e.Result != nil {
			end() // the result has the terminal to itself, or shares it with a pager
			return c.fixed(ctx, *e.Result, in.NoWait)
		}
	}
	return ctx.Err()
}

// working tells people at a terminal what a run does.
type working struct {
	c     *call
	since time.Time
	stop  func()
}

func (w *working) begin() (end func()) {
	w.stop = w.c.progress("Working")
	return func() { w.stop() }
}

// tell prints what happened; the newest task stays as the passing line.
func (w *working) tell(e ops.SeerEvent) {
	if !w.c.out.ErrTTY {
		return
	}
	line := e.Message.Cut(max(20, w.c.out.Width-16))
	switch e.Type {
	case "started", "existing", "step", "artifact":
		w.c.notes.Say(fmt.Sprintf("%4ds  %s%s", int(w.c.app.Now().Sub(w.since).Seconds()), stepLabel(e), line))
	case "todo", "message", "status":
		w.stop()
		w.stop = w.c.progress(line)
		w.c.notes.Progress(line)
	}
}

func stepLabel(e ops.SeerEvent) string {
	if e.Step == "" {
		return ""
	}
	return string(e.Step) + ": "
}

// fixed prints the result of a run and gives its exit code.
func (c *call) fixed(ctx context.Context, out ops.GetSeerRunOut, noWait bool) error {
	if !c.format.JSON {
		if err := c.object(ctx, out); err != nil {
			return err
		}
		c.next(out)
	}
	if noWait && out.Outcome == ops.SeerRunning {
		return nil
	}
	if code := ops.SeerExit(out.Outcome); code != ops.ExitOK {
		return exitCode(code)
	}
	return nil
}

// next says how to go on from an outcome.
func (c *call) next(out ops.GetSeerRunOut) {
	issue := c.args[0]
	switch out.Outcome {
	case ops.SeerRunning:
		c.notes.Say("still running: vedette seer watch " + issue)
	case ops.SeerAsks:
		c.notes.Say("the run waits for an answer: vedette fix " + issue + " --instruction '...'")
	case ops.SeerNoResult:
		c.notes.Say("finished without the wanted result: vedette fix " + issue + " --new --instruction '...'")
	case ops.SeerFailed:
		c.notes.Say("the run failed: vedette fix " + issue + " --new")
	case ops.SeerNone:
		c.notes.Say("no run yet: vedette fix " + issue)
	}
}

func seerStatus() leaf {
	return leaf{
		name: "status", summary: "show the newest run of an issue; starts nothing", op: []string{"get_seer_run"}, args: "ISSUE", min: 1, max: 1,
		details: issueArg + "\n" + seerExits, examples: []string{"vedette seer status SHOP-1A", "vedette seer status SHOP-1A --json=outcome,run.rootCause"},
		flags: []ucli.Flag{untilFlag(ops.UntilRootCause)},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.GetSeerRunOut](c); err != nil {
				return err
			}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			done := c.progress("Reading the run")
			out, err := o.GetSeerRun(ctx, ops.GetSeerRunIn{IssueTarget: target(c.args[0]), Until: c.cmd.String("until")})
			done()
			if err != nil {
				return err
			}
			return c.judged(ctx, out, true)
		},
	}
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
			&ucli.DurationFlag{Name: "interval", Value: 3 * time.Second, Usage: "look every `TIME`"},
			&ucli.DurationFlag{Name: "timeout", Value: time.Hour, Usage: "stop following after this `TIME`"},
		},
		run: watch,
	}
}

// watch looks at a run until it has stopped. A run can look completed between
// two of its steps, so that word counts once three looks saw no change.
func watch(ctx context.Context, c *call) error {
	interval := c.cmd.Duration("interval")
	if interval < time.Millisecond {
		return usage("--interval 3s", "--interval cannot be %s", interval)
	}
	if err := check[ops.GetSeerRunOut](c); err != nil {
		return err
	}
	o, _, err := c.ops(ctx)
	if err != nil {
		return err
	}
	tick, late := time.NewTicker(interval), time.NewTimer(c.cmd.Duration("timeout"))
	defer tick.Stop()
	defer late.Stop()
	in := ops.GetSeerRunIn{IssueTarget: target(c.args[0]), Until: c.cmd.String("until")}
	var out ops.GetSeerRunOut
	var last time.Time
	for quiet := 0; ; {
		if out, err = o.GetSeerRun(ctx, in); err != nil {
			return err
		}
		if out.Outcome == ops.SeerNoResult && out.Run.UpdatedAt.Equal(last) {
			quiet++
		}
		if out.Outcome != ops.SeerRunning && (out.Outcome != ops.SeerNoResult || quiet >= 2 || !out.Reason.IsZero()) {
			c.notes.Clear()
			return c.judged(ctx, out, c.cmd.Bool("exit-status"))
		}
		if !out.Run.UpdatedAt.Equal(last) {
			quiet, last = 0, out.Run.UpdatedAt.Time
		}
		c.notes.Progress(ops.SeerProgress(*out.Run).String())
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-late.C:
			c.notes.Clear()
			return c.judged(ctx, out, true)
		case <-tick.C:
		}
	}
}
