package cli

import (
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
)

const namedVersionArg = "VERSION is the whole version, like shop@2.1.0. Left out, it is SENTRY_RELEASE."

// namedVersion is the release that a command changes: a write never guesses.
func (c *call) namedVersion(s config.Settings) (string, error) {
	if len(c.args) > 0 && c.args[0] != ops.Latest {
		return c.args[0], nil
	}
	if s.Release != "" && len(c.args) == 0 {
		return s.Release, nil
	}
	return "", usage(fullName(c.cmd)+" \"$(vedette release propose-version)\"", "%s needs VERSION, or SENTRY_RELEASE", fullName(c.cmd))
}

func releaseCreate() leaf {
	return change(leaf{
		name: "create", summary: "create a release, or update the one that exists", op: []string{"create_release"}, args: "[VERSION]", max: 1,
		details:  namedVersionArg + "\nWithout --project it is made in the default project, or in the only one.",
		examples: []string{"vedette release create shop@2.1.0 --project shop", "vedette release create \"$(vedette release propose-version)\" --finalize"},
		flags: []ucli.Flag{
			&ucli.StringSliceFlag{Name: "in", Usage: "instead of --project: in these projects, `SLUG`; several at once"},
			&ucli.StringFlag{Name: "ref", Usage: "commit or tag it was made of, `REF`"},
			&ucli.StringFlag{Name: "url", Usage: "page about the release, `URL`"},
			&ucli.BoolFlag{Name: "finalize", Usage: "it goes live now"},
		},
	}, (*ops.Ops).CreateRelease, func(c *call, s config.Settings) (ops.CreateReleaseIn, error) {
		version, err := c.namedVersion(s)
		return ops.CreateReleaseIn{Version: version, Projects: c.cmd.StringSlice("in"), Ref: c.cmd.String("ref"), URL: c.cmd.String("url"), Finalize: c.cmd.Bool("finalize")}, err
	})
}

// releaseUpdate is a command that changes a release in one way.
func releaseUpdate(name, summary string, flags []ucli.Flag, set func(c *call, in *ops.UpdateReleaseIn)) leaf {
	return change(leaf{
		name: name, summary: summary, op: []string{"update_release"}, args: "[VERSION]", max: 1, details: namedVersionArg,
		examples: []string{"vedette release " + name + " shop@2.1.0", "SENTRY_RELEASE=shop@2.1.0 vedette release " + name},
		flags:    flags,
	}, (*ops.Ops).UpdateRelease, func(c *call, s config.Settings) (ops.UpdateReleaseIn, error) {
		version, err := c.namedVersion(s)
		in := ops.UpdateReleaseIn{Version: version}
		set(c, &in)
		return in, err
	})
}

func releaseFinalize() leaf {
	return releaseUpdate("finalize", "mark a release as live", []ucli.Flag{
		&ucli.StringFlag{Name: "released", Usage: "live since this `TIME`, RFC 3339 (default now)"},
		&ucli.StringFlag{Name: "url", Usage: "page about the release, `URL`"},
		&ucli.StringFlag{Name: "ref", Usage: "commit or tag it was made of, `REF`"},
	}, func(c *call, in *ops.UpdateReleaseIn) {
		in.Finalize, in.Released, in.URL, in.Ref = true, c.cmd.String("released"), c.cmd.String("url"), c.cmd.String("ref")
	})
}

func releaseArchive() leaf {
	return releaseUpdate("archive", "hide a release", nil, func(_ *call, in *ops.UpdateReleaseIn) { in.Status = "archived" })
}

func releaseRestore() leaf {
	return releaseUpdate("restore", "show an archived release again", nil, func(_ *call, in *ops.UpdateReleaseIn) { in.Status = "open" })
}

func releaseDeploy() leaf {
	return change(leaf{
		name: "deploy", summary: "record that a release went live in an environment", op: []string{"create_deploy"}, args: "[VERSION]", max: 1,
		details:  namedVersionArg + " Without --env it is SENTRY_ENVIRONMENT.",
		examples: []string{"vedette release deploy shop@2.1.0 --env production", "vedette release deploy shop@2.1.0 --env production --took 4m --url \"$CI_JOB_URL\""},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "env", Usage: "environment `NAME`"},
			&ucli.StringFlag{Name: "name", Usage: "`NAME` of the deploy"},
			&ucli.StringFlag{Name: "url", Usage: "page about the deploy, `URL`"},
			&ucli.StringFlag{Name: "started", Usage: "`TIME` it began, RFC 3339"},
			&ucli.StringFlag{Name: "finished", Usage: "`TIME` it ended, RFC 3339 (default now)"},
			&ucli.DurationFlag{Name: "took", Usage: "it began this `DURATION` ago"},
		},
	}, (*ops.Ops).CreateDeploy, func(c *call, s config.Settings) (ops.CreateDeployIn, error) {
		version, err := c.namedVersion(s)
		in := ops.CreateDeployIn{
			Version: version, Environment: either(c.cmd.String("env"), s.Environment), Name: c.cmd.String("name"), URL: c.cmd.String("url"),
			Started: c.cmd.String("started"), Finished: c.cmd.String("finished"),
		}
		if took := c.cmd.Duration("took"); took > 0 {
			if in.Started != "" {
				return in, usage("give one of them", "--took and --started exclude each other")
			}
			in.Started = c.app.Now().Add(-took).UTC().Format(time.RFC3339)
		}
		return in, err
	})
}
