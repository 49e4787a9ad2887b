// Package releases is the screens of the releases of an organization or project:
// the list with how each does, and one of them with its new issues, deploys and
// commits.
package releases

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// row is a release with its health.
type row struct {
	ops.Release
	health ops.VersionHealth
}

// New lists the releases of an organization; of one project unless it is empty.
func New(env screen.Env, to screen.ToReleases) screen.Screen {
	return browse.New(env, browse.Kind[row]{
		Scope: command.Releases, Crumb: "releases", Plural: "releases", Of: screen.Release, Columns: columns(),
		Empty: []string{"SDKs name the release they run in (release = \"shop@2.1.0\" in Sentry.init), and its first event makes it known.",
			"vedette release create VERSION makes one before that, from CI."},
		Load: func(ctx context.Context, cursor string) (browse.Page[row], error) {
			out, err := env.Ops.FindReleases(ctx, ops.FindReleasesIn{OrgTarget: ops.OrgTarget{Org: to.Org}, Project: screen.ProjectOr(to.Project), Health: true,
				PageIn: ops.PageIn{Cursor: cursor, Limit: 50}})
			page := browse.Page[row]{Next: out.NextCursor, Detail: ", health of 14d"}
			for _, r := range out.Releases {
				page.Items = append(page.Items, row{r, ops.ReleaseSummary(r)})
			}
			return page, err
		},
		Open: func(r row) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToRelease{Org: to.Org, Project: to.Project, Version: r.Version.Raw()}})
		},
		Do: func(id command.ID, r *row) tea.Cmd {
			switch {
			case id == command.ViewList:
				return screen.Send(screen.Open{To: screen.ToViews{Org: to.Org}})
			case id == command.ProjectList:
				return screen.Send(screen.Open{To: screen.ToProjects{Org: to.Org}})
			case id == command.OpenIssue && r != nil:
				return screen.Send(screen.Open{To: issuesOf(to.Org, to.Project, r.Version)})
			}
			return nil
		},
	})
}

// issuesOf are the issues that were seen in a release.
func issuesOf(org, project string, version text.Untrusted) screen.ToIssues {
	query := "release:" + strconv.Quote(version.Raw())
	return screen.ToIssues{Org: org, Project: project, Query: &query}
}

func columns() []browse.Column[row] {
	return []browse.Column[row]{
		{Title: "VERSION", Text: func(r row) string { return r.Version.String() }},
		{Title: "NEW", Right: true, Text: func(r row) string { return text.Counted(int64(r.NewGroups), "issue") }, Role: func(r row) themes.Role {
			if r.NewGroups > 0 {
				return themes.Warning
			}
			return themes.Muted
		}},
		{Title: "CREATED", Right: true, Time: func(r row) time.Time { return r.DateCreated.Time }, Role: browse.Role[row](themes.Muted)},
		{Title: "CRASH-FREE", Right: true, Text: func(r row) string { return ops.Percent(r.health.CrashFreeSessions) },
			Role: func(r row) themes.Role { return crashRole(r.health.CrashFreeSessions) }},
		{Title: "ADOPTION", Right: true, Text: func(r row) string { return ops.Percent(r.health.Adoption) }},
		{Title: "SESSIONS", Right: true, Text: func(r row) string { return sessions(r.health) }},
		{Title: "PROJECTS", Wide: true, Role: browse.Role[row](themes.Muted), Text: func(r row) string {
			words := ""
			for _, p := range r.Projects {
				words += string(p.Slug) + " "
			}
			return words
		}},
	}
}

func sessions(h ops.VersionHealth) string {
	if h.Sessions == 0 {
		return ""
	}
	return text.Count(h.Sessions)
}

// crashRole colours a crash-free rate by what is usual of releases that are
// kept: 99.5 % and more is well, below 98 % is not.
func crashRole(rate *float64) themes.Role {
	switch {
	case rate == nil:
		return themes.Muted
	case *rate < 98:
		return themes.Error
	case *rate < 99.5:
		return themes.Warning
	}
	return themes.Success
}
