package cli

import (
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func (s *session) repoGroup() *ucli.Command {
	return s.group("repo", "Source repositories", s.command(repoList()), s.command(repoMappings()))
}

func (s *session) integrationGroup() *ucli.Command {
	return s.group("integration", "Connections to other services", s.command(integrationList()))
}

func repoList() leaf {
	return list(leaf{
		name: "list", summary: "list the repositories that the organization has connected", op: []string{"find_repositories"},
		examples: []string{"vedette repo list", "vedette repo list --query shop --json=name,provider"},
		flags:    []ucli.Flag{queryFlag("a name"), &ucli.StringFlag{Name: "status", Value: "active", Usage: "only `STATUS`: active, deleted"}},
	}, lister[ops.FindRepositoriesIn, ops.FindRepositoriesOut, ops.Repository]{
		limit: 100, run: (*ops.Ops).FindRepositories, key: "repositories", empty: "No repository matches.",
		rows: func(out *ops.FindRepositoriesOut) *[]ops.Repository { return &out.Repositories },
		id:   func(r ops.Repository) string { return string(r.ID) },
		in: func(c *call, _ config.Settings) (ops.FindRepositoriesIn, error) {
			return ops.FindRepositoriesIn{Query: c.cmd.String("query"), Status: c.cmd.String("status")}, nil
		},
		columns: func(time.Time) []render.Column[ops.Repository] {
			return []render.Column[ops.Repository]{
				{Title: "name", Value: func(r ops.Repository) string { return r.Name.String() }, Style: always[ops.Repository](render.Bold), Flex: true},
				{Title: "provider", Value: func(r ops.Repository) string { return r.Provider.Name.String() }},
				{Title: "status", Value: func(r ops.Repository) string { return string(r.Status) }},
				{Title: "id", Value: func(r ops.Repository) string { return string(r.ID) }},
			}
		},
	})
}

func repoMappings() leaf {
	return list(leaf{
		name: "mappings", summary: "list how paths of stack traces become paths in repositories", op: []string{"find_code_mappings"},
		details: "With --project, only those of that project.", examples: []string{"vedette repo mappings", "vedette repo mappings --project shop"},
	}, lister[ops.FindCodeMappingsIn, ops.FindCodeMappingsOut, ops.CodeMapping]{
		limit: 100, run: (*ops.Ops).FindCodeMappings, key: "mappings", empty: "No code mapping: Sentry cannot link stack traces to source.",
		rows: func(out *ops.FindCodeMappingsOut) *[]ops.CodeMapping { return &out.Mappings },
		id:   func(m ops.CodeMapping) string { return string(m.ID) },
		in: func(c *call, _ config.Settings) (ops.FindCodeMappingsIn, error) {
			return ops.FindCodeMappingsIn{Project: c.cmd.String("project")}, nil
		},
		columns: func(time.Time) []render.Column[ops.CodeMapping] {
			return []render.Column[ops.CodeMapping]{
				{Title: "project", Value: func(m ops.CodeMapping) string { return string(m.ProjectSlug) }, Style: always[ops.CodeMapping](render.Bold)},
				{Title: "in stack traces", Value: func(m ops.CodeMapping) string { return m.StackRoot.String() }},
				{Title: "in the repository", Value: func(m ops.CodeMapping) string { return m.SourceRoot.String() }},
				{Title: "repository", Value: func(m ops.CodeMapping) string { return m.RepoName.String() }, Flex: true},
				{Title: "branch", Value: func(m ops.CodeMapping) string { return m.DefaultBranch.String() }},
			}
		},
	})
}

func integrationList() leaf {
	return list(leaf{
		name: "list", summary: "list the services that the organization is connected to", op: []string{"find_integrations"},
		examples: []string{"vedette integration list", "vedette integration list --provider github --json=id,name"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "provider", Usage: "only this provider, `KEY` like github or slack"}},
	}, lister[ops.FindIntegrationsIn, ops.FindIntegrationsOut, ops.Integration]{
		limit: 100, run: (*ops.Ops).FindIntegrations, key: "integrations", empty: "Connected to nothing that matches.",
		rows: func(out *ops.FindIntegrationsOut) *[]ops.Integration { return &out.Integrations },
		id:   func(i ops.Integration) string { return string(i.ID) },
		in: func(c *call, _ config.Settings) (ops.FindIntegrationsIn, error) {
			return ops.FindIntegrationsIn{Provider: c.cmd.String("provider")}, nil
		},
		columns: func(time.Time) []render.Column[ops.Integration] {
			return []render.Column[ops.Integration]{
				{Title: "provider", Value: func(i ops.Integration) string { return i.Provider.Name.String() }, Style: always[ops.Integration](render.Bold)},
				{Title: "name", Value: func(i ops.Integration) string { return i.Name.String() }, Flex: true},
				{Title: "domain", Value: func(i ops.Integration) string { return i.DomainName.String() }},
				{Title: "status", Value: func(i ops.Integration) string { return string(i.Status) }},
				{Title: "id", Value: func(i ops.Integration) string { return string(i.ID) }},
			}
		},
	})
}
