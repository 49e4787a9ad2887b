package cli

import (
	"context"
	"fmt"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/render"
)

// writeFlags are the flags of everything that changes issues.
func writeFlags(more ...ucli.Flag) []ucli.Flag {
	return append(more,
		&ucli.StringFlag{Name: "reason", Usage: "add this `TEXT` as a comment"},
		&ucli.BoolFlag{Name: "dry-run", Usage: "say what would change, change nothing"},
	)
}

func issueResolve() leaf {
	return updateLeaf("resolve", "resolve issues", []string{"vedette issue resolve SHOP-1A", "vedette issue resolve SHOP-1A SHOP-2B --in-next-release --reason 'fixed in #412'"},
		func(c *call, in *ops.UpdateIssueIn) error {
			in.Status = "resolved"
			if c.cmd.Bool("in-next-release") {
				in.Status = "resolvedInNextRelease"
			}
			return nil
		},
		&ucli.BoolFlag{Name: "in-next-release", Usage: "resolved once the next release is out; comes back only if seen after it"})
}

func issueUnresolve() leaf {
	return updateLeaf("unresolve", "open issues again", []string{"vedette issue unresolve SHOP-1A"},
		func(_ *call, in *ops.UpdateIssueIn) error { in.Status = "unresolved"; return nil })
}

func issueArchive() leaf {
	return updateLeaf("archive", "archive issues until something happens",
		[]string{"vedette issue archive SHOP-1A", "vedette issue archive SHOP-1A --until 3d", "vedette issue archive SHOP-1A --until count:100/1h", "vedette issue archive SHOP-1A --until users:50"},
		func(c *call, in *ops.UpdateIssueIn) error { return parseUntil(c.cmd.String("until"), in) },
		&ucli.StringFlag{Name: "until", Value: "escalating", Usage: "`WHEN`: escalating, forever, a duration (30m, 12h, 3d), count:N[/WINDOW], users:N[/WINDOW]"})
}

func issueAssign() leaf {
	return updateLeaf("assign", "assign issues", []string{"vedette issue assign SHOP-1A --to me", "vedette issue assign SHOP-1A --to team:42", "vedette issue assign SHOP-1A --to nobody"},
		func(c *call, in *ops.UpdateIssueIn) error {
			to := strings.TrimSpace(c.cmd.String("to"))
			switch to {
			case "":
				return usage("--to me, an email, user:ID, team:ID (vedette team list) or nobody", "vedette issue assign needs --to")
			case "nobody":
				to = ""
			}
			in.AssignedTo = &to
			return nil
		},
		&ucli.StringFlag{Name: "to", Usage: "`WHO`: me, an email or username, user:ID, team:ID, nobody"})
}

func issuePriority() leaf {
	return updateLeaf("priority", "set the priority of issues", []string{"vedette issue priority SHOP-1A --set high", "vedette issue priority SHOP-1A SHOP-2B --set low"},
		func(c *call, in *ops.UpdateIssueIn) error {
			if in.Priority = c.cmd.String("set"); in.Priority == "" {
				return usage("--set high, medium or low", "vedette issue priority needs --set")
			}
			return nil
		},
		&ucli.StringFlag{Name: "set", Usage: "`PRIORITY`: high, medium, low"})
}

// updateLeaf is a command that changes any number of issues in one write.
func updateLeaf(name, summary string, examples []string, change func(*call, *ops.UpdateIssueIn) error, flags ...ucli.Flag) leaf {
	return leaf{
		name: name, summary: summary, op: []string{"update_issue"}, details: issueArg, args: "ISSUE...", min: 1, max: -1,
		examples: examples, flags: writeFlags(flags...),
		run: func(ctx context.Context, c *call) error {
			in := ops.UpdateIssueIn{IDs: c.args, Reason: c.cmd.String("reason"), DryRun: c.cmd.Bool("dry-run")}
			if err := change(c, &in); err != nil {
				return err
			}
			if err := check[ops.IssueChange](c); err != nil {
				return err
			}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			done := c.progress("Updating")
			out, err := o.UpdateIssue(ctx, in)
			done()
			if err != nil {
				return err
			}
			return c.changed(ctx, out)
		},
	}
}

// changed prints what an update did.
func (c *call) changed(ctx context.Context, out ops.UpdateIssueOut) error {
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
	if err := whole(ctx, c, "updated", rows, columns, func() any { return out }); err != nil {
		return err
	}
	for _, s := range out.Skipped {
		c.notes.Say("note: " + s)
	}
	switch {
	case out.DryRun:
		c.notes.Say("dry run: nothing was changed")
	case c.out.ErrTTY && n == 1:
		c.notes.Say("1 issue updated")
	case c.out.ErrTTY:
		c.notes.Say(fmt.Sprintf("%d issues updated", n))
	}
	return nil
}

func issueComment() leaf {
	return leaf{
		name: "comment", summary: "comment on an issue", op: []string{"add_issue_note"}, details: issueArg + "\nWithout --text, or with \"-\", the comment is read from standard input.",
		args: "ISSUE", min: 1, max: 2,
		examples: []string{"vedette issue comment SHOP-1A --text 'looks like the cache'", "git log -1 --format=%B | vedette issue comment SHOP-1A -"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "text", Usage: "the comment `TEXT`, Markdown"},
			&ucli.BoolFlag{Name: "dry-run", Usage: "say what would be added, add nothing"},
		},
		run: func(ctx context.Context, c *call) error {
			source := c.cmd.String("text")
			switch {
			case len(c.args) == 2 && (c.args[1] != "-" || source != ""):
				return usage("vedette issue comment "+c.args[0]+" --text '...'", "%q is one argument too many", c.args[1])
			case source == "" && len(c.args) == 1 && c.out.InTTY:
				return usage("vedette issue comment "+c.args[0]+" --text '...'", "vedette issue comment needs --text")
			case source == "":
				source = "-"
			}
			if err := check[ops.AddIssueNoteOut](c); err != nil {
				return err
			}
			comment, err := c.readText(source)
			if err != nil {
				return err
			}
			if c.cmd.Bool("dry-run") {
				return c.previewComment(ctx, comment)
			}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			done := c.progress("Adding the comment")
			out, err := o.AddIssueNote(ctx, ops.AddIssueNoteIn{IssueTarget: target(c.args[0]), Text: comment})
			done()
			if err != nil {
				return err
			}
			return c.object(ctx, out)
		},
	}
}
