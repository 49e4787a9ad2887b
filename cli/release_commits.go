package cli

import (
	"context"
	"fmt"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/text"
)

func releaseSetCommits() leaf {
	return change(leaf{
		name: "set-commits", summary: "say which commits a release holds", op: []string{"set_release_commits"}, args: "[VERSION]", max: 1,
		details: namedVersionArg + "\n--auto reads them from the git checkout: those since the newest other release that has commits, else the last --depth.\n" +
			"--commit names ranges of repositories that are connected to Sentry, which reads them itself.",
		examples: []string{
			"vedette release set-commits shop@2.1.0 --auto", "vedette release set-commits shop@2.1.0 --auto --from v2.0.0",
			"vedette release set-commits shop@2.1.0 --commit acme/shop@b07a3d5..4f2c9e1",
		},
		flags: []ucli.Flag{
			&ucli.BoolFlag{Name: "auto", Usage: "take the commits from the git checkout"},
			&ucli.StringSliceFlag{Name: "commit", Usage: "`REPO@COMMIT` or REPO@FROM..TO; several at once"},
			&ucli.StringFlag{Name: "from", Usage: "with --auto: the commits after this `COMMIT`"},
			&ucli.StringFlag{Name: "to", Value: "HEAD", Usage: "with --auto: up to this `COMMIT`"},
			&ucli.StringFlag{Name: "repo", Usage: "with --auto: `NAME` of the repository (default: owner/name of the remote)"},
			&ucli.StringFlag{Name: "remote", Value: "origin", Usage: "with --auto: the git `REMOTE` that names the repository"},
			&ucli.IntFlag{Name: "depth", Value: 20, Usage: "with --auto: at most `N` commits when no start is known"},
		},
	}, setCommits, func(c *call, s config.Settings) (*commitSource, error) {
		version, err := c.namedVersion(s)
		if err == nil && c.cmd.Bool("auto") == (len(c.cmd.StringSlice("commit")) > 0) {
			err = usage("vedette release set-commits "+version+" --auto", "give either --auto or --commit")
		}
		return &commitSource{call: c, version: version}, err
	})
}

// commitSource is where the commits of a release come from: the flags and the
// checkout of one call.
type commitSource struct {
	*call
	version string
}

func setCommits(o *ops.Ops, ctx context.Context, from *commitSource) (out ops.SetReleaseCommitsOut, err error) {
	in := ops.SetReleaseCommitsIn{Version: from.version}
	for _, named := range from.cmd.StringSlice("commit") {
		ref, err := parseRef(named)
		if err != nil {
			return out, err
		}
		in.Refs = append(in.Refs, ref)
	}
	if len(in.Refs) == 0 {
		if in.Commits, err = from.checkedOut(ctx, o); err != nil {
			return out, err
		}
	}
	return o.SetReleaseCommits(ctx, in)
}

// maxAutoCommits bounds what one release is told; a range of more is a mistake
// in its start.
const maxAutoCommits = 1000

// checkedOut reads the commits of the range from git.
func (f *commitSource) checkedOut(ctx context.Context, o *ops.Ops) ([]ops.CommitInput, error) {
	to, limit := f.cmd.String("to"), maxAutoCommits
	start := f.cmd.String("from")
	if start == "" {
		var err error
		if start, err = f.lastCommit(ctx, o); err != nil {
			return nil, err
		}
	}
	span := start + ".." + to
	if start == "" {
		span, limit = to, f.cmd.Int("depth")
		f.notes.Say(fmt.Sprintf("no earlier release with a commit of this checkout: taking the last %d commits", limit))
	}
	repository := either(f.cmd.String("repo"), f.gitRepository(ctx, f.cmd.String("remote")))
	commits, err := f.gitCommits(ctx, span, repository, limit)
	if err == nil && len(commits) == 0 {
		err = usage("--from COMMIT names where it starts", "there are no commits in %s", span)
	}
	return commits, err
}

// lastCommit is the newest commit of the newest other release that this
// checkout knows; "" = there is none.
func (f *commitSource) lastCommit(ctx context.Context, o *ops.Ops) (string, error) {
	releases, err := o.FindReleases(ctx, ops.FindReleasesIn{PageIn: ops.PageIn{Limit: 20}})
	if err != nil {
		return "", err
	}
	for _, r := range releases.Releases {
		if r.LastCommit == nil || r.Version.Raw() == f.version {
			continue
		}
		if known, err := f.git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", string(r.LastCommit.ID)+"^{commit}"); err == nil {
			return known, nil
		}
	}
	return "", nil
}

func releaseProposeVersion() leaf {
	return leaf{
		name: "propose-version", summary: "print the version a build here would have",
		details:  "SENTRY_RELEASE, else the commit that the build service names, else the commit checked out.",
		examples: []string{"vedette release propose-version", "export SENTRY_RELEASE=\"shop@$(vedette release propose-version)\""},
		run: func(ctx context.Context, c *call) error {
			if err := check[proposed](c); err != nil {
				return err
			}
			version, err := c.proposedVersion(ctx)
			if err != nil {
				return err
			}
			if c.format.JSON {
				return c.object(ctx, proposed{Version: version})
			}
			_, err = fmt.Fprintln(c.out.Out, text.From(version))
			return err
		},
	}
}

// proposed is what `release propose-version` answers.
type proposed struct {
	Version string `json:"version"`
}

// Doc is the version alone.
func (p proposed) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T(p.Version))
	return d
}
