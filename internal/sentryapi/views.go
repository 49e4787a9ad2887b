package sentryapi

import (
	"context"

	"vedette/internal/text"
)

// IssueView is a saved issue search.
type IssueView struct {
	ID           text.Word      `json:"id"`
	Name         text.Untrusted `json:"name"`
	Query        text.Untrusted `json:"query"`
	QuerySort    text.Word      `json:"querySort,omitempty"`
	Projects     []Int          `json:"projects,omitempty"` // numeric ids; -1 = all
	Environments []text.Word    `json:"environments,omitempty"`
	TimeFilters  ViewPeriod     `json:"timeFilters,omitzero"`
	CreatedBy    *User          `json:"createdBy,omitempty"`
	Starred      bool           `json:"starred,omitempty"`
	Stars        Int            `json:"stars,omitempty"`
	LastVisited  Time           `json:"lastVisited,omitzero"`
	DateUpdated  Time           `json:"dateUpdated,omitzero"`
}

// ViewPeriod is the period of a view: relative, or from Start to End.
type ViewPeriod struct {
	Period text.Word `json:"period,omitempty"` // "14d"
	Start  Time      `json:"start,omitzero"`
	End    Time      `json:"end,omitzero"`
}

// IssueViews lists the saved issue searches of an organization. query is looked
// for in names and searches.
func (c *Client) IssueViews(ctx context.Context, org string, q ListQuery) (Page[IssueView], error) {
	return orgList[IssueView](ctx, c, "list issue views", org, "group-search-views", q.values())
}

// IssueView is one saved issue search, by numeric id.
func (c *Client) IssueView(ctx context.Context, org, id string) (IssueView, error) {
	const op = "read issue view"
	path, err := orgPath(op, org, "group-search-views", id)
	if err != nil {
		return IssueView{}, err
	}
	return get[IssueView](ctx, c, call{op: op, path: path, org: org})
}
