package ops

import (
	"context"
	"fmt"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindIssueViewsIn narrows the saved issue searches.
type FindIssueViewsIn struct {
	OrgTarget
	Query string `json:"query,omitempty" jsonschema:"Part of the name or search."`
	PageIn
}

// FindIssueViewsOut is one page of saved searches.
type FindIssueViewsOut struct {
	Organization string      `json:"organization"`
	Views        []IssueView `json:"views"`
	Paged
}

// FindIssueViews lists saved issue searches. One request.
func (o *Ops) FindIssueViews(ctx context.Context, in FindIssueViewsIn) (FindIssueViewsOut, error) {
	return run(ctx, o, in, o.findIssueViews)
}

func (o *Ops) findIssueViews(ctx context.Context, in FindIssueViewsIn) (FindIssueViewsOut, error) {
	org, err := o.org(ctx, "find_issue_views", in.Org)
	if err != nil {
		return FindIssueViewsOut{}, err
	}
	p, err := o.client.IssueViews(ctx, org, sentryapi.ListQuery{Query: in.Query, Limit: in.rows(), Cursor: in.Cursor})
	return FindIssueViewsOut{Organization: org, Views: orEmpty(p.Items), Paged: pagedOf(p)},
		notFoundAs("find_issue_views", "list of saved views in "+org+" (the server may be too old for it)", "vedette issue list -q QUERY", err)
}

// ViewSearch is the search of a saved view, for SearchIssues. name is the view's
// name (in any case) or its id. Names are not unique: of several the first one
// that is one's own or starred comes first in the server's list.
func (o *Ops) ViewSearch(ctx context.Context, name string) (SearchIssuesIn, error) {
	out, err := o.FindIssueViews(ctx, FindIssueViewsIn{PageIn: PageIn{Limit: 100}})
	if err != nil {
		return SearchIssuesIn{}, err
	}
	var names []string
	for _, v := range out.Views {
		if string(v.ID) == name || strings.EqualFold(v.Name.Raw(), name) {
			return SearchOfView(out.Organization, v)
		}
		names = append(names, v.Name.String())
	}
	return SearchIssuesIn{}, &Error{Kind: KindNotFound, Op: "find_issue_views", Message: text.From("there is no saved view " + name),
		Hint: "vedette view list shows what there is: " + text.From(strings.Join(names, ", ")).Cut(300)}
}

// SearchOfView is the search that a saved view stands for. A view of several
// projects is refused: a search takes one, or all.
func SearchOfView(org string, v IssueView) (SearchIssuesIn, error) {
	query := v.Query.Raw()
	in := SearchIssuesIn{OrgTarget: OrgTarget{Org: org}, Query: &query, Sort: string(v.QuerySort)}
	if len(v.Projects) > 1 {
		return SearchIssuesIn{}, invalid("find_issue_views", "vedette issue list -q "+v.Query.Cut(200)+" --project ONE", "the view %s spans %d projects, and a search here takes one", v.Name, len(v.Projects))
	}
	for _, p := range v.Projects {
		in.Project = fmt.Sprint(int64(p))
	}
	for _, e := range v.Environments {
		in.Environment = append(in.Environment, string(e))
	}
	switch t := v.TimeFilters; {
	case t.Period != "":
		in.Period = string(t.Period)
	case !t.Start.IsZero() && !t.End.IsZero():
		in.Start, in.End = text.RFC3339(t.Start.Time), text.RFC3339(t.End.Time)
	}
	return in, nil
}

// Doc is a line per view.
func (out FindIssueViewsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Views) == 0 {
		d.Para(text.T("No saved views."))
		return d
	}
	for _, v := range out.Views {
		d.Bullet(text.Bold(text.T(string(v.ID)+" ")), v.Name, text.T(": "), text.Code(v.Query), text.T(" "+string(v.QuerySort)+" "+string(v.TimeFilters.Period)))
	}
	out.notes(&d)
	return d
}
