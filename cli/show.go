package cli

import (
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
)

func show() leaf {
	return view(leaf{
		name: "show", summary: "show what a Sentry URL points to", op: []string{"get_sentry_resource"}, args: "URL", min: 1, max: 1,
		details: "A URL of this server: of an issue, event, trace, span, release, replay, profile, monitor or AI conversation. With --type, an id instead.",
		examples: []string{
			"vedette show https://acme.sentry.io/issues/123/events/0123456789abcdef0123456789abcdef/", "vedette show --type trace 0123456789abcdef0123456789abcdef",
		},
		flags: []ucli.Flag{&ucli.StringFlag{Name: "type", Usage: "`TYPE` of an id: issue, event, trace, span, release, replay, profile, monitor, ai_conversation"}},
	}, (*ops.Ops).GetSentryResource, func(c *call, _ config.Settings) (ops.GetSentryResourceIn, error) {
		kind := c.cmd.String("type")
		if kind == "" && !strings.Contains(c.args[0], "://") {
			return ops.GetSentryResourceIn{}, usage("give the whole address, or --type issue", "%q is no URL", c.args[0])
		}
		if kind == "" {
			return ops.GetSentryResourceIn{URL: c.args[0]}, nil
		}
		return ops.GetSentryResourceIn{Type: kind, ID: c.args[0]}, nil
	})
}
