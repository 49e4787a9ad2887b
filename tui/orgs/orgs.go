// Package orgs is the screen of the organizations that the token can see.
package orgs

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// New lists the organizations. Where there is only one it is entered directly.
func New(env screen.Env) screen.Screen {
	return browse.New(env, browse.Kind[ops.Organization]{
		Scope: command.Orgs, Crumb: "organizations", Plural: "organizations", Of: screen.Org,
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.Organization], error) {
			out, err := env.Ops.FindOrganizations(ctx, ops.FindOrganizationsIn{PageIn: ops.PageIn{Cursor: cursor, Limit: 100}})
			return browse.Page[ops.Organization]{Items: out.Organizations, Next: out.NextCursor}, err
		},
		Columns: []browse.Column[ops.Organization]{
			{Text: func(org ops.Organization) string { return string(org.Slug) }},
			{Text: func(org ops.Organization) string { return org.Name.String() }, Wide: true, Role: browse.Role[ops.Organization](themes.Muted)},
		},
		Empty: []string{"The token belongs to a user or an app that is in none: ask for an invitation, or log in with another one (vedette auth login)."},
		Open: func(org ops.Organization) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToProjects{Org: string(org.Slug)}})
		},
		Settled: func(items []ops.Organization, next string) tea.Cmd {
			if len(items) != 1 || next != "" {
				return nil
			}
			return env.Instead(screen.ToProjects{Org: string(items[0].Slug)})
		},
	})
}
