package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindIntegrationsIn lists the integrations of an organization.
type FindIntegrationsIn struct {
	OrgTarget
	Provider string `json:"provider,omitempty" jsonschema:"Key of one provider, like github or slack."`
	PageIn
}

// FindIntegrationsOut is one page of integrations.
type FindIntegrationsOut struct {
	Organization string        `json:"organization"`
	Integrations []Integration `json:"integrations"`
	Paged
}

// FindIntegrations lists the services that an organization is connected to.
func (o *Ops) FindIntegrations(ctx context.Context, in FindIntegrationsIn) (FindIntegrationsOut, error) {
	return run(ctx, o, in, o.findIntegrations)
}

func (o *Ops) findIntegrations(ctx context.Context, in FindIntegrationsIn) (FindIntegrationsOut, error) {
	org, err := o.org(ctx, "find_integrations", in.Org)
	if err != nil {
		return FindIntegrationsOut{}, err
	}
	p, err := o.client.Integrations(ctx, org, sentryapi.IntegrationQuery{Provider: in.Provider, Cursor: in.Cursor, Limit: in.rows()})
	return FindIntegrationsOut{Organization: org, Integrations: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them.
func (out FindIntegrationsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Integrations) == 0 {
		d.Para(text.T(out.Organization + " is connected to nothing that matches."))
	}
	for _, i := range out.Integrations {
		d.Bullet(text.Bold(i.Provider.Name), text.T(" "), i.Name, text.T(" (id "), i.ID, text.T(") "), i.DomainName, text.T(" "), i.Status)
	}
	out.notes(&d)
	return d
}

// Integration is an installed connection to another service.
type Integration = sentryapi.Integration
