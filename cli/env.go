package cli

import (
	"context"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func (s *session) envGroup() *ucli.Command {
	return s.group("env", "Environments", s.command(envList()),
		s.command(envChange("hide", "hide an environment from lists and pickers; its events stay", true)),
		s.command(envChange("show", "show a hidden environment again", false)))
}

func envList() leaf {
	return leaf{
		name: "list", summary: "list environments, of all projects or of one", op: []string{"find_environments"}, args: "[PROJECT]", max: 1,
		details:  projectArg,
		examples: []string{"vedette env list", "vedette env list shop --visibility all"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "visibility", Value: "visible", Usage: "`WHICH`: visible, hidden, all"}},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.Environment](c); err != nil {
				return err
			}
			out, err := ask(ctx, c, (*ops.Ops).FindEnvironments, func(c *call, _ config.Settings) (ops.FindEnvironmentsIn, error) {
				t := c.projectTarget(0)
				return ops.FindEnvironmentsIn{OrgTarget: t.OrgTarget, Project: t.Project, Visibility: c.cmd.String("visibility")}, nil
			})
			if err != nil {
				return err
			}
			rows := out.Environments
			if s, err := c.settings(); err == nil {
				remember(s, render.Rows(rows))
			}
			out.Environments = []ops.Environment{}
			return whole(ctx, c, "environments", rows, []render.Column[ops.Environment]{
				{Title: "name", Value: func(e ops.Environment) string { return e.Name.String() }, Style: always[ops.Environment](render.Bold), Flex: true},
				{Title: "hidden", Value: func(e ops.Environment) string {
					if e.IsHidden {
						return "hidden"
					}
					return ""
				}},
			}, func() any { return out })
		},
	}
}

func envChange(name, summary string, hidden bool) leaf {
	return change(leaf{
		name: name, summary: summary, op: []string{"update_environment"}, args: "ENVIRONMENT [PROJECT]", min: 1, max: 2, details: projectArg,
		examples: []string{"vedette env " + name + " ci shop", "vedette env " + name + " ci --project shop --dry-run"},
	}, (*ops.Ops).UpdateEnvironment, func(c *call, _ config.Settings) (ops.UpdateEnvironmentIn, error) {
		return ops.UpdateEnvironmentIn{ProjectTarget: c.projectTarget(1), Environment: c.args[0], IsHidden: &hidden}, nil
	})
}
