package sentryapi

import (
	"context"
	"net/http"
	"net/url"

	"vedette/internal/text"
)

// OrgRepository is a source repository that an organization has connected.
type OrgRepository struct {
	ID            text.Word      `json:"id"`
	Name          text.Untrusted `json:"name"`
	URL           text.Untrusted `json:"url,omitzero"`
	Provider      Provider       `json:"provider,omitzero"`
	Status        text.Word      `json:"status,omitempty"` // active disabled hidden ...
	IntegrationID text.Word      `json:"integrationId,omitempty"`
	ExternalSlug  text.Untrusted `json:"externalSlug,omitzero"`
	DateCreated   Time           `json:"dateCreated,omitzero"`
}

// Provider is a service that Sentry is connected to.
type Provider struct {
	ID   text.Word      `json:"id,omitempty"`
	Key  text.Word      `json:"key,omitempty"`
	Name text.Untrusted `json:"name,omitzero"`
}

// CodeMapping ties paths of stack traces to paths in a repository.
type CodeMapping struct {
	ID            text.Word      `json:"id"`
	ProjectSlug   text.Word      `json:"projectSlug,omitempty"`
	RepoName      text.Untrusted `json:"repoName,omitzero"`
	StackRoot     text.Untrusted `json:"stackRoot"`
	SourceRoot    text.Untrusted `json:"sourceRoot"`
	DefaultBranch text.Untrusted `json:"defaultBranch,omitzero"`
}

// Integration is an installed connection to another service.
type Integration struct {
	ID         text.Word      `json:"id"`
	Name       text.Untrusted `json:"name,omitzero"`
	DomainName text.Untrusted `json:"domainName,omitzero"`
	Provider   Provider       `json:"provider,omitzero"`
	Status     text.Word      `json:"status,omitempty"`
}

// RepoQuery narrows the list of repositories.
type RepoQuery struct {
	ListQuery
	Status string // active (the default), deleted
}

// Repositories lists the repositories of an organization.
func (c *Client) Repositories(ctx context.Context, org string, q RepoQuery) (Page[OrgRepository], error) {
	v := q.values()
	setString(v, "status", q.Status)
	return orgList[OrgRepository](ctx, c, "list repositories", org, "repos", v)
}

// MappingQuery narrows the list of code mappings.
type MappingQuery struct {
	Project string // numeric id; "" = all
	Cursor  string
	Limit   int
}

// CodeMappings lists the code mappings of an organization.
func (c *Client) CodeMappings(ctx context.Context, org string, q MappingQuery) (Page[CodeMapping], error) {
	v := ListQuery{Cursor: q.Cursor, Limit: q.Limit}.values()
	setString(v, "project", q.Project)
	return orgList[CodeMapping](ctx, c, "list code mappings", org, "code-mappings", v)
}

// MappingOf is one pair of roots of a code mapping to be made; empty ones are
// the roots themselves.
type MappingOf struct {
	StackRoot  string `json:"stackRoot"`
	SourceRoot string `json:"sourceRoot"`
}

// CreateCodeMappings ties a project's stack traces to a repository ("owner/name").
// It is sent once.
func (c *Client) CreateCodeMappings(ctx context.Context, org, project, repository string, mappings []MappingOf) error {
	const op = "create code mapping"
	path, err := orgPath(op, org, "code-mappings", "bulk")
	if err != nil {
		return err
	}
	_, err = write[struct{}](ctx, c, call{op: op, method: http.MethodPost, path: path, org: org,
		body: map[string]any{"project": project, "repository": repository, "mappings": mappings}})
	return err
}

// IntegrationQuery narrows the list of integrations.
type IntegrationQuery struct {
	Provider string // key, like "github"; "" = all
	Cursor   string
	Limit    int
}

// Integrations lists the services that an organization is connected to.
func (c *Client) Integrations(ctx context.Context, org string, q IntegrationQuery) (Page[Integration], error) {
	v := url.Values{"includeConfig": {"0"}} // asking each service for its settings takes seconds
	setString(v, "providerKey", q.Provider)
	setString(v, "cursor", q.Cursor)
	setLimit(v, "per_page", q.Limit)
	return orgList[Integration](ctx, c, "list integrations", org, "integrations", v)
}
