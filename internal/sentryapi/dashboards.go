package sentryapi

import (
	"context"

	"vedette/internal/text"
)

// Dashboard is a dashboard; the list has no widgets, the detail no
// WidgetDisplay.
type Dashboard struct {
	ID            text.Word         `json:"id"`
	Title         text.Untrusted    `json:"title"`
	CreatedBy     *User             `json:"createdBy,omitempty"`
	DateCreated   Time              `json:"dateCreated,omitzero"`
	LastVisited   Time              `json:"lastVisited,omitzero"`
	IsFavorited   bool              `json:"isFavorited,omitempty"`
	Projects      []text.Word       `json:"projects,omitempty"` // numeric ids
	Environment   []text.Untrusted  `json:"environment,omitempty"`
	Period        text.Word         `json:"period,omitempty"`
	WidgetDisplay []text.Word       `json:"widgetDisplay,omitempty"` // display types
	Widgets       []DashboardWidget `json:"widgets,omitempty"`
}

// DashboardWidget is one chart or table.
type DashboardWidget struct {
	ID          text.Word              `json:"id,omitempty"`
	Title       text.Untrusted         `json:"title"`
	Description text.Untrusted         `json:"description,omitzero"`
	DisplayType text.Word              `json:"displayType,omitempty"` // line area bar table big_number ...
	WidgetType  text.Word              `json:"widgetType,omitempty"`  // dataset: error-events spans ...
	Interval    text.Word              `json:"interval,omitempty"`
	Queries     []DashboardWidgetQuery `json:"queries,omitempty"`
}

// DashboardWidgetQuery is what a widget asks for.
type DashboardWidgetQuery struct {
	Name       text.Untrusted   `json:"name,omitzero"`
	Fields     []text.Untrusted `json:"fields,omitempty"`
	Aggregates []text.Untrusted `json:"aggregates,omitempty"`
	Columns    []text.Untrusted `json:"columns,omitempty"`
	Conditions text.Untrusted   `json:"conditions,omitzero"` // search text
	OrderBy    text.Untrusted   `json:"orderby,omitzero"`
}

// DashboardQuery narrows the list of dashboards.
type DashboardQuery struct {
	Query  string // part of the title
	Sort   string // title dateCreated mostPopular recentlyViewed myDashboards, with - for descending
	Cursor string
	Limit  int
}

// Dashboards lists the dashboards of an organization.
func (c *Client) Dashboards(ctx context.Context, org string, q DashboardQuery) (Page[Dashboard], error) {
	v := ListQuery{Query: q.Query, Cursor: q.Cursor, Limit: q.Limit}.values()
	setString(v, "sort", q.Sort)
	return orgList[Dashboard](ctx, c, "list dashboards", org, "dashboards", v)
}

// Dashboard is one dashboard with its widgets, by id.
func (c *Client) Dashboard(ctx context.Context, org, id string) (Dashboard, error) {
	return orgItem[Dashboard](ctx, c, "read dashboard", org, "dashboards", id)
}
