package ops

import (
	"context"

	"vedette/internal/text"
)

// DeleteProjectIn names the project to delete. There is no default: a project must be meant.
type DeleteProjectIn struct {
	OrgTarget
	Project string `json:"projectSlug"`
}

// DeleteProjectOut says what was deleted.
type DeleteProjectOut struct {
	Organization string `json:"organization"`
	Deleted      string `json:"deleted"`
}

// DeleteProject deletes a project with its issues, events and keys. One request, never repeated.
func (o *Ops) DeleteProject(ctx context.Context, in DeleteProjectIn) (DeleteProjectOut, error) {
	return run(ctx, o, in, o.deleteProject)
}

func (o *Ops) deleteProject(ctx context.Context, in DeleteProjectIn) (DeleteProjectOut, error) {
	const op = "delete_project"
	if in.Project == "" {
		return DeleteProjectOut{}, invalid(op, "vedette project delete SLUG", "no project is named, and none is guessed")
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return DeleteProjectOut{}, err
	}
	err = o.client.DeleteProject(ctx, org, in.Project)
	return DeleteProjectOut{Organization: org, Deleted: in.Project}, noProject(op, org, in.Project, err)
}

// Doc confirms it.
func (out DeleteProjectOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Deleted "), text.Bold(text.T(out.Organization+"/"+out.Deleted)), text.T(" with its issues and events."))
	return d
}
