package cli

import (
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

// queryFlag is the search of lists by slug or name.
func queryFlag(what string) ucli.Flag {
	return &ucli.StringFlag{Name: "query", Aliases: []string{"q"}, Usage: "`TEXT`, a part of " + what}
}

func orgList() leaf {
	return list(leaf{
		name: "list", summary: "list the organizations the token can see", op: []string{"find_organizations"},
		examples: []string{"vedette org list", "vedette org list --json=slug,name"},
		flags:    []ucli.Flag{queryFlag("a slug or name")},
	}, lister[ops.FindOrganizationsIn, ops.FindOrganizationsOut, ops.Organization]{
		limit: 100, run: (*ops.Ops).FindOrganizations, key: "organizations", empty: "No organization matches.",
		rows: func(out *ops.FindOrganizationsOut) *[]ops.Organization { return &out.Organizations },
		id:   func(o ops.Organization) string { return string(o.ID) + "/" + string(o.Slug) },
		in: func(c *call, _ config.Settings) (ops.FindOrganizationsIn, error) {
			return ops.FindOrganizationsIn{Query: c.cmd.String("query")}, nil
		},
		columns: func(time.Time) []render.Column[ops.Organization] {
			return []render.Column[ops.Organization]{
				{Title: "slug", Value: func(o ops.Organization) string { return string(o.Slug) }, Style: always[ops.Organization](render.Bold)},
				{Title: "name", Value: func(o ops.Organization) string { return o.Name.String() }, Flex: true},
				{Title: "id", Value: func(o ops.Organization) string { return string(o.ID) }},
				{Title: "region", Value: func(o ops.Organization) string { return string(o.Links.RegionURL) }, Extra: true},
			}
		},
	})
}

// always gives every row of a column the same style.
func always[T any](s render.Style) func(T) render.Style { return func(T) render.Style { return s } }

// words joins identifiers for a cell.
func words[T ~string](list []T) string {
	parts := make([]string, len(list))
	for n, w := range list {
		parts[n] = string(w)
	}
	return strings.Join(parts, " ")
}
