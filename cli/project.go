package cli

import (
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func projectList() leaf {
	return list(leaf{
		name: "list", summary: "list the projects of an organization", op: []string{"find_projects"},
		examples: []string{"vedette project list", "vedette project list --org acme --json=slug,platform"},
		flags:    []ucli.Flag{queryFlag("a slug or name")},
	}, lister[ops.FindProjectsIn, ops.FindProjectsOut, ops.Project]{
		limit: 100, run: (*ops.Ops).FindProjects, key: "projects", empty: "No project matches.",
		rows: func(out *ops.FindProjectsOut) *[]ops.Project { return &out.Projects },
		id:   func(p ops.Project) string { return string(p.ID) + "/" + string(p.Slug) },
		in: func(c *call, _ config.Settings) (ops.FindProjectsIn, error) {
			return ops.FindProjectsIn{Query: c.cmd.String("query")}, nil
		},
		columns: func(now time.Time) []render.Column[ops.Project] {
			return []render.Column[ops.Project]{
				{Title: "slug", Value: func(p ops.Project) string { return string(p.Slug) }, Style: always[ops.Project](render.Bold)},
				{Title: "name", Value: func(p ops.Project) string { return p.Name.String() }, Flex: true},
				{Title: "platform", Value: func(p ops.Project) string { return string(p.Platform) }},
				{Title: "id", Value: func(p ops.Project) string { return string(p.ID) }},
				ago("first event", now, func(p ops.Project) time.Time { return p.FirstEvent.Time }),
			}
		},
	})
}

func (s *session) projectGroup() *ucli.Command {
	return s.group("project", "Projects", s.command(projectList()), s.command(projectView()), s.command(projectCreate()),
		s.command(projectUpdate()), s.command(projectDelete()))
}

const projectArg = "PROJECT is a slug or id, or ORG/PROJECT. Left out, it is the project in use."

// projectTarget is the project of argument n, else the one of --project.
func (c *call) projectTarget(n int) ops.ProjectTarget {
	if n >= len(c.args) {
		return ops.ProjectTarget{}
	}
	if org, project, both := strings.Cut(c.args[n], "/"); both {
		return ops.ProjectTarget{OrgTarget: ops.OrgTarget{Org: org}, Project: project}
	}
	return ops.ProjectTarget{Project: c.args[n]}
}

// given is the value of a flag that was set, else nil.
func (c *call) given(flag string) *string {
	if !c.cmd.IsSet(flag) {
		return nil
	}
	value := c.cmd.String(flag)
	return &value
}

func projectView() leaf {
	return view(leaf{
		name: "view", summary: "show a project", op: []string{"get_project_details"}, args: "[PROJECT]", max: 1, details: projectArg,
		examples: []string{"vedette project view shop", "vedette project view acme/shop --jq '.project.teams[].slug'"},
	}, (*ops.Ops).GetProjectDetails, func(c *call, _ config.Settings) (ops.GetProjectDetailsIn, error) {
		return ops.GetProjectDetailsIn{ProjectTarget: c.projectTarget(0)}, nil
	})
}

func projectCreate() leaf {
	return change(leaf{
		name: "create", summary: "create a project and print its DSN", op: []string{"create_project"}, args: "NAME", min: 1, max: 1,
		details:  "Without --team it belongs to the only team there is. Running it again makes another project.",
		examples: []string{"vedette project create 'Web shop' --team web --platform python-django", "vedette project create shop --jq .dsn"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "team", Usage: "`SLUG` of the team it belongs to"},
			&ucli.StringFlag{Name: "platform", Usage: "what it is written in, `NAME` like go or javascript-nextjs"},
			&ucli.StringFlag{Name: "slug", Usage: "`SLUG`; made from the name when left out"},
			&ucli.StringFlag{Name: "repo", Usage: "connected repository that holds its code, `OWNER/NAME`"},
		},
	}, (*ops.Ops).CreateProject, func(c *call, _ config.Settings) (ops.CreateProjectIn, error) {
		return ops.CreateProjectIn{Name: c.args[0], Team: c.cmd.String("team"), Platform: c.cmd.String("platform"), Slug: c.cmd.String("slug"), Repo: c.cmd.String("repo")}, nil
	})
}

func projectUpdate() leaf {
	return change(leaf{
		name: "update", summary: "change name, slug or platform of a project", op: []string{"update_project"}, args: "[PROJECT]", max: 1,
		details:  projectArg + "\nA new slug changes the project's URLs and the short ids of its issues.",
		examples: []string{"vedette project update shop --name 'Web shop'", "vedette project update shop --slug web-shop --dry-run"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "name", Usage: "`NAME` for people"},
			&ucli.StringFlag{Name: "slug", Usage: "`SLUG` for URLs and short ids"},
			&ucli.StringFlag{Name: "platform", Usage: "what it is written in, `NAME`"},
		},
	}, (*ops.Ops).UpdateProject, func(c *call, _ config.Settings) (ops.UpdateProjectIn, error) {
		return ops.UpdateProjectIn{ProjectTarget: c.projectTarget(0), Name: c.given("name"), Slug: c.given("slug"), Platform: c.given("platform")}, nil
	})
}

func projectDelete() leaf {
	return change(leaf{
		name: "delete", summary: "delete a project with its issues and events", op: []string{"delete_project"}, args: "PROJECT", min: 1, max: 1,
		details:  "PROJECT is a slug or id, or ORG/PROJECT. It is never guessed.",
		examples: []string{"vedette project delete shop-test", "vedette project delete acme/shop-test --yes"},
		destroys: func(c *call) (string, string) {
			project := c.projectTarget(0).Project
			return "This deletes the project " + project + " with all its issues and events, for good.", project
		},
	}, (*ops.Ops).DeleteProject, func(c *call, _ config.Settings) (ops.DeleteProjectIn, error) {
		return ops.DeleteProjectIn(c.projectTarget(0)), nil
	})
}
