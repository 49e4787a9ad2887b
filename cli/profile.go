package cli

import (
	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
)

func (s *session) profileGroup() *ucli.Command {
	return s.group("profile", "Where CPU time goes", s.command(profileList()), s.command(profileHot()), s.command(profileView()))
}

func profileList() leaf {
	return listOf(leaf{
		name: "list", summary: "search profiles, newest first",
		examples: []string{"vedette profile list -q 'transaction:\"GET /cart\"' --sort -transaction.duration"},
	}, "profiles", "", "profile.id", "timestamp", "transaction", "transaction.duration", "release", "project")
}

// librariesFlag shows the frames of libraries too.
func librariesFlag() ucli.Flag {
	return &ucli.BoolFlag{Name: "libraries", Usage: "with the frames of libraries"}
}

func userCode(c *call) *bool {
	own := !c.cmd.Bool("libraries")
	return &own
}

func profileHot() leaf {
	return view(leaf{
		name: "hot", summary: "show the hot paths of all profiles of a project or a transaction", op: []string{"get_profile"},
		examples: []string{"vedette profile hot --project shop", "vedette profile hot --transaction 'GET /cart' --period 24h --compare 7d"},
		flags: []ucli.Flag{periodFlag("7d"), librariesFlag(),
			&ucli.StringFlag{Name: "transaction", Usage: "only this transaction, `NAME`"},
			&ucli.StringFlag{Name: "compare", Usage: "with so much time before the period, `PERIOD`"},
			&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 10, Usage: "at most `N` paths, 20 at most"}},
	}, (*ops.Ops).GetProfile, func(c *call, _ config.Settings) (ops.GetProfileIn, error) {
		return ops.GetProfileIn{
			Transaction: c.cmd.String("transaction"), Period: c.cmd.String("period"), Compare: c.cmd.String("compare"), UserCode: userCode(c), HotPaths: c.cmd.Int("limit"),
		}, nil
	})
}

func profileView() leaf {
	return view(leaf{
		name: "view", summary: "show where the time goes in one profile", op: []string{"get_profile_details"}, args: "PROFILE", min: 1, max: 1,
		details:  "A PROFILE is the id of a transaction's profile, or with --start and --end of a continuous profiler.",
		examples: []string{"vedette profile view a1b2c3d4e5f60718293a4b5c6d7e8f90", "vedette profile view 041bde57b9844e36b8b7e5734efae5f7 --start 2026-11-20T09:00:00Z --end 2026-11-20T09:01:00Z"},
		flags: []ucli.Flag{librariesFlag(),
			&ucli.StringFlag{Name: "start", Usage: "of a continuous profile, `TIME` (RFC 3339)"},
			&ucli.StringFlag{Name: "end", Usage: "of a continuous profile, `TIME`"}},
	}, (*ops.Ops).GetProfileDetails, func(c *call, _ config.Settings) (ops.GetProfileDetailsIn, error) {
		in := ops.GetProfileDetailsIn{ProfileID: c.args[0], UserCode: userCode(c)}
		if c.cmd.IsSet("start") || c.cmd.IsSet("end") {
			in.ProfileID, in.ProfilerID, in.Start, in.End = "", c.args[0], c.cmd.String("start"), c.cmd.String("end")
		}
		return in, nil
	})
}

func performance() leaf {
	return view(leaf{
		name: "performance", summary: "show throughput, failure rate, durations and what is slow", op: []string{"get_performance_summary"},
		examples: []string{"vedette performance --project shop", "vedette performance --transaction 'GET /cart' --period 7d", "vedette performance --jq .overall.p95Ms"},
		flags:    []ucli.Flag{periodFlag("24h"), envFlag(), &ucli.StringFlag{Name: "transaction", Usage: "only this transaction, `NAME`"}},
	}, (*ops.Ops).GetPerformanceSummary, func(c *call, s config.Settings) (ops.GetPerformanceSummaryIn, error) {
		return ops.GetPerformanceSummaryIn{Transaction: c.cmd.String("transaction"), Period: c.cmd.String("period"), Environment: c.environments(s)}, nil
	})
}
