package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindCodeMappingsIn lists the code mappings of an organization or project.
type FindCodeMappingsIn struct {
	OrgTarget
	Project string `json:"projectSlug,omitempty" jsonschema:"Of this project only; slug or id."`
	PageIn
}

// FindCodeMappingsOut is one page of code mappings.
type FindCodeMappingsOut struct {
	Organization string        `json:"organization"`
	Mappings     []CodeMapping `json:"mappings"`
	Paged
}

// FindCodeMappings lists how paths of stack traces become paths in repositories.
func (o *Ops) FindCodeMappings(ctx context.Context, in FindCodeMappingsIn) (FindCodeMappingsOut, error) {
	return run(ctx, o, in, o.findCodeMappings)
}

func (o *Ops) findCodeMappings(ctx context.Context, in FindCodeMappingsIn) (FindCodeMappingsOut, error) {
	const op = "find_code_mappings"
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return FindCodeMappingsOut{}, err
	}
	q := sentryapi.MappingQuery{Cursor: in.Cursor, Limit: in.rows()}
	if in.Project != "" { // the endpoint takes numbers only
		p, err := o.client.Project(ctx, org, in.Project)
		if err != nil {
			return FindCodeMappingsOut{}, noProject(op, org, in.Project, err)
		}
		q.Project = string(p.ID)
	}
	p, err := o.client.CodeMappings(ctx, org, q)
	return FindCodeMappingsOut{Organization: org, Mappings: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them.
func (out FindCodeMappingsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Mappings) == 0 {
		d.Para(text.T("No code mapping: Sentry cannot link stack traces to source in " + out.Organization + "."))
	}
	for _, m := range out.Mappings {
		d.Bullet(text.Bold(m.ProjectSlug), text.T(": "), text.Code(m.StackRoot), text.T(" is "), text.Code(m.SourceRoot), text.T(" of "), m.RepoName,
			text.T(" at "), m.DefaultBranch)
	}
	out.notes(&d)
	return d
}

// CodeMapping ties paths of stack traces to paths in a repository.
type CodeMapping = sentryapi.CodeMapping
