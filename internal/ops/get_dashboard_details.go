package ops

import (
	"context"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetDashboardDetailsIn names one dashboard.
type GetDashboardDetailsIn struct {
	OrgTarget
	Dashboard string `json:"dashboardIdOrTitle" jsonschema:"Id, or the title."`
}

// GetDashboardDetailsOut is a dashboard with its widgets.
type GetDashboardDetailsOut struct {
	Organization string    `json:"organization"`
	Dashboard    Dashboard `json:"dashboard"`
}

// GetDashboardDetails reads a dashboard, by id or title.
func (o *Ops) GetDashboardDetails(ctx context.Context, in GetDashboardDetailsIn) (GetDashboardDetailsOut, error) {
	return run(ctx, o, in, o.getDashboardDetails)
}

func (o *Ops) getDashboardDetails(ctx context.Context, in GetDashboardDetailsIn) (out GetDashboardDetailsOut, err error) {
	const op = "get_dashboard_details"
	if in.Dashboard == "" {
		return out, invalid(op, "vedette dashboard list shows ids and titles", "no dashboard was named")
	}
	if out.Organization, err = o.org(ctx, op, in.Org); err != nil {
		return out, err
	}
	id := in.Dashboard
	if strings.Trim(id, "0123456789") != "" {
		if id, err = o.dashboardID(ctx, op, out.Organization, in.Dashboard); err != nil {
			return out, err
		}
	}
	out.Dashboard, err = o.client.Dashboard(ctx, out.Organization, id)
	return out, notFoundAs(op, "dashboard "+in.Dashboard+" in "+out.Organization, "vedette dashboard list", err)
}

// dashboardID finds the dashboard with exactly the title, else the only one
// whose title holds it.
func (o *Ops) dashboardID(ctx context.Context, op, org, title string) (string, error) {
	page, err := o.client.Dashboards(ctx, org, sentryapi.DashboardQuery{Query: title, Limit: 100})
	if err != nil {
		return "", err
	}
	var titles []string
	for _, b := range page.Items {
		if strings.EqualFold(b.Title.Raw(), title) {
			return string(b.ID), nil
		}
		titles = append(titles, b.Title.String())
	}
	switch len(titles) {
	case 0:
		return "", &Error{Kind: sentryapi.KindNotFound, Op: op, Status: 404, Message: text.From("there is no dashboard like " + title + " in " + org), Hint: "vedette dashboard list"}
	case 1:
		return string(page.Items[0].ID), nil
	}
	return "", invalid(op, "name one: "+strings.Join(titles[:min(5, len(titles))], ", "), "several dashboards are called like %q", text.From(title).Cut(60))
}

// Doc is a part per widget with its queries.
func (out GetDashboardDetailsOut) Doc() text.Doc {
	var d text.Doc
	b := out.Dashboard
	d.Heading(1, text.T("Dashboard "), b.Title)
	d.Field("Id", b.ID)
	if b.CreatedBy != nil {
		d.Field("By", PersonName(*b.CreatedBy))
	}
	if b.Period != "" {
		d.Field("Period", b.Period)
	}
	for _, w := range b.Widgets {
		d.Heading(2, w.Title)
		d.Para(w.DisplayType, text.T(" of "+orWord(string(w.WidgetType), "events")+" "), w.Description)
		for _, q := range w.Queries {
			var fields []string
			for _, f := range q.Fields {
				fields = append(fields, f.Raw())
			}
			line := []text.Inline{q.Name, text.T(" "), text.Code(text.From(strings.Join(fields, ", ")))}
			if !q.Conditions.IsZero() {
				line = append(line, text.T(" where "), text.Code(q.Conditions))
			}
			if !q.OrderBy.IsZero() {
				line = append(line, text.T(" by "), text.Code(q.OrderBy))
			}
			d.Bullet(line...)
		}
	}
	return d
}
