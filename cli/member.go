package cli

import (
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func (s *session) memberGroup() *ucli.Command {
	return s.group("member", "People", s.command(memberList()))
}

func memberList() leaf {
	return list(leaf{
		name: "list", summary: "list the people of an organization or project; assign to one with user:ID", op: []string{"find_members"},
		details:  "With --project, only people of the teams of that project.",
		examples: []string{"vedette member list", "vedette member list --query jane --json=email,user", "vedette member list --project shop"},
		flags:    []ucli.Flag{queryFlag("a name or email address")},
	}, lister[ops.FindMembersIn, ops.FindMembersOut, ops.Member]{
		limit: 100, run: (*ops.Ops).FindMembers, key: "members", empty: "Nobody matches.",
		rows: func(out *ops.FindMembersOut) *[]ops.Member { return &out.Members },
		id:   func(m ops.Member) string { return string(m.ID) },
		in: func(c *call, _ config.Settings) (ops.FindMembersIn, error) {
			return ops.FindMembersIn{Query: c.cmd.String("query"), Project: c.cmd.String("project")}, nil
		},
		columns: func(now time.Time) []render.Column[ops.Member] {
			return []render.Column[ops.Member]{
				{Title: "name", Value: func(m ops.Member) string { return m.Name.String() }, Style: always[ops.Member](render.Bold), Flex: true},
				{Title: "email", Value: func(m ops.Member) string { return m.Email.String() }},
				{Title: "assign to", Value: ops.MemberHandle},
				{Title: "role", Value: func(m ops.Member) string { return string(m.OrgRole) }},
				ago("joined", now, func(m ops.Member) time.Time { return m.DateCreated.Time }),
			}
		},
	})
}
