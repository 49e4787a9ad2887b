// Package projects is the screen of an organization's projects, with all of
// them together as the first choice.
package projects

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// New lists the projects of an organization.
func New(env screen.Env, org string) screen.Screen {
	return browse.New(env, browse.Kind[ops.Project]{
		Scope: command.Projects, Crumb: text.From(org).String(), Plural: "projects", Of: screen.Project, All: &ops.Project{},
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.Project], error) {
			out, err := env.Ops.FindProjects(ctx, ops.FindProjectsIn{OrgTarget: ops.OrgTarget{Org: org}, PageIn: ops.PageIn{Cursor: cursor, Limit: 100}})
			return browse.Page[ops.Project]{Items: out.Projects, Next: out.NextCursor}, err
		},
		Columns: []browse.Column[ops.Project]{
			{Text: name},
			{Text: about, Wide: true, Role: browse.Role[ops.Project](themes.Muted)},
		},
		Empty: []string{"vedette project create SLUG makes one; its DSN is what the SDK in your program is set up with."},
		Open: func(p ops.Project) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToIssues{Org: org, Project: string(p.Slug)}})
		},
		Do: func(id command.ID, _ *ops.Project) tea.Cmd {
			switch id {
			case command.ReleaseList:
				return screen.Send(screen.Open{To: screen.ToReleases{Org: org}})
			case command.ViewList:
				return screen.Send(screen.Open{To: screen.ToViews{Org: org}})
			}
			return nil
		},
	})
}

// name is a project's; the one without a slug stands for all of them.
func name(p ops.Project) string {
	if p.Slug == "" {
		return "All projects"
	}
	return string(p.Slug)
}

func about(p ops.Project) string {
	words := []string{string(p.Platform)}
	if name := p.Name.Cut(80); name != "" && name != string(p.Slug) {
		words = append(words, name)
	}
	var envs []string
	for _, e := range p.Environments {
		envs = append(envs, string(e))
	}
	if len(envs) > 0 {
		words = append(words, "environments: "+strings.Join(envs, ", "))
	}
	return strings.TrimSpace(strings.Join(words, "  "))
}
