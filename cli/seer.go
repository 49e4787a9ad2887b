package cli

import (
	"context"
	"fmt"
	"iter"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
)

func (s *session) seerGroup() *ucli.Command {
	return s.group("seer", "Find the cause of an issue and a fix",
		s.command(fixLeaf("vedette seer fix")), s.command(seerStatus()), s.command(seerWatch()), s.command(seerAnswer()),
		s.command(seerDiff()), s.command(seerApply()), s.command(seerPR()), s.command(seerHandoff()), s.command(seerStop()),
		s.command(seerSetup()), s.command(seerRuns()), s.command(seerSummary()))
}

const seerExits = "Exit codes: 0 the wanted result is there, 8 still running, 9 the run waits for your answer, 10 finished without the result."

func untilFlag(def string) ucli.Flag {
	return &ucli.StringFlag{Name: "until", Value: def, Usage: "`RESULT` wanted: root_cause, solution, code_changes, open_pr"}
}

// followFlags are the flags of everything that posts to a run and follows it.
func followFlags(more ...ucli.Flag) []ucli.Flag {
	return append(more,
		&ucli.BoolFlag{Name: "no-wait", Usage: "start and return at once"},
		&ucli.DurationFlag{Name: "timeout", Value: 6 * time.Minute, Usage: "stop following after this `DURATION`; the run goes on"},
		&ucli.BoolFlag{Name: "dry-run", Usage: "show the request that would be sent, send nothing"},
	)
}

// fixLeaf is `vedette fix` and `vedette seer fix`.
func fixLeaf(path string) leaf {
	return leaf{
		name: "fix", summary: "find the root cause of an issue and a fix", op: []string{"analyze_issue_with_seer", "run_seer_step"}, args: "ISSUE", min: 1, max: 1,
		details: issueArg + "\nA run that exists is continued; --new starts over. On hosted Sentry a run is Seer's and may cost money; it is never\n" +
			"started twice for one request. --step plays one step of the run there is, also again.\n" +
			"With --json each step is one line of JSON, the result the last one.\n" + seerExits + " With --no-wait a started run is exit 0.",
		examples: []string{
			path + " SHOP-1A", path + " SHOP-1A --until code_changes", path + " SHOP-1A -m 'the cart may be empty'",
			path + " SHOP-1A --step solution --retry-from 4", path + " SHOP-1A --step pr_iteration -m 'add a test'",
			path + " SHOP-1A --jq 'select(.type==\"artifact\").message'",
		},
		flags: followFlags(
			untilFlag(ops.UntilSolution),
			&ucli.StringFlag{Name: "step", Usage: "play this `STEP` only: root_cause, solution, code_changes, pr_iteration"},
			&ucli.IntFlag{Name: "retry-from", Value: -1, Usage: "drop the run's blocks behind number `N` (from 0) and play its step again"},
			&ucli.BoolFlag{Name: "new", Usage: "start over although a run exists"},
			&ucli.StringFlag{Name: "context", Aliases: []string{"m", "instruction"}, Usage: "guidance `TEXT`, or the answer to the run's question (- = standard input)"},
		),
		run: fix,
	}
}

func fix(ctx context.Context, c *call) error {
	guidance, err := c.readText(c.cmd.String("context"))
	if err != nil {
		return err
	}
	timeout, err := c.seconds()
	if err != nil {
		return err
	}
	issue, noWait := target(c.args[0]), c.cmd.Bool("no-wait")
	if !c.cmd.IsSet("step") && !c.cmd.IsSet("retry-from") {
		return c.followRun(ctx, func(o *ops.Ops, ctx context.Context) iter.Seq2[ops.SeerEvent, error] {
			return o.FollowAnalysis(ctx, ops.AnalyzeIssueIn{
				IssueTarget: issue, Until: c.cmd.String("until"), Instruction: guidance, NewRun: c.cmd.Bool("new"), NoWait: noWait, Timeout: timeout,
			})
		})
	}
	if c.cmd.IsSet("until") || c.cmd.Bool("new") {
		return usage("vedette fix "+c.args[0]+" --step solution", "--step and --retry-from go on with the run there is, without --until and --new")
	}
	in := ops.RunSeerStepIn{IssueTarget: issue, Step: c.cmd.String("step"), Instruction: guidance, NoWait: noWait, Timeout: timeout}
	if c.cmd.IsSet("retry-from") {
		n := c.cmd.Int("retry-from")
		in.RetryFrom = &n
	}
	return c.followRun(ctx, func(o *ops.Ops, ctx context.Context) iter.Seq2[ops.SeerEvent, error] {
		return o.FollowSeerStep(ctx, in)
	})
}

// seconds is --timeout.
func (c *call) seconds() (int, error) {
	timeout := c.cmd.Duration("timeout")
	if timeout < time.Second || timeout > time.Hour {
		return 0, usage("--timeout 1s to 1h", "--timeout cannot be %s", timeout)
	}
	return int(timeout / time.Second), nil
}

