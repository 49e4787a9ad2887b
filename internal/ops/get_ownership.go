package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetOwnershipIn names a project.
type GetOwnershipIn struct{ ProjectTarget }

// OwnershipOut is who the issues of a project belong to.
type OwnershipOut struct {
	Organization string    `json:"organization"`
	Project      string    `json:"project"`
	Ownership    Ownership `json:"ownership"`
}

// GetOwnership reads the ownership rules of a project.
func (o *Ops) GetOwnership(ctx context.Context, in GetOwnershipIn) (OwnershipOut, error) {
	return run(ctx, o, in, o.getOwnership)
}

func (o *Ops) getOwnership(ctx context.Context, in GetOwnershipIn) (OwnershipOut, error) {
	const op = "get_ownership"
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return OwnershipOut{}, err
	}
	own, err := o.client.Ownership(ctx, org, project)
	return OwnershipOut{Organization: org, Project: project, Ownership: own}, noProject(op, org, project, err)
}

// Doc shows the rules as they are written.
func (out OwnershipOut) Doc() text.Doc {
	var d text.Doc
	d.Heading(1, text.T("Ownership of "+out.Organization+"/"+out.Project))
	own := out.Ownership
	if own.AutoAssignment != "" {
		d.Field("Assignment", own.AutoAssignment)
	}
	if own.Fallthrough {
		d.Field("Without a match", text.T("everybody in the project is an owner"))
	}
	if !own.LastUpdated.IsZero() {
		d.Field("Changed", text.At(own.LastUpdated.Time))
	}
	if own.Raw.IsZero() {
		d.Para(text.T("There are no rules. One per line, the last that matches wins: "), text.Code(text.T("path:src/shop/* #shop")))
		return d
	}
	d.CodeBlock("", own.Raw)
	return d
}

// Ownership is who the issues of a project belong to.
type Ownership = sentryapi.Ownership
