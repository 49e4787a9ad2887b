package place

import (
	"fmt"
	"slices"
	"strings"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// dataKinds are the places about data rather than issues.
func dataKinds() []Kind {
	return slices.Concat(searchKinds(), listKinds(), detailKinds())
}

// searchKinds are searches: their arguments are a query.
func searchKinds() []Kind {
	search := func(key, dataset string) Kind {
		return of[screen.ToExplore]{
			Kind: Kind{Name: dataset, Key: key, Title: "explore " + dataset, Args: "[QUERY]"},
			Parse: func(here At, args string) (screen.ToExplore, error) {
				return screen.ToExplore{Org: here.Org, Project: here.Project, Dataset: dataset, Query: args}, needOrg(here, dataset)
			},
			Here: func(to screen.ToExplore) At { return At{to.Org, to.Project} },
		}.kind()
	}
	return []Kind{
		search("e", "errors"),
		search("s", "spans"),
		search("x", "metrics"),
		search("f", "profiles"),
		of[screen.ToExplore]{
			Kind: Kind{Name: "traces", Aliases: []string{"transactions"}, Key: "t", Title: "traces by their transactions", Args: "[QUERY]"},
			Parse: func(here At, args string) (screen.ToExplore, error) {
				return screen.ToExplore{Org: here.Org, Project: here.Project, Dataset: "spans", Query: ops.JoinQuery(args, "is_transaction:true"),
					Fields: "trace, timestamp, transaction, span.duration, span.op, project"}, needOrg(here, "traces")
			},
			Here: func(to screen.ToExplore) At { return At{to.Org, to.Project} },
		}.kind(),
		of[screen.ToLogs]{
			Kind: Kind{Name: "logs", Key: "l", Title: "logs, live", Args: "[QUERY]"},
			Parse: func(here At, args string) (screen.ToLogs, error) {
				return screen.ToLogs{Org: here.Org, Project: here.Project, Query: args}, needOrg(here, "logs")
			},
			Here: func(to screen.ToLogs) At { return At{to.Org, to.Project} },
		}.kind(),
	}
}

// listed is a list of an organization or of one of its projects.
func listed[To any](kind Kind, build func(At) To, where func(To) At) Kind {
	kind.Args, kind.Of = "[PROJECT]", screen.Project
	return of[To]{Kind: kind, Here: where, Parse: func(here At, args string) (To, error) {
		at, err := projectOr(here, strings.TrimSpace(args))
		return build(at), err
	}}.kind()
}

func listKinds() []Kind {
	return []Kind{
		listed(Kind{Name: "performance", Aliases: []string{"perf"}, Key: "p", Title: "how fast and how reliable"},
			func(at At) screen.ToPerformance { return screen.ToPerformance{Org: at.Org, Project: at.Project} },
			func(to screen.ToPerformance) At { return At{to.Org, to.Project} }),
		listed(Kind{Name: "replays", Key: "v", Title: "replays: recorded sessions"},
			func(at At) screen.ToReplays { return screen.ToReplays{Org: at.Org, Project: at.Project} },
			func(to screen.ToReplays) At { return At{to.Org, to.Project} }),
		listed(Kind{Name: "monitors", Aliases: []string{"crons"}, Key: "m", Title: "cron monitors"},
			func(at At) screen.ToMonitors { return screen.ToMonitors{Org: at.Org, Project: at.Project} },
			func(to screen.ToMonitors) At { return At{to.Org, to.Project} }),
		listed(Kind{Name: "uptime", Key: "u", Title: "uptime monitors"},
			func(at At) screen.ToUptime { return screen.ToUptime{Org: at.Org, Project: at.Project} },
			func(to screen.ToUptime) At { return At{to.Org, to.Project} }),
		listed(Kind{Name: "alerts", Key: "a", Title: "alerts"},
			func(at At) screen.ToAlerts { return screen.ToAlerts{Org: at.Org, Project: at.Project} },
			func(to screen.ToAlerts) At { return At{to.Org, to.Project} }),
		listed(Kind{Name: "hot", Key: "h", Title: "profiles: where the time goes"},
			func(at At) screen.ToProfile { return screen.ToProfile{Org: at.Org, Project: at.Project} },
			func(to screen.ToProfile) At { return At{to.Org, to.Project} }),
		of[screen.ToSyntax]{
			Kind: Kind{Name: "syntax", Title: "how errors, spans, logs ... are searched", Args: "[DATASET]"},
			Parse: func(_ At, args string) (screen.ToSyntax, error) {
				if args == "" {
					args = "issues"
				}
				return screen.ToSyntax{Dataset: args}, nil
			},
			Here: func(screen.ToSyntax) At { return At{} },
		}.kind(),
		of[screen.ToSettings]{
			Kind:  Kind{Name: "settings", Aliases: []string{"config"}, Key: ",", Title: "settings: what is in force, and from where"},
			Parse: func(At, string) (screen.ToSettings, error) { return screen.ToSettings{}, nil },
			Here:  func(screen.ToSettings) At { return At{} },
		}.kind(),
		of[screen.ToDashboards]{
			Kind: Kind{Name: "dashboards", Key: "d", Title: "dashboards"},
			Parse: func(here At, _ string) (screen.ToDashboards, error) {
				return screen.ToDashboards{Org: here.Org}, needOrg(here, "dashboards")
			},
			Here: func(to screen.ToDashboards) At { return At{Org: to.Org} },
		}.kind(),
	}
}

// named is one thing of an organization, which its name leads to; page is what
// Sentry's address of it is called, and the argument that names it.
func named[To any](kind Kind, page, argument string, build func(at At, name string) To, where func(To) At) Kind {
	k := of[To]{Kind: kind, Here: where, Parse: func(here At, args string) (To, error) {
		if args == "" {
			return build(here, ""), fmt.Errorf("which %s? Type what names it", kind.Name)
		}
		return build(here, args), needOrg(here, args)
	}}
	if page != "" {
		k.Page = func(here At, p ops.Page) (To, bool) { return build(here, p.Args[argument]), p.Kind == page }
	}
	return k.kind()
}

func detailKinds() []Kind {
	return []Kind{
		named(Kind{Name: "release", Title: "one release", Args: "VERSION", Of: screen.Release}, "release", "releaseVersion",
			func(at At, name string) screen.ToRelease { return screen.ToRelease{Org: at.Org, Version: name} },
			func(to screen.ToRelease) At { return At{to.Org, to.Project} }),
		named(Kind{Name: "monitor", Title: "one cron monitor", Args: "SLUG", Of: screen.Monitor}, "monitor", "monitorSlug",
			func(at At, name string) screen.ToMonitor { return screen.ToMonitor{Org: at.Org, Slug: name} },
			func(to screen.ToMonitor) At { return At{Org: to.Org} }),
		named(Kind{Name: "replay", Title: "one replay", Args: "ID"}, "replay", "replayId",
			func(at At, name string) screen.ToReplay { return screen.ToReplay{Org: at.Org, ID: name} },
			func(to screen.ToReplay) At { return At{Org: to.Org} }),
		named(Kind{Name: "dashboard", Title: "one dashboard", Args: "ID or TITLE"}, "", "",
			func(at At, name string) screen.ToDashboard { return screen.ToDashboard{Org: at.Org, ID: name} },
			func(to screen.ToDashboard) At { return At{Org: to.Org} }),
		named(Kind{Name: "alert", Title: "one alert", Args: "ID or NAME"}, "", "",
			func(at At, name string) screen.ToAlert { return screen.ToAlert{Org: at.Org, ID: name} },
			func(to screen.ToAlert) At { return At{Org: to.Org} }),
		of[screen.ToUptimeMonitor]{
			Kind: Kind{Name: "uptime monitor"}, Here: func(to screen.ToUptimeMonitor) At { return At{to.Org, to.Project} },
		}.kind(),
		of[screen.ToLog]{Kind: Kind{Name: "log"}, Here: func(to screen.ToLog) At { return At{to.Org, to.Project} }}.kind(),
	}
}

// Menu lists the places that have a key in the menu of places, in its order.
func Menu() []Kind {
	return slices.DeleteFunc(Typed(), func(k Kind) bool { return k.Key == "" })
}
