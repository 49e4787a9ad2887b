package sentryapi

import (
	"context"

	"vedette/internal/text"
)

// UserReport is what a user said about an event.
type UserReport struct {
	ID          text.Word      `json:"id,omitempty"`
	EventID     text.Word      `json:"eventID,omitempty"`
	Name        text.Untrusted `json:"name,omitzero"`
	Email       text.Untrusted `json:"email,omitzero"`
	Comments    text.Untrusted `json:"comments,omitzero"`
	DateCreated Time           `json:"dateCreated,omitzero"`
}

// UserReports lists what users said about the events of an issue, newest first.
func (c *Client) UserReports(ctx context.Context, org, issueID string, q ListQuery) (Page[UserReport], error) {
	r, err := issueCall("list user reports", org, issueID, "user-reports")
	if err != nil {
		return Page[UserReport]{Hits: -1}, err
	}
	r.query = q.values()
	return list[UserReport](ctx, c, r)
}
