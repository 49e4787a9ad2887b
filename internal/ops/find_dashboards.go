package ops

import (
	"context"
	"fmt"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindDashboardsIn selects dashboards.
type FindDashboardsIn struct {
	OrgTarget
	Query string `json:"titleQuery,omitempty" jsonschema:"Part of a title."`
	Sort  string `json:"sort,omitempty" enum:"title,-title,dateCreated,-dateCreated,mostPopular,recentlyViewed,myDashboards" default:"title"`
	PageIn
}

// FindDashboardsOut is one page of dashboards.
type FindDashboardsOut struct {
	Organization string      `json:"organization"`
	Dashboards   []Dashboard `json:"dashboards"`
	Paged
}

// FindDashboards lists dashboards.
func (o *Ops) FindDashboards(ctx context.Context, in FindDashboardsIn) (FindDashboardsOut, error) {
	return run(ctx, o, in, o.findDashboards)
}

func (o *Ops) findDashboards(ctx context.Context, in FindDashboardsIn) (FindDashboardsOut, error) {
	org, err := o.org(ctx, "find_dashboards", in.Org)
	if err != nil {
		return FindDashboardsOut{}, err
	}
	p, err := o.client.Dashboards(ctx, org, sentryapi.DashboardQuery{Query: in.Query, Sort: orWord(in.Sort, "title"), Cursor: in.Cursor, Limit: in.rows()})
	return FindDashboardsOut{Organization: org, Dashboards: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc is a line per dashboard.
func (out FindDashboardsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Dashboards) == 0 {
		d.Para(text.T("No dashboard matches in " + out.Organization + "."))
	}
	for _, b := range out.Dashboards {
		line := []text.Inline{text.Bold(b.Title), text.T(fmt.Sprintf(" (%s), %d widgets", b.ID, len(b.WidgetDisplay)))}
		if b.CreatedBy != nil {
			line = append(line, text.T(", by "), PersonName(*b.CreatedBy))
		}
		d.Bullet(line...)
	}
	out.notes(&d)
	return d
}
