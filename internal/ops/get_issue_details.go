package ops

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetIssueDetailsIn names an issue, one of its events, and the sections wanted.
type GetIssueDetailsIn struct {
	IssueTarget
	EventID     string   `json:"eventId,omitempty" jsonschema:"latest, oldest or an event id." default:"recommended"`
	Environment string   `json:"environment,omitempty"`
	Include     []string `json:"include,omitempty" enum:"stack,tags,breadcrumbs,request,contexts,vars,extra,threads,all" jsonschema:"Left out: stack, tags, request."`
	GoalIn
}

// GetIssueDetailsOut is an issue with one full event. Event is nil when the
// issue has none that can be read; Problems says why.
type GetIssueDetailsOut struct {
	Organization string   `json:"organization"`
	Issue        Issue    `json:"issue"`
	Event        *Event   `json:"event,omitempty"`
	Tags         []TagKey `json:"tags,omitempty"`
	Problems     []string `json:"problems,omitempty"`

	include []string
	now     time.Time
}

// GetIssueDetails reads an issue, an event and its tag distribution: three
// requests side by side. Looking again at an issue that nothing happened to
// takes two: the event is the same one.
func (o *Ops) GetIssueDetails(ctx context.Context, in GetIssueDetailsIn) (GetIssueDetailsOut, error) {
	return run(ctx, o, in, o.getIssueDetails)
}

func (o *Ops) getIssueDetails(ctx context.Context, in GetIssueDetailsIn) (GetIssueDetailsOut, error) {
	org, id, err := o.issue(ctx, "get_issue_details", in.IssueTarget)
	if err != nil {
		return GetIssueDetailsOut{}, err
	}
	include := in.Include
	if len(include) == 0 {
		include = []string{"stack", "tags", "request"}
	}
	out := GetIssueDetailsOut{Organization: org, include: include, now: o.cfg.Now()}
	withTags := out.wants("tags") // before the requests write to out
	var event Event
	var eventErr, tagsErr error
	view := eventView{org, id, in.Environment}
	read := make(chan struct{}) // the issue was, or the requests were given up
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		defer close(read)
		out.Issue, err = o.client.Issue(gctx, org, id)
		return err
	})
	g.Go(func() error {
		which := orWord(in.EventID, "recommended")
		if was, again := o.shown.of(view); again && in.EventID == "" && o.client.KeepsAnswers() {
			if <-read; was.holds(out.Issue, out.now) {
				which = was.event
			}
		}
		event, eventErr = o.client.Event(gctx, org, id, which, in.Environment)
		return nil
	})
	if withTags {
		g.Go(func() error {
			out.Tags, tagsErr = o.client.IssueTags(gctx, org, id, environments(in.Environment))
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return GetIssueDetailsOut{}, missing("get_issue_details", org, id, err)
	}
	switch {
	case eventErr == nil:
		if in.EventID == "" {
			o.shown.note(view, out.Issue, string(event.EventID), out.now)
		}
		keepSections(&event, out.wants)
		out.Event = &event
		out.Problems = append(out.Problems, event.Skipped...)
	case in.EventID != "" && KindOf(eventErr) == sentryapi.KindNotFound:
		return GetIssueDetailsOut{}, &Error{Kind: sentryapi.KindNotFound, Op: "get_issue_details", Status: 404, Err: eventErr,
			Message: text.From(fmt.Sprintf("issue %s has no event %q", IssueHandle(out.Issue), in.EventID)),
			Hint:    "vedette issue events " + IssueHandle(out.Issue)}
	default:
		out.Problems = append(out.Problems, "the event could not be read: "+text.From(eventErr.Error()).String())
	}
	if tagsErr != nil {
		out.Problems = append(out.Problems, "the tags could not be read: "+text.From(tagsErr.Error()).String())
	}
	return out, nil
}

func environments(one string) []string {
	if one == "" {
		return nil
	}
	return []string{one}
}

func (out GetIssueDetailsOut) wants(section string) bool {
	return slices.Contains(out.include, section) || slices.Contains(out.include, "all")
}

// Doc is the whole answer: header, then the sections asked for.
func (out GetIssueDetailsOut) Doc() text.Doc {
	var d text.Doc
	i := out.Issue
	d.Heading(1, text.T(IssueHandle(i)+" "), i.Title)
	d.DataNote("event")
	header(&d, i, out.now)
	for _, p := range out.Problems {
		d.Para(text.T("Note: " + p))
	}
	if e := out.Event; e != nil {
		out.eventDoc(&d, *e)
	}
	if out.wants("tags") && len(out.Tags) > 0 {
		d.Heading(2, text.T("Tags"))
		d.Append(tagsDoc(out.Tags, 3))
	}
	return d
}

func header(d *text.Doc, i Issue, now time.Time) {
	state := IssueState(i)
	if more := stateDetail(i, now); more != "" {
		state += " (" + more + ")"
	}
	d.Field("State", text.T(state+", level "+string(i.Level)))
	if i.Priority != "" {
		d.Field("Priority", text.T(i.Priority))
	}
	d.Field("Culprit", i.Culprit)
	d.Field("Project", text.T(i.Project.Slug))
	if i.AssignedTo != nil {
		d.Field("Assigned to", i.AssignedTo.Name)
	}
	d.Field("Seen", text.T(counted(int64(i.Count), "time")+" by "+counted(int64(i.UserCount), "user")+", first "), text.At(i.FirstSeen.Time),
		text.T(", last "), text.At(i.LastSeen.Time), text.T(" ("+text.Ago(i.LastSeen.Time, now)+")"))
	if i.FirstRelease != nil {
		d.Field("First release", text.Code(i.FirstRelease.Version))
	}
	if i.LastRelease != nil {
		d.Field("Last release", text.Code(i.LastRelease.Version))
	}
	d.Field("Link", text.Code(i.Permalink))
}

func (out GetIssueDetailsOut) eventDoc(d *text.Doc, e Event) {
	d.Heading(2, text.T("Event "+string(e.EventID)))
	d.Field("Time", text.At(e.DateCreated.Time))
	out.eventBody(d, e)
}

// eventBody shows an event below its heading: who and where, then the sections
// asked for.
func (out GetIssueDetailsOut) eventBody(d *text.Doc, e Event) {
	if e.User != nil {
		d.Field("User", text.Code(UserLabel(*e.User)))
	}
	if e.Release != nil {
		d.Field("Release", text.Code(e.Release.Version))
	}
	if trace := e.Contexts["trace"]["trace_id"]; !trace.IsZero() {
		d.Field("Trace", text.Code(trace))
	}
	if !e.LogMessage.IsZero() {
		d.CodeBlock("", e.LogMessage)
	}
	if out.wants("stack") {
		stackDoc(d, e, out.wants("vars"))
	}
	if out.wants("threads") {
		threadsDoc(d, e.Threads)
	}
	if out.wants("request") && e.Request != nil {
		requestDoc(d, *e.Request)
	}
	if out.wants("breadcrumbs") {
		breadcrumbsDoc(d, e.Breadcrumbs)
	}
	if out.wants("contexts") {
		contextsDoc(d, e.Contexts)
	}
	if out.wants("extra") {
		valuesDoc(d, "Extra", e.Extra)
	}
}
