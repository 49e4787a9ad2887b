package cli

import "context"

func serve() leaf {
	return leaf{
		name: "serve", summary: "serve coding agents over MCP on standard input and output",
		details:  "An agent's configuration: command vedette, argument serve; SENTRY_AUTH_TOKEN in its environment, or --profile demo.",
		examples: []string{"vedette serve", "vedette serve --read-only", "claude mcp add vedette -- vedette serve"},
		run: func(ctx context.Context, c *call) error {
			o, s, err := c.ops(ctx)
			if err != nil {
				return err
			}
			c.patient.Store(true)
			return c.app.Serve(ctx, o, s)
		},
	}
}
