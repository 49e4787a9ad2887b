package cli

import (
	"context"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
)

// ServeRun says how to serve coding agents.
type ServeRun struct {
	Toolsets []string
	Allow    []string // globs over tool names: only these
	Deny     []string // globs over tool names: never these
	Orgs     []string // organizations that calls are confined to
	Projects []string // projects, likewise
	HTTP     string   // where to listen; "" = standard input and output
	SSE      bool     // also the HTTP+SSE transport
	Share    bool     // requests from other machines may use the server's login
	Hosts    []string // host names that requests may be for
	Origins  []string // web origins whose pages may use the server
	LoggedIn bool     // the operations have a login, or need none
	Spans    Spans    // what is told of the requests
	Ready    func(url string)
}

func serve() leaf {
	return leaf{
		name: "serve", summary: "serve coding agents over MCP, on standard input and output or HTTP",
		details: "An agent's configuration: command vedette, argument serve; SENTRY_AUTH_TOKEN in its environment, or --profile demo.\n" +
			"Toolsets: main (the default), account, issues, triage, seer, explore, releases, monitors, admin, all.\n\n" +
			"With --http, agents connect to /mcp and send their own Sentry token (Authorization: Bearer). It is used for that request " +
			"and kept nowhere. Requests that bring none may use this user's login only when they come from this machine, or with " +
			"--share-login from anywhere.",
		examples: []string{"vedette serve", "vedette serve --read-only", "vedette serve --toolsets main,explore", "claude mcp add vedette -- vedette serve",
			"vedette serve --org acme --project shop --project api", "vedette serve --http 8080", "vedette serve --http :8080 --allowed-host mcp.example.com"},
		flags: []ucli.Flag{
			&ucli.StringSliceFlag{Name: "toolsets", Usage: "list the tools of these `SETS` (default main)"},
			&ucli.StringSliceFlag{Name: "allow", Usage: "offer only tools that match a `PATTERN` like get_* (repeatable)"},
			&ucli.StringSliceFlag{Name: "deny", Usage: "never offer tools that match a `PATTERN` like delete_* (repeatable)"},
			&ucli.StringSliceFlag{Name: "org", Usage: "confine every call to the organization `SLUG` (repeatable)"},
			&ucli.StringSliceFlag{Name: "project", Usage: "confine every call to the project `SLUG` (repeatable)"},
			&ucli.StringFlag{Name: "http", Usage: "serve HTTP at `ADDR`: 8080 for this machine, :8080 for all"},
			&ucli.BoolFlag{Name: "sse", Usage: "with --http, also serve the older SSE transport at /sse"},
			&ucli.StringSliceFlag{Name: "allowed-host", Usage: "with --http, the host `NAME` that requests are for (repeatable)"},
			&ucli.StringSliceFlag{Name: "allowed-origin", Usage: "with --http, let web pages of this `ORIGIN` in (repeatable)"},
			&ucli.BoolFlag{Name: "share-login", Usage: "with --http, let everybody who reaches the server use this login"},
		},
		run: runServe,
	}
}

func runServe(ctx context.Context, c *call) error {
	run := ServeRun{
		Toolsets: c.cmd.StringSlice("toolsets"), Allow: c.cmd.StringSlice("allow"), Deny: c.cmd.StringSlice("deny"),
		Orgs: c.cmd.StringSlice("org"), Projects: c.cmd.StringSlice("project"), HTTP: c.cmd.String("http"), SSE: c.cmd.Bool("sse"), Share: c.cmd.Bool("share-login"),
		Hosts: c.cmd.StringSlice("allowed-host"), Origins: c.cmd.StringSlice("allowed-origin"),
		Ready: func(url string) { c.notes.Say("serving MCP at " + url) },
	}
	if run.HTTP == "" && (run.SSE || run.Share || len(run.Hosts)+len(run.Origins) > 0) {
		return usage("vedette serve --http 8080 --sse", "--sse, --share-login, --allowed-host and --allowed-origin go with --http")
	}
	var err error
	if run.Spans, err = c.spans(); err != nil {
		return err
	}
	o, err := c.served(ctx, &run)
	if err != nil {
		return err
	}
	if run.Spans.DSN != "" {
		c.notes.Say(run.Spans.String())
	}
	c.patient.Store(true)
	return c.app.Serve(ctx, o, run)
}

// served are the operations to serve. Over HTTP a server may do without a
// login: requests bring theirs.
func (c *call) served(ctx context.Context, run *ServeRun) (*ops.Ops, error) {
	s, err := config.Load(c.unwatched())
	if err != nil {
		return nil, err
	}
	builtIn := s.Profile == config.Local || s.Profile == config.Demo
	run.Spans.CACert = s.CACert
	run.LoggedIn = builtIn || s.Token != "" || s.Login != ""
	if !run.LoggedIn && run.HTTP == "" && s.Profile == "" {
		return nil, noServer()
	}
	if s.BaseURL == "" && !builtIn {
		s.BaseURL = config.SaaS
	}
	return c.connect(ctx, s)
}
