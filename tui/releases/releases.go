// Package releases is the screen of the releases of an organization or project;
// opening one shows the issues that were seen in it.
package releases

import (
	"context"
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// New lists the releases of an organization; of one project unless it is empty.
func New(env screen.Env, to screen.ToReleases) screen.Screen {
	return browse.New(env, browse.Kind[ops.Release]{
		Scope: command.Releases, Crumb: "releases", Plural: "releases", Of: screen.Release,
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.Release], error) {
			out, err := env.Ops.FindReleases(ctx, ops.FindReleasesIn{OrgTarget: ops.OrgTarget{Org: to.Org}, Project: to.Project, PageIn: ops.PageIn{Cursor: cursor, Limit: 100}})
			return browse.Page[ops.Release]{Items: out.Releases, Next: out.NextCursor}, err
		},
		Row: func(r ops.Release) browse.Row {
			about := fmt.Sprintf("%s new issues, created %s", text.Count(int64(r.NewGroups)), text.Ago(r.DateCreated.Time, env.Now()))
			for _, p := range r.Projects {
				about += "  " + string(p.Slug)
			}
			return browse.Row{Name: r.Version.Cut(200), About: about}
		},
		Open: func(r ops.Release) tea.Cmd {
			query := "release:" + strconv.Quote(r.Version.Raw())
			return screen.Send(screen.Open{To: screen.ToIssues{Org: to.Org, Project: to.Project, Query: &query}})
		},
		Do: func(id command.ID) tea.Cmd {
			if id == command.ViewList {
				return screen.Send(screen.Open{To: screen.ToViews{Org: to.Org}})
			}
			if id == command.ProjectList {
				return screen.Send(screen.Open{To: screen.ToProjects{Org: to.Org}})
			}
			return nil
		},
	})
}
