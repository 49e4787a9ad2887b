package cli

import (
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func releaseList() leaf {
	return list(leaf{
		name: "list", summary: "list releases, newest first", op: []string{"find_releases"},
		examples: []string{"vedette release list", "vedette release list --project shop --query 2.1"},
		flags: []ucli.Flag{queryFlag("a version"),
			&ucli.StringFlag{Name: "env", Usage: "only releases seen in this environment `NAME`"}},
	}, lister[ops.FindReleasesIn, ops.FindReleasesOut, ops.Release]{
		run: (*ops.Ops).FindReleases, key: "releases", empty: "No release matches.", columns: releaseColumns,
		rows: func(out *ops.FindReleasesOut) *[]ops.Release { return &out.Releases },
		id:   func(r ops.Release) string { return r.Version.Raw() },
		in: func(c *call, s config.Settings) (ops.FindReleasesIn, error) {
			return ops.FindReleasesIn{Query: c.cmd.String("query"), Environment: either(c.cmd.String("env"), s.Environment)}, nil
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

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
