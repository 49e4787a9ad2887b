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

func (s *session) teamGroup() *ucli.Command {
	return s.group("team", "Teams", s.command(teamList()), s.command(teamCreate()), s.command(teamAdd()), s.command(teamRemove()))
}

func teamCreate() leaf {
	return change(leaf{
		name: "create", summary: "create a team", op: []string{"create_team"}, args: "NAME", min: 1, max: 1,
		examples: []string{"vedette team create payments", "vedette team create 'Payments and refunds' --slug payments"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "slug", Usage: "`SLUG`; made from the name when left out"}},
	}, (*ops.Ops).CreateTeam, func(c *call, _ config.Settings) (ops.CreateTeamIn, error) {
		return ops.CreateTeamIn{Name: c.args[0], Slug: c.cmd.String("slug")}, nil
	})
}

func teamAdd() leaf {
	return change(leaf{
		name: "add", summary: "give a project to a team as well", op: []string{"add_team_to_project"}, args: "TEAM [PROJECT]", min: 1, max: 2,
		details:  projectArg + "\nNothing is sent when the team has the project.",
		examples: []string{"vedette team add payments shop", "vedette team add payments --project shop --dry-run"},
	}, (*ops.Ops).AddTeamToProject, func(c *call, _ config.Settings) (ops.AddTeamIn, error) {
		return ops.AddTeamIn{ProjectTarget: c.projectTarget(1), Team: c.args[0]}, nil
	})
}

func teamRemove() leaf {
	return change(leaf{
		name: "remove", summary: "take a project from a team", op: []string{"remove_team_from_project"}, args: "TEAM [PROJECT]", min: 1, max: 2,
		details:  projectArg + "\nNothing is sent when the team does not have the project.",
		examples: []string{"vedette team remove payments shop", "vedette team remove payments shop --dry-run"},
	}, (*ops.Ops).RemoveTeamFromProject, func(c *call, _ config.Settings) (ops.RemoveTeamIn, error) {
		return ops.RemoveTeamIn{ProjectTarget: c.projectTarget(1), Team: c.args[0]}, nil
	})
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
