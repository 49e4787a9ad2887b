package cli

import (
	"context"
	"fmt"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
)

func (s *session) ownershipGroup() *ucli.Command {
	return s.group("ownership", "Whom issues belong to", s.command(ownershipView()), s.command(ownershipSet()))
}

// ownershipView prints the rules: just them where a program reads, so that they can be edited and set.
func ownershipView() leaf {
	return leaf{
		name: "view", summary: "print the ownership rules of a project: to a file, nothing but the rules", op: []string{"get_ownership"},
		args: "[PROJECT]", max: 1, details: projectArg,
		examples: []string{"vedette ownership view shop", "vedette ownership view shop > rules && $EDITOR rules && vedette ownership set rules shop"},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.OwnershipOut](c); err != nil {
				return err
			}
			out, err := ask(ctx, c, (*ops.Ops).GetOwnership, func(c *call, _ config.Settings) (ops.GetOwnershipIn, error) {
				return ops.GetOwnershipIn{ProjectTarget: c.projectTarget(0)}, nil
			})
			if err != nil {
				return err
			}
			if c.format.JSON || c.out.OutTTY {
				return c.object(ctx, out)
			}
			if out.Ownership.Raw.IsZero() {
				c.notes.Say("there are no rules")
			}
			for _, line := range out.Ownership.Raw.Lines() {
				if _, err := fmt.Fprintln(c.out.Out, line); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func ownershipSet() leaf {
	return change(leaf{
		name: "set", summary: "replace the ownership rules of a project", op: []string{"update_ownership"}, args: "[FILE [PROJECT]]", max: 2,
		details: "FILE holds all rules, one per line; - is standard input. Without it the rules stay, and only the flags change something.\n" + projectArg +
			"\nA rule is path:PATTERN, url:, module: or tags.KEY: and its owners: email addresses or #team. The last rule that matches wins.",
		examples: []string{"vedette ownership set rules shop", "echo 'path:src/pay/* #payments' | vedette ownership set - shop --auto-assign owner", "vedette ownership set --auto-assign off --project shop"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "auto-assign", Usage: "assign new issues by `WHAT`: owner, commit, off"},
			&ucli.BoolFlag{Name: "fallthrough", Usage: "without a match, everybody in the project is an owner"},
			&ucli.BoolFlag{Name: "no-fallthrough", Usage: "without a match, nobody is"},
		},
	}, (*ops.Ops).UpdateOwnership, func(c *call, _ config.Settings) (ops.UpdateOwnershipIn, error) {
		in := ops.UpdateOwnershipIn{ProjectTarget: c.projectTarget(1), AutoAssign: c.cmd.String("auto-assign")}
		var err error
		if in.Fallthrough, err = c.either("fallthrough", "no-fallthrough"); err != nil || len(c.args) == 0 {
			return in, err
		}
		data, err := c.readFile(c.args[0])
		rules := string(data)
		in.Raw = &rules
		return in, err
	})
}
