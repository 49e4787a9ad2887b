package cli

import (
	"context"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/render"
)

func releaseList() leaf {
	return leaf{
		name: "list", summary: "list releases, newest first", op: []string{"find_releases"},
		examples: []string{"vedette release list", "vedette release list --project shop --query 2.1"},
		flags: listFlags(25, queryFlag("a version"),
			&ucli.StringFlag{Name: "env", Usage: "only releases seen in this environment `NAME`"}),
		run: func(ctx context.Context, c *call) error {
			o, s, err := c.ops(ctx)
			if err != nil {
				return err
			}
			l := render.List[ops.Release]{Key: "releases", Empty: "No release matches.", Columns: []render.Column[ops.Release]{
				{Title: "version", Value: func(r ops.Release) string { return r.Version.String() }, Style: always[ops.Release](render.Bold), Flex: true},
				ago("created", o.Now(), func(r ops.Release) time.Time { return r.DateCreated.Time }),
				count("new issues", func(r ops.Release) int64 { return int64(r.NewGroups) }),
				{Title: "projects", Value: func(r ops.Release) string {
					var slugs []string
					for _, p := range r.Projects {
						slugs = append(slugs, string(p.Slug))
					}
					return words(slugs)
				}, Extra: true},
			}}
			return runList(ctx, c, l, func(r ops.Release) string { return r.Version.Raw() },
				func(ctx context.Context, cursor string, n int) (page[ops.Release], error) {
					out, err := o.FindReleases(ctx, ops.FindReleasesIn{Query: c.cmd.String("query"), Environment: either(c.cmd.String("env"), s.Environment), Limit: n, Cursor: cursor})
					return page[ops.Release]{rows: out.Releases, next: out.NextCursor, skipped: out.Skipped, shell: func(s []string) any {
						return ops.FindReleasesOut{Organization: out.Organization, Releases: []ops.Release{}, NextCursor: out.NextCursor, Skipped: s}
					}}, err
				})
		},
	}
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
