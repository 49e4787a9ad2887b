package ops

import (
	"context"
	"fmt"
	"strings"

	"vedette/internal/text"
)

// GetEventStacktraceIn names an event and, for crashes of several threads, one
// of them.
type GetEventStacktraceIn struct {
	EventTarget
	Thread string `json:"thread,omitempty" jsonschema:"Id or name; left out: the exceptions and the crashed thread."`
	Vars   bool   `json:"vars,omitempty" jsonschema:"With local variables."`
	GoalIn
}

// GetEventStacktraceOut is every frame of an event's exceptions and of one
// thread.
type GetEventStacktraceOut struct {
	Organization string      `json:"organization"`
	IssueID      string      `json:"issueId,omitempty"`
	EventID      string      `json:"eventId"`
	Exceptions   []Exception `json:"exceptions,omitempty"`
	Thread       *Thread     `json:"thread,omitempty"`
	Threads      []ThreadRef `json:"threads,omitempty"` // that there are

	event Event
	vars  bool
}

// ThreadRef names a thread and says how much of it is known.
type ThreadRef struct {
	ID      text.Word      `json:"id"`
	Name    text.Untrusted `json:"name,omitzero"`
	Crashed bool           `json:"crashed,omitempty"`
	Frames  int            `json:"frames"`
}

// GetEventStacktrace reads the whole stack of an event: nothing is folded. One
// request, two for an id alone.
func (o *Ops) GetEventStacktrace(ctx context.Context, in GetEventStacktraceIn) (GetEventStacktraceOut, error) {
	return run(ctx, o, in, o.getEventStacktrace)
}

func (o *Ops) getEventStacktrace(ctx context.Context, in GetEventStacktraceIn) (GetEventStacktraceOut, error) {
	const op = "get_event_stacktrace"
	found, err := o.event(ctx, op, in.EventTarget)
	if err != nil {
		return GetEventStacktraceOut{}, err
	}
	e := found.Event
	keepSections(&e, func(s string) bool { return s == "stack" || s == "threads" || s == "vars" && in.Vars })
	out := GetEventStacktraceOut{Organization: found.org, IssueID: found.issue, EventID: string(EventHandle(e.EventSummary)), event: e, vars: in.Vars}
	for n, t := range e.Threads {
		out.Threads = append(out.Threads, ThreadRef{ID: t.ID, Name: t.Name, Crashed: t.Crashed, Frames: len(t.Frames)})
		named := in.Thread != "" && (in.Thread == string(t.ID) || strings.EqualFold(in.Thread, t.Name.Raw()))
		if named || in.Thread == "" && t.Crashed && len(t.Frames) > 0 && len(e.Exceptions) == 0 {
			out.Thread = &e.Threads[n]
		}
	}
	if in.Thread == "" {
		out.Exceptions = e.Exceptions
		return out, nil
	}
	if out.Thread == nil {
		return GetEventStacktraceOut{}, invalid(op, "one of: "+threadNames(out.Threads), "the event has no thread %q", in.Thread)
	}
	return out, nil
}

func threadNames(threads []ThreadRef) string {
	var names []string
	for _, t := range threads {
		names = append(names, strings.TrimSpace(string(t.ID)+" "+t.Name.String()))
	}
	if len(names) == 0 {
		return "none; leave it out"
	}
	return strings.Join(names, ", ")
}

// Doc shows every frame, newest call first.
func (out GetEventStacktraceOut) Doc() text.Doc {
	var d text.Doc
	eventHeader(&d, out.event, out.IssueID)
	for n := range out.Exceptions {
		x := out.Exceptions[len(out.Exceptions)-1-n]
		title := []text.Inline{x.Type}
		if n > 0 {
			title = []text.Inline{text.T("Caused by "), x.Type}
		}
		d.Heading(2, title...)
		if !x.Value.IsZero() {
			d.CodeBlock("", x.Value)
		}
		allFrames(&d, x.Frames, out.vars)
	}
	if t := out.Thread; t != nil {
		d.Heading(2, text.T("Thread "+string(t.ID)+" "), t.Name)
		allFrames(&d, t.Frames, out.vars)
	}
	if len(out.Exceptions) == 0 && out.Thread == nil {
		d.Para(text.T("The event has no stack trace."))
	}
	if len(out.Threads) > 1 {
		d.Heading(2, text.T("Threads"))
		for _, t := range out.Threads {
			mark := ""
			if t.Crashed {
				mark = ", crashed"
			}
			d.Bullet(text.T(string(t.ID)+" "), t.Name, text.T(fmt.Sprintf(" (%d frames%s)", t.Frames, mark)))
		}
	}
	return d
}

// allFrames is framesDoc without folding, and with the source of each frame of
// the application.
func allFrames(d *text.Doc, frames []Frame, vars bool) {
	if len(frames) == 0 {
		d.Para(text.T("No frames."))
		return
	}
	var b strings.Builder
	for n := len(frames) - 1; n >= 0; n-- {
		writeFrame(&b, frames[n], frames[n].InApp, vars)
	}
	d.CodeBlock("", text.From(b.String()))
}
