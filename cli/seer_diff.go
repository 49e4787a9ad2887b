package cli

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// codeChanges is the result of `seer diff`: what a run would change.
type codeChanges struct {
	Organization string          `json:"organization"`
	IssueID      string          `json:"issueId"`
	Outcome      ops.SeerOutcome `json:"outcome"` // of the step code_changes
	Reason       text.Untrusted  `json:"reason,omitzero"`
	Patches      []ops.Patch     `json:"patches"`
}

// Doc shows each file's diff.
func (out codeChanges) Doc() text.Doc {
	var d text.Doc
	for _, p := range out.Patches {
		d.Heading(2, p.Path)
		d.CodeBlock("diff", p.Diff)
	}
	return d
}

// repositories are those that the changes are for, each once.
func (out codeChanges) repositories() (names []string) {
	for _, p := range out.Patches {
		if name := p.Repo.Raw(); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return names
}

// readChanges reads the code changes of an issue's newest run. Without any, it
// says why and gives the exit code.
func (c *call) readChanges(ctx context.Context) (codeChanges, error) {
	o, _, err := c.ops(ctx)
	if err != nil {
		return codeChanges{}, err
	}
	done := c.progress("Reading the run")
	run, err := o.GetSeerRun(ctx, ops.GetSeerRunIn{IssueTarget: target(c.args[0]), Until: ops.UntilCodeChanges})
	done()
	if err != nil {
		return codeChanges{}, err
	}
	out := codeChanges{Organization: run.Organization, IssueID: run.IssueID, Outcome: run.Outcome, Reason: run.Reason, Patches: []ops.Patch{}}
	if run.Outcome != ops.SeerFound {
		return out, nil
	}
	patches, err := ops.PatchesOf(run.Run, c.cmd.String("repo"))
	if err != nil {
		return out, err
	}
	if len(patches) == 0 {
		return out, usage("vedette seer diff "+c.args[0]+" --stat shows what there is", "the run changes nothing in %s", text.From(c.cmd.String("repo")).Cut(100))
	}
	out.Patches = patches
	return out, nil
}

// without says that there are no changes, and gives the exit code.
func (c *call) without(out codeChanges) error {
	line := "there are no code changes"
	if !out.Reason.IsZero() {
		line += ": " + out.Reason.Cut(400)
	}
	next := "vedette fix " + c.args[0] + " --until code_changes"
	switch out.Outcome {
	case ops.SeerRunning:
		line, next = "the run is still at work", "vedette seer watch "+c.args[0]+" --until code_changes"
	case ops.SeerAsks:
		line, next = "the run waits for an answer", "vedette seer answer "+c.args[0]+" '...'"
	}
	c.advise(line + "\nnext: " + next)
	return exitCode(ops.SeerExit(out.Outcome))
}

func seerDiff() leaf {
	return leaf{
		name: "diff", summary: "show the code changes of a run as unified diffs", op: []string{"get_seer_run"}, args: "ISSUE", min: 1, max: 1,
		details: issueArg + "\nA pipe gets plain diffs for `git apply`; to apply them with checks use `vedette seer apply`.\n" + seerExits,
		examples: []string{
			"vedette seer diff SHOP-1A", "vedette seer diff SHOP-1A --stat", "vedette seer diff SHOP-1A --repo acme/shop | git apply", "vedette seer diff SHOP-1A --json=patches.path",
		},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "repo", Usage: "only this repository `OWNER/NAME`"},
			&ucli.BoolFlag{Name: "stat", Usage: "only the files and how many lines change"},
		},
		run: func(ctx context.Context, c *call) error {
			if err := check[codeChanges](c); err != nil {
				return err
			}
			out, err := c.readChanges(ctx)
			if err != nil {
				return err
			}
			switch {
			case c.format.JSON:
				if err := c.object(ctx, out); err != nil {
					return err
				}
			case c.cmd.Bool("stat") && out.Outcome == ops.SeerFound:
				if err := whole(ctx, c, "patches", out.Patches, patchColumns(), func() any { return out }); err != nil {
					return err
				}
			default:
				if err := c.printDiff(ctx, out); err != nil {
					return err
				}
			}
			if out.Outcome != ops.SeerFound {
				return c.without(out)
			}
			return nil
		},
	}
}

func patchColumns() []render.Column[ops.Patch] {
	return []render.Column[ops.Patch]{
		{Title: "", Value: func(p ops.Patch) string { return p.Type }},
		{Title: "path", Value: func(p ops.Patch) string { return p.Path.String() }, Style: always[ops.Patch](render.Bold), Flex: true},
		{Title: "added", Value: func(p ops.Patch) string { return itoa(int64(p.Added)) }, Style: always[ops.Patch](render.Green), Right: true},
		{Title: "removed", Value: func(p ops.Patch) string { return itoa(int64(p.Removed)) }, Style: always[ops.Patch](render.Red), Right: true},
		{Title: "repository", Value: func(p ops.Patch) string { return p.Repo.String() }, Extra: true},
	}
}

// printDiff writes the diffs: exactly for programs, harmless and coloured for
// people.
func (c *call) printDiff(ctx context.Context, out codeChanges) error {
	var b bytes.Buffer
	repos := out.repositories()
	if !c.out.OutTTY {
		for _, p := range out.Patches {
			b.WriteString(p.Diff.Raw())
		}
		if len(repos) > 1 {
			c.notes.Say("note: these are changes of several repositories, take one with --repo: " + text.From(strings.Join(repos, ", ")).Cut(400))
		}
		_, err := c.out.Out.Write(b.Bytes())
		return err
	}
	repo := ""
	for _, p := range out.Patches {
		if name := p.Repo.Raw(); len(repos) > 1 && name != repo {
			repo = name
			b.WriteString(render.Bold.Paint("# "+p.Repo.String(), c.out.Color) + "\n")
		}
		for _, line := range p.Diff.Lines() {
			b.WriteString(diffStyle(line).Paint(line, c.out.Color) + "\n")
		}
	}
	return c.out.Page(ctx, b.Bytes())
}

func diffStyle(line string) render.Style {
	switch {
	case strings.HasPrefix(line, "diff "), strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		return render.Bold
	case strings.HasPrefix(line, "+"):
		return render.Green
	case strings.HasPrefix(line, "-"):
		return render.Red
	case strings.HasPrefix(line, "@@"):
		return render.Blue
	}
	return render.Plain
}

func files(n int) string {
	if n == 1 {
		return "1 file"
	}
	return fmt.Sprintf("%d files", n)
}
