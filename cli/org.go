package cli

import (
	"context"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/render"
)

// queryFlag is the search of lists by slug or name.
func queryFlag(what string) ucli.Flag {
	return &ucli.StringFlag{Name: "query", Aliases: []string{"q"}, Usage: "part of " + what}
}

func orgList() leaf {
	return leaf{
		name: "list", summary: "list the organizations the token can see", op: []string{"find_organizations"},
		examples: []string{"vedette org list", "vedette org list --json=slug,name"},
		flags:    listFlags(100, queryFlag("a slug or name")),
		run: func(ctx context.Context, c *call) error {
			l := render.List[ops.Organization]{Key: "organizations", Empty: "No organization matches.", Columns: []render.Column[ops.Organization]{
				{Title: "slug", Value: func(o ops.Organization) string { return string(o.Slug) }, Style: always[ops.Organization](render.Bold)},
				{Title: "name", Value: func(o ops.Organization) string { return o.Name.String() }, Flex: true},
				{Title: "id", Value: func(o ops.Organization) string { return string(o.ID) }},
				{Title: "region", Value: func(o ops.Organization) string { return string(o.Links.RegionURL) }, Extra: true},
			}}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			return runList(ctx, c, l, func(o ops.Organization) string { return string(o.ID) + "/" + string(o.Slug) },
				func(ctx context.Context, cursor string, n int) (page[ops.Organization], error) {
					out, err := o.FindOrganizations(ctx, ops.FindOrganizationsIn{Query: c.cmd.String("query"), Limit: n, Cursor: cursor})
					return page[ops.Organization]{rows: out.Organizations, next: out.NextCursor, skipped: out.Skipped, shell: func(s []string) any {
						return ops.FindOrganizationsOut{Organizations: []ops.Organization{}, NextCursor: out.NextCursor, Skipped: s}
					}}, err
				})
		},
	}
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
