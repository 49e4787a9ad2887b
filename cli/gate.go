package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func gate() leaf {
	return leaf{
		name: "gate", summary: "pass or fail a release, for continuous integration", op: []string{"check_gate"},
		details: "Exit codes: 0 passed, 11 a condition failed, 8 no data came in time and --require-data is set; anything else means that the gate could not be checked.\n" +
			"Without conditions: no new and no regressed issues. The release is --release, else SENTRY_RELEASE, else the newest.\n" +
			"--query and --events may be repeated, each followed by its own --max or --max-events; one alone holds for all, none means 0.\n" +
			"In a GitHub workflow the summary also goes to $GITHUB_STEP_SUMMARY.",
		examples: []string{
			"vedette gate --release shop@2.1.0 --max-new 0 --min-crash-free-sessions 99.5 --wait 5m",
			"vedette gate --query 'is:unresolved level:fatal' --max 0 --query 'is:unresolved assigned:none' --max 20",
			"vedette gate --events 'http.status_code:500' --max-events 100 --period 1h --junit gate.xml",
			"vedette gate --jq '.conditions[] | select(.verdict==\"failed\") | .title'",
		},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "release", Usage: "the release to judge, `VERSION`"},
			&ucli.IntFlag{Name: "max-new", Usage: "at most `N` unresolved issues first seen in the release"},
			&ucli.IntFlag{Name: "max-regressed", Usage: "at most `N` resolved issues that came back in it"},
			&ucli.FloatFlag{Name: "min-crash-free-sessions", Usage: "at least `PERCENT` of the sessions without a crash"},
			&ucli.FloatFlag{Name: "min-crash-free-users", Usage: "at least `PERCENT` of the users without a crash"},
			&ucli.StringSliceFlag{Name: "query", Aliases: []string{"q"}, Usage: "count the issues of this search `QUERY`"},
			&ucli.IntSliceFlag{Name: "max", Usage: "at most `N` issues of --query"},
			&ucli.StringSliceFlag{Name: "events", Usage: "count the error events of this search `QUERY`"},
			&ucli.IntSliceFlag{Name: "max-events", Usage: "at most `N` events of --events"},
			periodFlag("14d"), envFlag(),
			&ucli.DurationFlag{Name: "wait", Usage: "wait up to this `DURATION` for the release's first sessions or events, at most 1h"},
			&ucli.BoolFlag{Name: "require-data", Usage: "no data in time is exit 8, not a pass"},
			&ucli.StringFlag{Name: "junit", Usage: "write JUnit XML to this `FILE`; - = standard output"},
			&ucli.StringFlag{Name: "markdown", Usage: "write the Markdown summary to this `FILE`; - = standard output"},
		},
		run: runGate,
	}
}

func runGate(ctx context.Context, c *call) error {
	if err := check[ops.CheckGateOut](c); err != nil {
		return err
	}
	onOut := 0
	for _, taken := range []bool{c.cmd.String("junit") == "-", c.cmd.String("markdown") == "-", c.format.JSON} {
		if taken {
			onOut++
		}
	}
	if onOut > 1 {
		return usage("write one of them to a file", "standard output can take one of --junit -, --markdown - and --json")
	}
	o, s, err := c.ops(ctx)
	if err != nil {
		return err
	}
	in, err := gateInput(c, s)
	if err != nil {
		return err
	}
	done := c.progress("Checking")
	out, err := o.CheckGate(ctx, in)
	done()
	if err != nil {
		return err
	}
	if err := c.reportGate(ctx, out, onOut > 0 && !c.format.JSON); err != nil {
		return err
	}
	if code := ops.GateExit(out.Verdict); code != ops.ExitOK {
		return exitCode(code)
	}
	return nil
}

func gateInput(c *call, s config.Settings) (ops.CheckGateIn, error) {
	in := ops.CheckGateIn{
		Version: either(c.cmd.String("release"), s.Release), Environment: c.environments(s), Period: c.cmd.String("period"),
		RequireData: c.cmd.Bool("require-data"),
	}
	if in.Version == ops.Latest {
		in.Version = ""
	}
	for name, to := range map[string]**int{"max-new": &in.MaxNew, "max-regressed": &in.MaxRegressed} {
		if c.cmd.IsSet(name) {
			n := c.cmd.Int(name)
			*to = &n
		}
	}
	for name, to := range map[string]**float64{"min-crash-free-sessions": &in.MinSessions, "min-crash-free-users": &in.MinUsers} {
		if c.cmd.IsSet(name) {
			p := c.cmd.Float(name)
			*to = &p
		}
	}
	wait := c.cmd.Duration("wait")
	if wait < 0 || wait > time.Hour {
		return in, usage("--wait 5m", "--wait cannot be %s", wait)
	}
	in.Wait = int(wait / time.Second)
	issues, err := withLimits("query", "max", c.cmd.StringSlice("query"), c.cmd.IntSlice("max"))
	if err != nil {
		return in, err
	}
	events, err := withLimits("events", "max-events", c.cmd.StringSlice("events"), c.cmd.IntSlice("max-events"))
	for _, q := range events {
		q.Events = true
		issues = append(issues, q)
	}
	in.Queries = issues
	return in, err
}

// withLimits pairs queries with their limits: one each, one for all, or none,
// which means 0.
func withLimits(queryFlag, limitFlag string, queries []string, limits []int) ([]ops.GateQuery, error) {
	if len(limits) > 1 && len(limits) != len(queries) || len(queries) == 0 && len(limits) > 0 {
		return nil, usage(fmt.Sprintf("give one --%s for all, or one for each --%s", limitFlag, queryFlag),
			"there are %d --%s and %d --%s", len(queries), queryFlag, len(limits), limitFlag)
	}
	var out []ops.GateQuery
	for n, q := range queries {
		limit := 0
		switch len(limits) {
		case 0:
		case 1:
			limit = limits[0]
		default:
			limit = limits[n]
		}
		out = append(out, ops.GateQuery{Query: q, Max: limit})
	}
	return out, nil
}

// reportGate prints the verdict and writes the files that were asked for.
// A file that cannot be written does not hide the others.
func (c *call) reportGate(ctx context.Context, out ops.CheckGateOut, outTaken bool) error {
	var problems []error
	if !outTaken {
		problems = append(problems, c.object(ctx, out))
	}
	junit, err := junitOf(out)
	problems = append(problems, err)
	markdown := []byte(out.Doc().Markdown() + "\n")
	problems = append(problems, c.writeReport(c.cmd.String("junit"), junit, os.O_TRUNC), c.writeReport(c.cmd.String("markdown"), markdown, os.O_TRUNC))
	if summary := c.app.Env("GITHUB_STEP_SUMMARY"); summary != "" {
		problems = append(problems, c.writeReport(summary, markdown, os.O_APPEND))
	}
	if !c.format.JSON {
		c.notes.Say(out.Summary())
	}
	return errors.Join(problems...)
}

// writeReport writes to a file, below the working directory unless absolute;
// "-" is standard output, "" nothing.
func (c *call) writeReport(name string, content []byte, mode int) error {
	switch name {
	case "":
		return nil
	case "-":
		_, err := c.out.Out.Write([]byte(render.Safe(string(content))))
		return err
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.app.Dir, name)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|mode, 0o644)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
