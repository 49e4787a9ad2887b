package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

const bulkArg = issueArg + "\nWith \"-\" issues are read from standard input, one per line; of a line with tabs, the first column." +
	"\nWith --query, all that match are meant, as `vedette issue list -q` shows them."

// bulkFlags are the flags of everything that changes or removes issues.
func bulkFlags(more ...ucli.Flag) []ucli.Flag {
	return append(more,
		&ucli.StringFlag{Name: "query", Aliases: []string{"q"}, Usage: "instead of ISSUE: all that this `QUERY` matches"},
		&ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Value: "14d", Usage: "with --query: seen in this `PERIOD`"},
		&ucli.StringSliceFlag{Name: "env", Usage: "with --query: only these environments, `NAME`"},
		&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 100, Usage: "with --query: change nothing when more than `N` match, 1000 at most"},
		&ucli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"},
		&ucli.BoolFlag{Name: "dry-run", Usage: "say what would change, change nothing"},
	)
}

// selection is what the arguments, standard input or --query name.
func (c *call) selection(s config.Settings) (ops.IssueSelection, error) {
	path := fullName(c.cmd)
	if c.cmd.IsSet("query") {
		query := c.cmd.String("query")
		if len(c.args) > 0 {
			return ops.IssueSelection{}, usage("leave one of them out", "%s takes issues or --query, and %q was given too", path, c.args[0])
		}
		return ops.IssueSelection{Query: &query, Environment: c.environments(s), Period: c.cmd.String("period"), Limit: c.cmd.Int("limit")}, nil
	}
	var in ops.IssueSelection
	for _, arg := range c.args {
		if arg != "-" {
			in.IDs = append(in.IDs, arg)
			continue
		}
		listed, err := c.readText("-")
		if err != nil {
			return in, err
		}
		if strings.HasPrefix(strings.TrimSpace(listed), "{") || strings.HasPrefix(strings.TrimSpace(listed), "[") {
			return in, usage("vedette issue list --jq '.issues[].shortId' | "+path+" -", "standard input holds JSON, and %s - reads ids, one a line", path)
		}
		in.IDs = append(in.IDs, firstColumn(listed)...)
	}
	if len(in.IDs) == 0 {
		return in, usage(path+" SHOP-1A, or --query QUERY", "%s needs ISSUE..., and none was named", path)
	}
	return in, nil
}

// firstColumn is the first column of each line of a list.
func firstColumn(list string) []string {
	var column []string
	lines := bufio.NewScanner(strings.NewReader(list))
	lines.Buffer(nil, len(list)+1)
	for lines.Scan() {
		if first, _, _ := strings.Cut(lines.Text(), "\t"); strings.TrimSpace(first) != "" {
			column = append(column, strings.TrimSpace(first))
		}
	}
	return column
}

// updateLeaf is a command that changes any number of issues.
func updateLeaf(name, summary string, examples []string, edit func(context.Context, *call, *ops.UpdateIssuesIn) error, flags ...ucli.Flag) leaf {
	flags = append(flags, &ucli.StringFlag{Name: "reason", Usage: "add this `TEXT` as a comment"})
	return leaf{
		name: name, summary: summary, op: []string{"update_issue", "update_issues"}, details: bulkArg, args: "ISSUE...", max: -1,
		examples: examples, flags: bulkFlags(flags...),
		run: func(ctx context.Context, c *call) error {
			in := ops.UpdateIssuesIn{Reason: c.cmd.String("reason"), DryRun: c.cmd.Bool("dry-run")}
			if err := edit(ctx, c, &in); err != nil {
				return err
			}
			if err := check[ops.IssueChange](c); err != nil {
				return err
			}
			s, err := c.settings()
			if err != nil {
				return err
			}
			if in.IssueSelection, err = c.selection(s); err != nil {
				return err
			}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			out, err := c.update(ctx, o, in)
			if err != nil {
				return err
			}
			if err := c.changed(ctx, out); err != nil {
				return err
			}
			return out.Failure()
		},
	}
}

