package cli

import (
	"context"

	ucli "github.com/urfave/cli/v3"
)

func serve() leaf {
	return leaf{
		name: "serve", summary: "serve coding agents over MCP on standard input and output",
		details: "An agent's configuration: command vedette, argument serve; SENTRY_AUTH_TOKEN in its environment, or --profile demo.\n" +
			"Toolsets: main (the default), account, issues, triage, seer, explore, releases, monitors, admin, all.",
		examples: []string{"vedette serve", "vedette serve --read-only", "vedette serve --toolsets main,explore", "claude mcp add vedette -- vedette serve"},
		flags:    []ucli.Flag{&ucli.StringSliceFlag{Name: "toolsets", Usage: "list the tools of these `SETS` (default main)"}},
		run: func(ctx context.Context, c *call) error {
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			c.patient.Store(true)
			return c.app.Serve(ctx, o, c.cmd.StringSlice("toolsets"))
		},
	}
}
