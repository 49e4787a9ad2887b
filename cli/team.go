package cli

import (
	"context"
	"strconv"

	"vedette/internal/ops"
	"vedette/internal/render"
)

func teamList() leaf {
	return leaf{
		name: "list", summary: "list the teams of an organization; assign to one with team:ID", op: []string{"find_teams"},
		examples: []string{"vedette team list", "vedette team list --query web --json=id,slug"},
		flags:    listFlags(100, queryFlag("a slug or name")),
		run: func(ctx context.Context, c *call) error {
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			l := render.List[ops.Team]{Key: "teams", Empty: "No team matches.", Columns: []render.Column[ops.Team]{
				{Title: "slug", Value: func(t ops.Team) string { return string(t.Slug) }, Style: always[ops.Team](render.Bold)},
				{Title: "name", Value: func(t ops.Team) string { return t.Name.String() }, Flex: true},
				{Title: "id", Value: func(t ops.Team) string { return string(t.ID) }},
				count("members", func(t ops.Team) int64 { return int64(t.MemberCount) }),
			}}
			return runList(ctx, c, l, func(t ops.Team) string { return string(t.ID) + "/" + string(t.Slug) },
				func(ctx context.Context, cursor string, n int) (page[ops.Team], error) {
					out, err := o.FindTeams(ctx, ops.FindTeamsIn{Query: c.cmd.String("query"), Limit: n, Cursor: cursor})
					return page[ops.Team]{rows: out.Teams, next: out.NextCursor, skipped: out.Skipped, shell: func(s []string) any {
						return ops.FindTeamsOut{Organization: out.Organization, Teams: []ops.Team{}, NextCursor: out.NextCursor, Skipped: s}
					}}, err
				})
		},
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