// update makes the change. Issues that are named and nothing else is special
// about are changed all or none; a search is confirmed with its count first.
func (c *call) update(ctx context.Context, o *ops.Ops, in ops.UpdateIssuesIn) (ops.UpdateIssuesOut, error) {
	const named = 100 // what one update of named issues takes
	if in.Query == nil && in.IssueMarks == (ops.IssueMarks{}) && len(in.IDs) <= named && !piped(c.args) {
		done := c.progress("Updating")
		defer done()
		out, err := o.UpdateIssue(ctx, ops.UpdateIssueIn{IDs: in.IDs, IssueEdit: in.IssueEdit, Reason: in.Reason, DryRun: in.DryRun})
		return ops.UpdateIssuesOut{
			Organization: out.Organization, Matched: len(out.Updated) + len(out.Unchanged), Updated: out.Updated, Unchanged: out.Unchanged, DryRun: out.DryRun, Skipped: out.Skipped,
		}, err
	}
	if in.Query != nil && !in.DryRun && !c.cmd.Bool("yes") {
		if err := c.needsPerson("This changes all issues that match."); err != nil {
			return ops.UpdateIssuesOut{}, err
		}
		preview := in
		preview.DryRun = true
		found, err := o.UpdateIssues(ctx, preview)
		if err != nil || len(found.Updated) == 0 {
			return found, err
		}
		if err := c.confirm(ctx, fmt.Sprintf("%d issues match, %d of them change.", found.Matched, len(found.Updated)), "yes"); err != nil {
			return ops.UpdateIssuesOut{}, err
		}
		in.IssueSelection = ops.IssueSelection{} // what was confirmed is what changes
		for _, i := range found.Updated {
			in.IDs = append(in.IDs, i.ID)
		}
	}
	defer c.progress("Updating")()
	return o.UpdateIssues(ctx, in)
}

func piped(args []string) bool {
	for _, a := range args {
		if a == "-" {
			return true
		}
	}
	return false
}

// needsPerson refuses, before anything is asked of a server, what nobody could
// confirm.
func (c *call) needsPerson(what string) error {
	if c.out.InTTY && c.out.ErrTTY {
		return nil
	}
	return usage("look with --dry-run, then add --yes", "%s Nobody is here to confirm it", what)
}

// changed prints what an update did.
func (c *call) changed(ctx context.Context, out ops.UpdateIssuesOut) error {
	rows := out.Updated
	n := len(rows)
	out.Updated = []ops.IssueChange{}
	columns := []render.Column[ops.IssueChange]{
		{Title: "issue", Value: func(i ops.IssueChange) string { return either(i.ShortID, i.ID) }, Style: always[ops.IssueChange](render.Bold)},
		{Title: "change", Value: func(i ops.IssueChange) string {
			var parts []string
			for _, ch := range i.Changes {
				parts = append(parts, fmt.Sprintf("%s: %s -> %s", ch.Field, either(ch.From, "none"), ch.To))
			}
			return strings.Join(parts, ", ")
		}},
		{Title: "title", Value: func(i ops.IssueChange) string { return i.Title.String() }, Flex: true},
	}
	if len(out.Shared) > 0 && !c.format.JSON {
		return whole(ctx, c, "shared", out.Shared, []render.Column[ops.SharedIssue]{
			{Title: "issue", Value: func(s ops.SharedIssue) string { return s.Issue }, Style: always[ops.SharedIssue](render.Bold)},
			{Title: "public link", Value: func(s ops.SharedIssue) string { return s.URL }},
		}, func() any { return out })
	}
	if err := wholeOr(ctx, c, "updated", rows, columns, "", func() any { return out }); err != nil {
		return err
	}
	for _, s := range out.Skipped {
		c.notes.Say("note: " + s)
	}
	switch {
	case out.Matched == 0 && len(out.Failed) == 0:
		c.notes.Say("no issue matches: nothing was changed")
	case n == 0 && len(out.Failed) == 0:
		c.notes.Say("nothing to change, already so: " + strings.Join(out.Unchanged, ", "))
	case out.DryRun:
		c.notes.Say("dry run: nothing was changed; " + issues(n) + " would be")
	case c.out.ErrTTY:
		c.notes.Say(issues(n) + " updated")
	}
	return nil
}

func issues(n int) string {
	if n == 1 {
		return "1 issue"
	}
	return fmt.Sprintf("%d issues", n)
}
