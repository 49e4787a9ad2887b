package cli

import (
	"context"
	"slices"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func (s *session) releaseGroup() *ucli.Command {
	return s.group("release", "Releases: health, deploys, commits",
		s.command(releaseList()), s.command(releaseView()), s.command(releaseHealth()), s.command(releaseCommits()), s.command(releaseDeploys()),
		s.command(releaseCreate()), s.command(releaseFinalize()), s.command(releaseArchive()), s.command(releaseRestore()), s.command(releaseDeploy()),
		s.command(releaseSetCommits()), s.command(releaseProposeVersion()))
}

const versionArg = "VERSION is the whole version, like shop@2.1.0, or @latest. Left out, it is SENTRY_RELEASE, else the newest release."

func periodFlag(def string) ucli.Flag {
	return &ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Value: def, Usage: "of this `PERIOD`: 24h, 14d, 30d"}
}

func envFlag() ucli.Flag {
	return &ucli.StringSliceFlag{Name: "env", Usage: "only these environments, `NAME`"}
}

// version is the release that a command is about.
func (c *call) version(s config.Settings) string {
	if len(c.args) > 0 {
		return c.args[0]
	}
	return either(s.Release, ops.Latest)
}

// releaseList has more columns when health is asked for.
func releaseList() leaf {
	l, healthy := releaseTable(releaseColumns), releaseTable(healthColumns)
	plain := l.run
	l.run = func(ctx context.Context, c *call) error {
		if c.cmd.Bool("health") {
			return healthy.run(ctx, c)
		}
		return plain(ctx, c)
	}
	return l
}

func releaseTable(columns func(time.Time) []render.Column[ops.Release]) leaf {
	return list(leaf{
		name: "list", summary: "list releases, newest first", op: []string{"find_releases"},
		examples: []string{"vedette release list", "vedette release list --health", "vedette release list --project shop --query 2.1"},
		flags: []ucli.Flag{queryFlag("a version"),
			&ucli.StringFlag{Name: "env", Usage: "only releases seen in this environment `NAME`"},
			&ucli.BoolFlag{Name: "health", Usage: "with sessions, crash-free rates and adoption of 14 days"}},
	}, lister[ops.FindReleasesIn, ops.FindReleasesOut, ops.Release]{
		run: (*ops.Ops).FindReleases, key: "releases", empty: "No release matches.", columns: columns,
		rows: func(out *ops.FindReleasesOut) *[]ops.Release { return &out.Releases },
		id:   func(r ops.Release) string { return r.Version.Raw() },
		in: func(c *call, s config.Settings) (ops.FindReleasesIn, error) {
			return ops.FindReleasesIn{Query: c.cmd.String("query"), Environment: either(c.cmd.String("env"), s.Environment), Health: c.cmd.Bool("health")}, nil
		},
	})
}

func releaseColumns(now time.Time) []render.Column[ops.Release] {
	return []render.Column[ops.Release]{
		{Title: "version", Value: func(r ops.Release) string { return r.Version.String() }, Style: always[ops.Release](render.Bold), Flex: true},
		ago("created", now, func(r ops.Release) time.Time { return r.DateCreated.Time }),
		count("new issues", func(r ops.Release) int64 { return int64(r.NewGroups) }),
		{Title: "projects", Value: func(r ops.Release) string {
			var slugs []string
			for _, p := range r.Projects {
				slugs = append(slugs, string(p.Slug))
			}
			return words(slugs)
		}, Extra: true},
	}
}

func healthColumns(now time.Time) []render.Column[ops.Release] {
	rate := func(title string, of func(ops.VersionHealth) *float64) render.Column[ops.Release] {
		return render.Column[ops.Release]{Title: title, Right: true, Value: func(r ops.Release) string { return ops.Percent(of(ops.ReleaseSummary(r))) }}
	}
	columns := releaseColumns(now)
	return slices.Insert(columns, 3,
		count("sessions", func(r ops.Release) int64 { return ops.ReleaseSummary(r).Sessions }),
		rate("crash-free", func(h ops.VersionHealth) *float64 { return h.CrashFreeSessions }),
		rate("of users", func(h ops.VersionHealth) *float64 { return h.CrashFreeUsers }),
		rate("adoption", func(h ops.VersionHealth) *float64 { return h.Adoption }))
}

func releaseView() leaf {
	return view(leaf{
		name: "view", summary: "show a release: deploys, commits, health", op: []string{"get_release_details"}, args: "[VERSION]", max: 1,
		details:  versionArg,
		examples: []string{"vedette release view", "vedette release view shop@2.1.0 --health", "vedette release view @latest --health --jq .health.crashFreeSessions"},
		flags: []ucli.Flag{
			&ucli.BoolFlag{Name: "health", Usage: "with sessions, crash-free rates, adoption, new and regressed issues, against the release before"},
			periodFlag("14d"),
			&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 10, Usage: "at most `N` deploys, commits and issues each"},
		},
	}, (*ops.Ops).GetReleaseDetails, func(c *call, s config.Settings) (ops.GetReleaseDetailsIn, error) {
		return ops.GetReleaseDetailsIn{Version: c.version(s), Health: c.cmd.Bool("health"), Period: c.cmd.String("period"), Limit: c.cmd.Int("limit")}, nil
	})
}

func releaseHealth() leaf {
	return view(leaf{
		name: "health", summary: "compare releases by sessions, crash-free rates and adoption", op: []string{"get_release_health"}, args: "[VERSION]", max: 1,
		details:  "With VERSION, one release over time.",
		examples: []string{"vedette release health", "vedette release health --period 7d --env production", "vedette release health shop@2.1.0 --interval 1h --period 24h"},
		flags: []ucli.Flag{periodFlag("14d"), envFlag(),
			&ucli.StringFlag{Name: "interval", Value: "1d", Usage: "with VERSION: buckets of this `DURATION`"},
			&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 10, Usage: "at most `N` releases"}},
	}, (*ops.Ops).GetReleaseHealth, func(c *call, s config.Settings) (ops.GetReleaseHealthIn, error) {
		in := ops.GetReleaseHealthIn{Environment: c.environments(s), Period: c.cmd.String("period"), Interval: c.cmd.String("interval"), Limit: c.cmd.Int("limit")}
		if len(c.args) > 0 {
			in.Version = c.args[0]
		}
		return in, nil
	})
}

// releasePart shows one part of a release only.
func releasePart(name, summary string, commits, deploys bool) leaf {
	return view(leaf{
		name: name, summary: summary, op: []string{"get_release_details"}, args: "[VERSION]", max: 1, details: versionArg,
		examples: []string{"vedette release " + name + " shop@2.1.0", "vedette release " + name + " --json=" + name},
		flags:    []ucli.Flag{&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 50, Usage: "at most `N`, 50 at most"}},
	}, (*ops.Ops).GetReleaseDetails, func(c *call, s config.Settings) (ops.GetReleaseDetailsIn, error) {
		return ops.GetReleaseDetailsIn{Version: c.version(s), Commits: &commits, Deploys: &deploys, Limit: c.cmd.Int("limit")}, nil
	})
}

func releaseCommits() leaf {
	return releasePart("commits", "list the commits of a release", true, false)
}

func releaseDeploys() leaf {
	return releasePart("deploys", "list the deploys of a release", false, true)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
