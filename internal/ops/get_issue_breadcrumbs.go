package ops

import (
	"context"

	"vedette/internal/text"
)

// GetIssueBreadcrumbsIn names an event.
type GetIssueBreadcrumbsIn struct {
	EventTarget
	GoalIn
}

// GetIssueBreadcrumbsOut is what happened before an event, oldest first.
type GetIssueBreadcrumbsOut struct {
	Organization string       `json:"organization"`
	IssueID      string       `json:"issueId,omitempty"`
	EventID      string       `json:"eventId"`
	Breadcrumbs  []Breadcrumb `json:"breadcrumbs"`

	event Event
}

// GetIssueBreadcrumbs reads the breadcrumbs of an event. One request, two for
// an id alone.
func (o *Ops) GetIssueBreadcrumbs(ctx context.Context, in GetIssueBreadcrumbsIn) (GetIssueBreadcrumbsOut, error) {
	return run(ctx, o, in, o.getIssueBreadcrumbs)
}

func (o *Ops) getIssueBreadcrumbs(ctx context.Context, in GetIssueBreadcrumbsIn) (GetIssueBreadcrumbsOut, error) {
	found, err := o.event(ctx, "get_issue_breadcrumbs", in.EventTarget)
	if err != nil {
		return GetIssueBreadcrumbsOut{}, err
	}
	e := found.Event
	keepSections(&e, func(s string) bool { return s == "breadcrumbs" })
	return GetIssueBreadcrumbsOut{
		Organization: found.org, IssueID: found.issue, EventID: string(EventHandle(e.EventSummary)), Breadcrumbs: orEmpty(e.Breadcrumbs), event: e,
	}, nil
}

// Doc is a line per breadcrumb.
func (out GetIssueBreadcrumbsOut) Doc() text.Doc {
	var d text.Doc
	eventHeader(&d, out.event, out.IssueID)
	breadcrumbsDoc(&d, out.Breadcrumbs)
	if len(out.Breadcrumbs) == 0 {
		d.Para(text.T("The event has no breadcrumbs."))
	}
	return d
}
