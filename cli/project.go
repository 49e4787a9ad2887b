package cli

import (
	"context"
	"time"

	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

func projectList() leaf {
	return leaf{
		name: "list", summary: "list the projects of an organization", op: []string{"find_projects"},
		examples: []string{"vedette project list", "vedette project list --org acme --json=slug,platform"},
		flags:    listFlags(100, queryFlag("a slug or name")),
		run: func(ctx context.Context, c *call) error {
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			l := render.List[ops.Project]{Key: "projects", Empty: "No project matches.", Columns: []render.Column[ops.Project]{
				{Title: "slug", Value: func(p ops.Project) string { return string(p.Slug) }, Style: always[ops.Project](render.Bold)},
				{Title: "name", Value: func(p ops.Project) string { return p.Name.String() }, Flex: true},
				{Title: "platform", Value: func(p ops.Project) string { return string(p.Platform) }},
				{Title: "id", Value: func(p ops.Project) string { return string(p.ID) }},
				ago("first event", o.Now(), func(p ops.Project) time.Time { return p.FirstEvent.Time }),
			}}
			return runList(ctx, c, l, func(p ops.Project) string { return string(p.ID) + "/" + string(p.Slug) },
				func(ctx context.Context, cursor string, n int) (page[ops.Project], error) {
					out, err := o.FindProjects(ctx, ops.FindProjectsIn{Query: c.cmd.String("query"), Limit: n, Cursor: cursor})
					return page[ops.Project]{rows: out.Projects, next: out.NextCursor, skipped: out.Skipped, shell: func(s []string) any {
						return ops.FindProjectsOut{Organization: out.Organization, Projects: []ops.Project{}, NextCursor: out.NextCursor, Skipped: s}
					}}, err
				})
		},
	}
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
