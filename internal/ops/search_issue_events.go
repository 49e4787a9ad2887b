package ops

import (
	"context"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// SearchIssueEventsIn selects events of one issue.
type SearchIssueEventsIn struct {
	IssueTarget
	Query       string   `json:"query,omitempty"`
	Environment []string `json:"environment,omitempty"`
	Sort        string   `json:"sort,omitempty" enum:"-timestamp,timestamp" default:"-timestamp"`
	Period      string   `json:"period,omitempty" default:"14d"`
	Start       string   `json:"start,omitempty" jsonschema:"RFC 3339, with end; instead of period."`
	End         string   `json:"end,omitempty"`
	PageIn
}

// SearchIssueEventsOut is one page of events.
type SearchIssueEventsOut struct {
	Organization string         `json:"organization"`
	IssueID      string         `json:"issueId"`
	Events       []EventSummary `json:"events"`
	Paged

	now time.Time
}

// SearchIssueEvents lists events of an issue. One request.
func (o *Ops) SearchIssueEvents(ctx context.Context, in SearchIssueEventsIn) (SearchIssueEventsOut, error) {
	return run(ctx, o, in, o.searchIssueEvents)
}

func (o *Ops) searchIssueEvents(ctx context.Context, in SearchIssueEventsIn) (SearchIssueEventsOut, error) {
	const op = "search_issue_events"
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return SearchIssueEventsOut{}, err
	}
	q := sentryapi.EventQuery{
		Query: in.Query, Environments: in.Environment, Sort: orWord(in.Sort, "-timestamp"),
		Limit: in.rows(), Cursor: in.Cursor,
	}
	if q.StatsPeriod, q.Start, q.End, err = timeRange(op, in.Period, in.Start, in.End, "14d"); err != nil {
		return SearchIssueEventsOut{}, err
	}
	p, err := o.client.IssueEvents(ctx, org, id, q)
	if err != nil {
		return SearchIssueEventsOut{}, missing(op, org, id, err)
	}
	return SearchIssueEventsOut{
		Organization: org, IssueID: id, Events: orEmpty(p.Items), Paged: pagedOf(p), now: o.cfg.Now(),
	}, nil
}

// Doc is a line per event.
func (out SearchIssueEventsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Events) == 0 {
		d.Para(text.T("No event of " + out.IssueID + " matches."))
		return d
	}
	d.DataNote("event")
	for _, e := range out.Events {
		line := []text.Inline{text.Code(text.From(string(EventHandle(e)))), text.T(" "), text.At(e.DateCreated.Time), text.T(" "), text.From(e.Title.Cut(80))}
		if e.User != nil {
			line = append(line, text.T(", user "), text.Code(UserLabel(*e.User)))
		}
		for _, t := range e.Tags {
			switch t.Key.Raw() {
			case "environment", "release":
				line = append(line, text.T(", "), t.Key, text.T(" "), text.Code(t.Value))
			}
		}
		d.Bullet(line...)
	}
	out.notes(&d)
	return d
}

// EventHandle is the id to ask for an event by.
func EventHandle(e EventSummary) text.Word {
	if e.EventID != "" {
		return e.EventID
	}
	return e.ID
}
