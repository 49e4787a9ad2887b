package ops

import (
	"context"

	"vedette/internal/sentryapi"
)

// UpdateOwnershipIn changes who the issues of a project belong to; what is left out stays.
type UpdateOwnershipIn struct {
	ProjectTarget
	Raw         *string `json:"raw,omitempty" jsonschema:"All rules, one per line: path:src/* #team, url:*, module:*, tags.KEY:VALUE. Replaces those there are."`
	Fallthrough *bool   `json:"fallthrough,omitempty" jsonschema:"Without a match, everybody in the project is an owner."`
	AutoAssign  string  `json:"autoAssignment,omitempty" enum:"owner,commit,off" jsonschema:"Assign new issues by rule, by suspect commit, or not at all."`
}

// UpdateOwnership changes the ownership rules of a project. One request, never repeated.
func (o *Ops) UpdateOwnership(ctx context.Context, in UpdateOwnershipIn) (OwnershipOut, error) {
	return run(ctx, o, in, o.updateOwnership)
}

func (o *Ops) updateOwnership(ctx context.Context, in UpdateOwnershipIn) (OwnershipOut, error) {
	const op = "update_ownership"
	u := sentryapi.OwnershipUpdate{Raw: in.Raw, Fallthrough: in.Fallthrough, AutoAssignment: map[string]string{
		"owner": "Auto Assign to Issue Owner", "commit": "Auto Assign to Suspect Commits", "off": "Turn off Auto-Assignment",
	}[in.AutoAssign]}
	if u == (sentryapi.OwnershipUpdate{}) {
		return OwnershipOut{}, invalid(op, "vedette ownership set FILE, --auto-assign owner", "nothing is to be changed")
	}
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return OwnershipOut{}, err
	}
	own, err := o.client.UpdateOwnership(ctx, org, project, u)
	return OwnershipOut{Organization: org, Project: project, Ownership: own}, noProject(op, org, project, err)
}
