package cli

import (
	"strconv"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func teamList() leaf {
	return list(leaf{
		name: "list", summary: "list the teams of an organization; assign to one with team:ID", op: []string{"find_teams"},
		examples: []string{"vedette team list", "vedette team list --query web --json=id,slug"},
		flags:    []ucli.Flag{queryFlag("a slug or name")},
	}, lister[ops.FindTeamsIn, ops.FindTeamsOut, ops.Team]{
		limit: 100, run: (*ops.Ops).FindTeams, key: "teams", empty: "No team matches.",
		rows: func(out *ops.FindTeamsOut) *[]ops.Team { return &out.Teams },
		id:   func(t ops.Team) string { return string(t.ID) + "/" + string(t.Slug) },
		in: func(c *call, _ config.Settings) (ops.FindTeamsIn, error) {
			return ops.FindTeamsIn{Query: c.cmd.String("query")}, nil
		},
		columns: func(time.Time) []render.Column[ops.Team] {
			return []render.Column[ops.Team]{
				{Title: "slug", Value: func(t ops.Team) string { return string(t.Slug) }, Style: always[ops.Team](render.Bold)},
				{Title: "name", Value: func(t ops.Team) string { return t.Name.String() }, Flex: true},
				{Title: "id", Value: func(t ops.Team) string { return string(t.ID) }},
				count("members", func(t ops.Team) int64 { return int64(t.MemberCount) }),
			}
		},
	})
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
