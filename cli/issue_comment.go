package cli

import (
	"context"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
)

// commentGroup comments on an issue by itself, and holds what is done to
// comments.
func (s *session) commentGroup() *ucli.Command {
	add, plain := issueComment(), issueComment()
	add.name, plain.op = "add", nil // the operation is named once
	group := s.command(plain)
	group.Commands = []*ucli.Command{s.command(add), s.command(commentEdit()), s.command(commentDelete())}
	return group
}

const noteArg = issueArg + "\nCOMMENT is the number that `vedette issue activity ISSUE --json=id,type,data` shows; only your own can be changed."

func commentEdit() leaf {
	return change(leaf{
		name: "edit", summary: "change the text of your comment", op: []string{"update_issue_note"}, args: "ISSUE COMMENT", min: 2, max: 2,
		details:  noteArg + "\nWithout --text, or with \"-\", the text is read from standard input.",
		examples: []string{"vedette issue comment edit SHOP-1A 123 --text 'it was the cache'"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "text", Usage: "the whole `TEXT`, Markdown"}},
	}, (*ops.Ops).UpdateIssueNote, func(c *call, _ config.Settings) (ops.UpdateIssueNoteIn, error) {
		if !c.cmd.IsSet("text") && c.out.InTTY {
			return ops.UpdateIssueNoteIn{}, usage("vedette issue comment edit "+c.args[0]+" "+c.args[1]+" --text '...'", "vedette issue comment edit needs --text")
		}
		comment, err := c.readText(either(c.cmd.String("text"), "-"))
		return ops.UpdateIssueNoteIn{IssueTarget: target(c.args[0]), NoteID: c.args[1], Text: comment}, err
	})
}

func commentDelete() leaf {
	return change(leaf{
		name: "delete", summary: "delete your comment", op: []string{"delete_issue_note"}, args: "ISSUE COMMENT", min: 2, max: 2, details: noteArg,
		examples: []string{"vedette issue comment delete SHOP-1A 123", "vedette issue comment delete SHOP-1A 123 --yes"},
		destroys: func(c *call) (string, string) {
			return "This deletes comment " + c.args[1] + " of " + c.args[0] + " for good.", "delete"
		},
	}, (*ops.Ops).DeleteIssueNote, func(c *call, _ config.Settings) (ops.DeleteIssueNoteIn, error) {
		return ops.DeleteIssueNoteIn{IssueTarget: target(c.args[0]), NoteID: c.args[1]}, nil
	})
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
			case !strings.ContainsAny(c.args[0], "-@/0123456789"): // no issue is written like that: a command misspelt
				return unknownCommand(c.cmd, c.args[0])
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
