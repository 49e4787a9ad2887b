package ops

import (
	"context"

	"vedette/internal/text"
)

// GetEventDetailsIn names an event and the sections wanted.
type GetEventDetailsIn struct {
	EventTarget
	Include []string `json:"include,omitempty" enum:"stack,breadcrumbs,request,contexts,vars,extra,threads,tags,all" jsonschema:"Sections; left out: stack, request, tags."`
	GoalIn
}

// GetEventDetailsOut is one event in full.
type GetEventDetailsOut struct {
	Organization string `json:"organization"`
	Project      string `json:"project"` // slug or numeric id
	IssueID      string `json:"issueId,omitempty"`
	Event        Event  `json:"event"`

	include GetIssueDetailsOut // which knows the sections
}

// GetEventDetails reads one event. One request, two for an id alone.
func (o *Ops) GetEventDetails(ctx context.Context, in GetEventDetailsIn) (GetEventDetailsOut, error) {
	return run(ctx, o, in, o.getEventDetails)
}

func (o *Ops) getEventDetails(ctx context.Context, in GetEventDetailsIn) (GetEventDetailsOut, error) {
	found, err := o.event(ctx, "get_event_details", in.EventTarget)
	if err != nil {
		return GetEventDetailsOut{}, err
	}
	include := in.Include
	if len(include) == 0 {
		include = []string{"stack", "request", "tags"}
	}
	out := GetEventDetailsOut{
		Organization: found.org, Project: found.project, IssueID: found.issue, Event: found.Event, include: GetIssueDetailsOut{include: include},
	}
	keepSections(&out.Event, out.include.wants)
	if !out.include.wants("tags") {
		out.Event.Tags = nil
	}
	return out, nil
}

// Doc is the whole event, as far as it was asked for.
func (out GetEventDetailsOut) Doc() text.Doc {
	var d text.Doc
	e := out.Event
	eventHeader(&d, e, out.IssueID)
	d.Field("Project", text.T(out.Project))
	if e.PreviousEventID != "" {
		d.Field("Previous", text.Code(text.From(string(e.PreviousEventID))))
	}
	if e.NextEventID != "" {
		d.Field("Next", text.Code(text.From(string(e.NextEventID))))
	}
	out.include.eventBody(&d, e)
	if len(e.Tags) > 0 {
		d.Heading(2, text.T("Tags"))
		for _, t := range e.Tags {
			d.Field(t.Key.Cut(60), text.Code(text.From(t.Value.Cut(200))))
		}
	}
	for _, s := range e.Skipped {
		d.Para(text.T("Note: could not be read: " + s))
	}
	return d
}
