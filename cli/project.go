package cli

import (
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
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

// ago is a column of times: relative for people, RFC 3339 for programs.
func ago[T any](title string, now time.Time, at func(T) time.Time) render.Column[T] {
	return render.Column[T]{
		Title: title, Extra: true,
		Value: func(row T) string { return text.RFC3339(at(row)) },
		Show:  func(row T) string { return text.Ago(at(row), now) },
		Style: always[T](render.Faint),
	}
}

// count is a column of numbers: short for people, exact for programs.
func count[T any](title string, number func(T) int64) render.Column[T] {
	return render.Column[T]{
		Title: title, Right: true,
		Value: func(row T) string { return itoa(number(row)) },
		Show:  func(row T) string { return text.Count(number(row)) },
	}
}