// followRun shows what a run does until its result: lines of JSON, or progress
// and a document.
func (c *call) followRun(ctx context.Context, follow func(o *ops.Ops, ctx context.Context) iter.Seq2[ops.SeerEvent, error]) error {
	if c.cmd.Bool("dry-run") {
		ctx = ops.DryRun(ctx)
	} else if err := check[ops.SeerEvent](c); err != nil {
		return err
	}
	o, _, err := c.ops(ctx)
	if err != nil {
		return err
	}
	doing := &working{c: c, since: c.app.Now()}
	end := doing.begin()
	defer end()
	for e, err := range follow(o, ctx) {
		if plan, ok := ops.PlanOf(err); ok {
			return c.object(ctx, plan)
		}
		if err != nil {
			if ctx.Err() != nil && doing.started {
				c.advise("the run goes on: vedette seer watch " + c.args[0])
			}
			return err
		}
		switch {
		case c.cmd.Bool("dry-run"):
		case c.format.JSON:
			if err := c.out.Line(ctx, c.format, e); err != nil {
				return err
			}
		case e.Result == nil:
			doing.tell(e)
		}
		if e.Result != nil {
			end() // the result has the terminal to itself, or shares it with a pager
			return c.fixed(ctx, *e.Result)
		}
	}
	return ctx.Err()
}

// working tells people at a terminal what a run does.
type working struct {
	c       *call
	since   time.Time
	started bool
	stop    func()
}

func (w *working) begin() (end func()) {
	w.stop = w.c.progress("Working")
	return func() { w.stop() }
}

// tell prints what happened; the newest task stays as the passing line.
func (w *working) tell(e ops.SeerEvent) {
	w.started = w.started || e.Type == "started" || e.Type == "existing"
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
func (c *call) fixed(ctx context.Context, out ops.GetSeerRunOut) error {
	if !c.format.JSON || c.cmd.Bool("dry-run") { // a dry run that would send nothing shows what there is
		if err := c.object(ctx, out); err != nil {
			return err
		}
		c.next(out)
	}
	if c.cmd.Bool("no-wait") && out.Outcome == ops.SeerRunning {
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
	case ops.SeerFound:
		switch r := out.Run; {
		case len(r.PRs) == 0 && len(r.Patches) > 0:
			c.suggest("the changes:            vedette seer diff " + issue)
			c.suggest("into your working tree: vedette seer apply " + issue)
			c.suggest("as a pull request:      vedette seer pr " + issue)
		case len(r.Patches) == 0 && r.Plan != nil:
			c.suggest("as code: vedette fix " + issue + " --until code_changes")
		}
	case ops.SeerRunning:
		c.advise("still running: vedette seer watch " + issue)
	case ops.SeerAsks:
		c.advise("the run waits for an answer: vedette seer answer " + issue + " '...'")
	case ops.SeerNoResult:
		c.advise("finished without the wanted result: vedette fix " + issue + " --new --context '...'")
	case ops.SeerFailed:
		c.advise("the run failed: vedette fix " + issue + " --new")
	case ops.SeerNone:
		c.advise("no run yet: vedette fix " + issue)
	}
}

// suggest says what could come next, to people only.
func (c *call) suggest(line string) {
	if c.out.ErrTTY {
		c.advise(line)
	}
}

func seerAnswer() leaf {
	return leaf{
		name: "answer", summary: "answer what a run waits for, and follow it", op: []string{"answer_seer_question"}, args: "ISSUE [TEXT]", min: 1, max: 2,
		details:  issueArg + "\nWithout TEXT, or with \"-\", the answer is read from standard input; on a terminal without TEXT the question is shown.\n" + seerExits,
		examples: []string{"vedette seer answer SHOP-1A 'prices are in cents'", "vedette seer answer SHOP-1A - < answer.txt", "vedette seer answer SHOP-1A"},
		flags:    followFlags(&ucli.StringFlag{Name: "until", Usage: "`RESULT` wanted: root_cause, solution, code_changes, open_pr (default: what the step at work makes)"}),
		run: func(ctx context.Context, c *call) error {
			source := "-"
			switch {
			case len(c.args) == 2:
				source = c.args[1]
			case c.out.InTTY:
				return c.showRun(ctx, ops.UntilRootCause)
			}
			answer, err := c.readText(source)
			if err != nil {
				return err
			}
			timeout, err := c.seconds()
			if err != nil {
				return err
			}
			return c.followRun(ctx, func(o *ops.Ops, ctx context.Context) iter.Seq2[ops.SeerEvent, error] {
				return o.FollowSeerAnswer(ctx, ops.AnswerSeerQuestionIn{
					IssueTarget: target(c.args[0]), Answer: answer, Until: c.cmd.String("until"), NoWait: c.cmd.Bool("no-wait"), Timeout: timeout,
				})
			})
		},
	}
}

func seerPR() leaf {
	return leaf{
		name: "pr", summary: "open pull requests of a run's code changes, and follow them", op: []string{"open_seer_pr"}, args: "ISSUE", min: 1, max: 1,
		details:  issueArg + "\nPull requests that exist are shown, not opened again. " + seerExits,
		examples: []string{"vedette seer pr SHOP-1A", "vedette seer pr SHOP-1A --repo acme/shop --no-wait", "vedette seer pr SHOP-1A --jq '.result.run.pullRequests[]?.url'"},
		flags:    followFlags(&ucli.StringFlag{Name: "repo", Usage: "only this repository `OWNER/NAME`"}),
		run: func(ctx context.Context, c *call) error {
			timeout, err := c.seconds()
			if err != nil {
				return err
			}
			return c.followRun(ctx, func(o *ops.Ops, ctx context.Context) iter.Seq2[ops.SeerEvent, error] {
				return o.FollowSeerPR(ctx, ops.OpenSeerPRIn{IssueTarget: target(c.args[0]), Repo: c.cmd.String("repo"), NoWait: c.cmd.Bool("no-wait"), Timeout: timeout})
			})
		},
	}
}
