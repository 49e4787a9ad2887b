package place

import (
	"fmt"
	"strings"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

func exploreKinds() []Kind {
	return []Kind{
		of[screen.ToReleases]{
			Kind: Kind{Name: "releases", Aliases: []string{"r"}, Key: "r", Title: "the releases", Args: "[PROJECT]", Of: screen.Project},
			Parse: func(here At, args string) (screen.ToReleases, error) {
				at, err := projectOr(here, strings.TrimSpace(args))
				return screen.ToReleases{Org: at.Org, Project: at.Project}, err
			},
			Here: func(to screen.ToReleases) At { return At{to.Org, to.Project} },
		}.kind(),
		of[screen.ToTrace]{
			Kind: Kind{Name: "trace", Title: "the waterfall of a trace", Args: "ID", Of: screen.Issue},
			Parse: func(here At, args string) (screen.ToTrace, error) {
				if args == "" {
					return screen.ToTrace{}, fmt.Errorf("which trace? Type its id, or an issue's for the trace of its event")
				}
				return screen.ToTrace{Org: here.Org, ID: args}, needOrg(here, args)
			},
			Page: func(here At, p ops.Page) (screen.ToTrace, bool) {
				return screen.ToTrace{Org: here.Org, ID: p.Args["traceId"], Span: p.Args["spanId"]}, p.Kind == "trace" || p.Kind == "span"
			},
			Here: func(to screen.ToTrace) At { return At{Org: to.Org} },
		}.kind(),
	}
}
