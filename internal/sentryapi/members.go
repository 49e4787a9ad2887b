package sentryapi

import (
	"context"

	"vedette/internal/text"
)

// Member is a person in an organization. ID is of the membership; issues are
// assigned to User.ID, which somebody who was only invited does not have.
type Member struct {
	ID          text.Word      `json:"id"`
	Name        text.Untrusted `json:"name,omitzero"`
	Email       text.Untrusted `json:"email,omitzero"`
	User        *User          `json:"user,omitempty"`
	OrgRole     text.Word      `json:"orgRole,omitempty"` // owner manager admin member billing ...
	Pending     bool           `json:"pending,omitempty"` // invited, not yet here
	Expired     bool           `json:"expired,omitempty"` // the invitation is
	DateCreated Time           `json:"dateCreated,omitzero"`
}

// Members lists the people of an organization. Query takes text and email:.
func (c *Client) Members(ctx context.Context, org string, q ListQuery) (Page[Member], error) {
	return orgList[Member](ctx, c, "list members", org, "members", q.values())
}

// ProjectMembers lists the people of the teams of a project.
func (c *Client) ProjectMembers(ctx context.Context, org, project string, q ListQuery) (Page[Member], error) {
	return projectList[Member](ctx, c, "list members of project", org, project, "members", q)
}
