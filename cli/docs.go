package cli

import (
	"context"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
)

func (s *session) docsGroup() *ucli.Command {
	return s.group("docs", "Sentry's documentation", s.command(docsSearch()), s.command(docsOpen()))
}

func docsSearch() leaf {
	return leaf{
		name: "search", summary: "open the search of Sentry's documentation", op: []string{"search_docs"}, args: "QUERY...", min: 1, max: -1,
		details:  "vedette does not search itself: it opens the address, and prints it where there is no browser.",
		examples: []string{"vedette docs search source maps", "vedette docs search sampling --guide javascript/nextjs --json"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "guide", Usage: "for a `PLATFORM` or PLATFORM/FRAMEWORK, like python or javascript/nextjs"}},
		run: func(ctx context.Context, c *call) error {
			return address(ctx, c, ops.SearchDocsIn{Query: strings.Join(c.args, " "), Guide: c.cmd.String("guide")}, (*ops.Ops).SearchDocs,
				func(out ops.SearchDocsOut) string { return out.SearchURL })
		},
	}
}

func docsOpen() leaf {
	return leaf{
		name: "open", summary: "open a page of Sentry's documentation", op: []string{"get_doc"}, args: "PATH", min: 1, max: 1,
		examples: []string{"vedette docs open platforms/go", "curl -s \"$(vedette docs open /platforms/python/ --jq .markdownUrl)\""},
		run: func(ctx context.Context, c *call) error {
			return address(ctx, c, ops.GetDocIn{Path: c.args[0]}, (*ops.Ops).GetDoc, func(out ops.GetDocOut) string { return out.URL })
		},
	}
}

// address runs an operation that answers with an address and opens that. Such
// an operation asks no server, so it needs none.
func address[In any, Out ops.Result](ctx context.Context, c *call, in In, run func(*ops.Ops, context.Context, In) (Out, error), of func(Out) string) error {
	if err := check[Out](c); err != nil {
		return err
	}
	out, err := run(ops.New(ops.Config{}), ctx, in)
	if err != nil {
		return err
	}
	if c.format.JSON {
		return c.object(ctx, out)
	}
	return c.openURL(of(out))
}
