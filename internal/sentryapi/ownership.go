package sentryapi

import (
	"context"
	"net/http"

	"vedette/internal/text"
)

// Ownership is who the issues of a project belong to.
type Ownership struct {
	Raw            text.Untrusted   `json:"raw"` // the rules as written, one per line
	Fallthrough    bool             `json:"fallthrough"`
	AutoAssignment text.Word        `json:"autoAssignment,omitempty"` // a sentence, like "Auto Assign to Issue Owner"
	AutoSync       bool             `json:"codeownersAutoSync,omitempty"`
	IsActive       bool             `json:"isActive"`
	Schema         *OwnershipSchema `json:"schema,omitempty"` // the rules as read; nil = none
	DateCreated    Time             `json:"dateCreated,omitzero"`
	LastUpdated    Time             `json:"lastUpdated,omitzero"`
}

// OwnershipSchema is what Sentry read of the rules.
type OwnershipSchema struct {
	Rules []OwnershipRule `json:"rules"`
}

// OwnershipRule gives events that match to its owners.
type OwnershipRule struct {
	Matcher OwnershipMatcher `json:"matcher"`
	Owners  []RuleOwner      `json:"owners,omitempty"`
}

// OwnershipMatcher says which events a rule is about.
type OwnershipMatcher struct {
	Type    text.Word      `json:"type"` // path url module codeowners tags.KEY
	Pattern text.Untrusted `json:"pattern"`
}

// RuleOwner is a user or team that a rule names.
type RuleOwner struct {
	Type text.Word      `json:"type"` // user team
	ID   text.Word      `json:"id,omitempty"`
	Name text.Untrusted `json:"name,omitzero"`
}

// OwnershipUpdate changes the ownership; nil fields stay as they are.
type OwnershipUpdate struct {
	Raw            *string `json:"raw,omitempty"`
	Fallthrough    *bool   `json:"fallthrough,omitempty"`
	AutoAssignment string  `json:"autoAssignment,omitempty"`
}

// Ownership is who the issues of a project belong to.
func (c *Client) Ownership(ctx context.Context, org, project string) (Ownership, error) {
	r, err := projectCall("read ownership", org, project, "ownership")
	if err != nil {
		return Ownership{}, err
	}
	return get[Ownership](ctx, c, r)
}

// UpdateOwnership changes the rules and gives them as they are now. It is sent
// once.
func (c *Client) UpdateOwnership(ctx context.Context, org, project string, u OwnershipUpdate) (Ownership, error) {
	const op = "update ownership"
	r, err := projectCall(op, org, project, "ownership")
	if err != nil {
		return Ownership{}, err
	}
	if u == (OwnershipUpdate{}) {
		return Ownership{}, invalid(op, "nothing is to be changed", "give rules, or say whom to assign to")
	}
	r.method, r.body = http.MethodPut, u
	return write[Ownership](ctx, c, r)
}
