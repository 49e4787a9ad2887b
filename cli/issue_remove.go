package cli

import (
	"context"
	"fmt"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func issueMerge() leaf {
	return change(leaf{
		name: "merge", summary: "make one issue of several of one project", op: []string{"merge_issues"}, args: "ISSUE ISSUE...", min: 1, max: -1,
		details:  issueArg + "\nSentry keeps the issue with the most events; --into refuses when that would be another one.",
		examples: []string{"vedette issue merge SHOP-1A SHOP-2B", "vedette issue merge SHOP-2B SHOP-3C --into SHOP-1A --yes"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "into", Usage: "the `ISSUE` that is to stay"}},
		destroys: func(c *call) (string, string) {
			return "This makes one issue of " + issues(len(c.args)) + ", and vedette cannot undo it.", "merge"
		},
	}, (*ops.Ops).MergeIssues, func(c *call, _ config.Settings) (ops.MergeIssuesIn, error) {
		return ops.MergeIssuesIn{IDs: c.args, Into: c.cmd.String("into")}, nil
	})
}

func issueDelete() leaf {
	return leaf{
		name: "delete", summary: "delete issues with all their events", op: []string{"delete_issues"}, details: bulkArg, args: "ISSUE...", max: -1,
		examples: []string{"vedette issue delete SHOP-1A", "vedette issue delete SHOP-1A --discard --yes", "vedette issue delete --query 'is:archived' --dry-run"},
		flags:    bulkFlags(&ucli.BoolFlag{Name: "discard", Usage: "also throw away later events of the same groups"}),
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.DeletedIssue](c); err != nil {
				return err
			}
			s, err := c.settings()
			if err != nil {
				return err
			}
			in := ops.DeleteIssuesIn{Discard: c.cmd.Bool("discard"), DryRun: c.cmd.Bool("dry-run")}
			if in.IssueSelection, err = c.selection(s); err != nil {
				return err
			}
			if !in.DryRun && !c.cmd.Bool("yes") {
				if err := c.needsPerson("This deletes issues for good."); err != nil {
					return err
				}
			}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			out, err := c.remove(ctx, o, in)
			if err != nil {
				return err
			}
			if err := c.removed(ctx, out); err != nil {
				return err
			}
			return out.Failure()
		},
	}
}

// remove deletes what a person has seen the count of, or said --yes to.
func (c *call) remove(ctx context.Context, o *ops.Ops, in ops.DeleteIssuesIn) (ops.DeleteIssuesOut, error) {
	if !in.DryRun && !c.cmd.Bool("yes") {
		preview := in
		preview.DryRun = true
		found, err := o.DeleteIssues(ctx, preview)
		if err != nil || len(found.Deleted) == 0 {
			return found, err
		}
		var events int64
		in.IssueSelection = ops.IssueSelection{} // what was confirmed is what goes
		for _, i := range found.Deleted {
			in.IDs = append(in.IDs, i.ID)
			events += i.Events
		}
		what := fmt.Sprintf("This deletes %s with %d events for good.", issues(len(found.Deleted)), events)
		if err := c.confirm(ctx, what, "delete"); err != nil {
			return ops.DeleteIssuesOut{}, err
		}
	}
	defer c.progress("Deleting")()
	return o.DeleteIssues(ctx, in)
}

func (c *call) removed(ctx context.Context, out ops.DeleteIssuesOut) error {
	rows := out.Deleted
	out.Deleted = []ops.DeletedIssue{}
	columns := []render.Column[ops.DeletedIssue]{
		{Title: "issue", Value: func(i ops.DeletedIssue) string { return either(i.ShortID, i.ID) }, Style: always[ops.DeletedIssue](render.Bold)},
		count("events", func(i ops.DeletedIssue) int64 { return i.Events }),
		{Title: "title", Value: func(i ops.DeletedIssue) string { return i.Title.String() }, Flex: true},
	}
	if err := wholeOr(ctx, c, "deleted", rows, columns, "", func() any { return out }); err != nil {
		return err
	}
	switch {
	case len(rows) == 0 && len(out.Failed) == 0:
		c.notes.Say("no issue matches: nothing was deleted")
	case out.DryRun:
		c.notes.Say(fmt.Sprintf("dry run: %s would be deleted, nothing was", issues(len(rows))))
	case c.out.ErrTTY:
		c.notes.Say(issues(len(rows)) + " deleted; the server may take a while to remove the events")
	}
	return nil
}
