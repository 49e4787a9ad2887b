package api

import (
	"encoding/json"
	"time"

	"vedette/internal/local/protocol"
)

// entry is one section of an event.
type entry struct {
	Type string `json:"type"`
	Data any    `json:"data"`
}

// values is the form that most sections have.
type values[T any] struct {
	Values []T `json:"values"`
}

// frame is one call of a stack; context lists source lines as [number, code].
type frame struct {
	Filename        *string                    `json:"filename"`
	AbsPath         *string                    `json:"absPath"`
	Module          *string                    `json:"module"`
	Package         *string                    `json:"package"`
	Platform        *string                    `json:"platform"`
	InstructionAddr *string                    `json:"instructionAddr"`
	SymbolAddr      *string                    `json:"symbolAddr"`
	Function        *string                    `json:"function"`
	RawFunction     *string                    `json:"rawFunction"`
	Symbol          *string                    `json:"symbol"`
	Context         [][2]any                   `json:"context"`
	LineNo          *int                       `json:"lineNo"`
	ColNo           *int                       `json:"colNo"`
	InApp           bool                       `json:"inApp"`
	Trust           *string                    `json:"trust"`
	Errors          *string                    `json:"errors"`
	Lock            *string                    `json:"lock"`
	SourceLink      *string                    `json:"sourceLink"`
	Vars            map[string]json.RawMessage `json:"vars"`
}

type stacktrace struct {
	Frames          []frame         `json:"frames"`
	FramesOmitted   *[2]int         `json:"framesOmitted"`
	Registers       json.RawMessage `json:"registers"`
	HasSystemFrames bool            `json:"hasSystemFrames"`
}

type exception struct {
	Type          *string     `json:"type"`
	Value         *string     `json:"value"`
	Mechanism     *mechanism  `json:"mechanism"`
	ThreadID      *string     `json:"threadId"`
	Module        *string     `json:"module"`
	Stacktrace    *stacktrace `json:"stacktrace"`
	RawStacktrace *stacktrace `json:"rawStacktrace"` // of minified code: there is no symbolication here
}

type mechanism struct {
	Type             string          `json:"type"`
	Handled          *bool           `json:"handled"`
	Synthetic        *bool           `json:"synthetic"`
	Description      *string         `json:"description"`
	HelpLink         *string         `json:"help_link"`
	Source           *string         `json:"source"`
	ExceptionID      *int            `json:"exception_id"`
	ParentID         *int            `json:"parent_id"`
	IsExceptionGroup *bool           `json:"is_exception_group"`
	Data             json.RawMessage `json:"data"`
	Meta             json.RawMessage `json:"meta"`
}

type exceptions struct {
	values[exception]
	HasSystemFrames bool    `json:"hasSystemFrames"`
	ExcOmitted      *[2]int `json:"excOmitted"`
}

type thread struct {
	ID            *string     `json:"id"`
	Current       bool        `json:"current"`
	Crashed       bool        `json:"crashed"`
	Name          *string     `json:"name"`
	State         *string     `json:"state"`
	HeldLocks     *string     `json:"heldLocks"`
	Stacktrace    *stacktrace `json:"stacktrace"`
	RawStacktrace *stacktrace `json:"rawStacktrace"`
}

type breadcrumb struct {
	Type      string          `json:"type"`
	Timestamp date            `json:"timestamp"`
	Level     string          `json:"level"`
	Message   *string         `json:"message"`
	Category  *string         `json:"category"`
	Data      json.RawMessage `json:"data"`
	EventID   *string         `json:"event_id"`
}

type request struct {
	APITarget           *string         `json:"apiTarget"`
	Method              *string         `json:"method"`
	URL                 *string         `json:"url"`
	Query               [][2]string     `json:"query"`
	Fragment            *string         `json:"fragment"`
	Data                json.RawMessage `json:"data"`
	Headers             [][2]string     `json:"headers"`
	Cookies             json.RawMessage `json:"cookies"`
	Env                 json.RawMessage `json:"env"`
	InferredContentType *string         `json:"inferredContentType"`
}

type message struct {
	Formatted string   `json:"formatted"`
	Message   *string  `json:"message"`
	Params    []string `json:"params"`
}

// span is one timed operation of a transaction; times are unix seconds.
type span struct {
	TraceID        string              `json:"trace_id"`
	SpanID         string              `json:"span_id"`
	ParentSpanID   *string             `json:"parent_span_id"`
	Op             *string             `json:"op"`
	Description    *string             `json:"description"`
	Status         *string             `json:"status"`
	Origin         *string             `json:"origin"`
	StartTimestamp float64             `json:"start_timestamp"`
	Timestamp      float64             `json:"timestamp"`
	Data           protocol.Attributes `json:"data"`
}

// entriesOf lists the sections of an event in the order in which Sentry shows them.
func entriesOf(e *protocol.Event) []entry {
	all := []entry{}
	add := func(kind string, present bool, data func() any) {
		if present {
			all = append(all, entry{kind, data()})
		}
	}
	add("exception", len(e.Exceptions) > 0, func() any { return exceptionsOf(e) })
	add("stacktrace", e.Stacktrace != nil && len(e.Exceptions) == 0, func() any { return stackOf(e.Stacktrace) })
	add("message", e.Message.Formatted != "" || e.Message.Template != "", func() any { return messageOf(e.Message) })
	add("threads", len(e.Threads) > 0, func() any { return threadsOf(e.Threads) })
	add("breadcrumbs", len(e.Breadcrumbs) > 0, func() any { return breadcrumbsOf(e.Breadcrumbs) })
	add("request", e.Request != nil, func() any { return requestOf(e.Request) })
	add("csp", len(e.CSP) > 0, func() any { return e.CSP })
	add("spans", e.Type == protocol.TypeTransaction, func() any { return spansOf(e.Spans) })
	add("debugmeta", len(e.DebugMeta) > 0, func() any { return e.DebugMeta })
	return all
}

func exceptionsOf(e *protocol.Event) exceptions {
	out := exceptions{values: values[exception]{make([]exception, 0, len(e.Exceptions))}}
	for _, x := range e.Exceptions {
		st := stackOf(x.Stacktrace)
		if st != nil && st.HasSystemFrames {
			out.HasSystemFrames = true
		}
		out.Values = append(out.Values, exception{
			Type: orNull(x.Type), Value: orNull(x.Value), Module: orNull(x.Module), ThreadID: orNull(x.ThreadID),
			Mechanism: mechanismOf(x.Mechanism), Stacktrace: st,
		})
	}
	return out
}

func mechanismOf(m *protocol.Mechanism) *mechanism {
	if m == nil {
		return nil
	}
	out := &mechanism{
		Type: m.Type, Handled: m.Handled, Source: orNull(m.Source), ExceptionID: m.ExceptionID, ParentID: m.ParentID, Data: m.Data,
	}
	if m.Synthetic {
		out.Synthetic = &m.Synthetic
	}
	if m.IsExceptionGroup {
		out.IsExceptionGroup = &m.IsExceptionGroup
	}
	return out
}

func stackOf(s *protocol.Stacktrace) *stacktrace {
	if s == nil {
		return nil
	}
	out := &stacktrace{Frames: make([]frame, 0, len(s.Frames))}
	app, system := false, false
	for i := range s.Frames {
		f := frameOf(&s.Frames[i])
		app, system = app || f.InApp, system || !f.InApp
		out.Frames = append(out.Frames, f)
	}
	out.HasSystemFrames = app && system
	return out
}

func frameOf(f *protocol.Frame) frame {
	return frame{
		Filename: orNull(f.Filename), AbsPath: orNull(f.AbsPath), Module: orNull(f.Module), Package: orNull(f.Package),
		Platform: orNull(f.Platform), InstructionAddr: orNull(f.InstructionAddr), Function: orNull(f.Function), Symbol: orNull(f.Symbol),
		Context: contextOf(f), LineNo: orNoNumber(f.Line), ColNo: orNoNumber(f.Col), InApp: f.InApp != nil && *f.InApp, Vars: f.Vars,
	}
}

func orNoNumber(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// contextOf numbers the source lines around a frame. Without a line number there is nothing to count from.
func contextOf(f *protocol.Frame) [][2]any {
	lines := [][2]any{}
	if f.Line == 0 || f.ContextLine == "" && len(f.PreContext) == 0 && len(f.PostContext) == 0 {
		return lines
	}
	no := max(1, f.Line-len(f.PreContext))
	for _, code := range append(append(append([]string{}, f.PreContext...), f.ContextLine), f.PostContext...) {
		lines = append(lines, [2]any{no, code})
		no++
	}
	return lines
}

func messageOf(m protocol.Message) message {
	return message{Formatted: m.Formatted, Message: orNull(m.Template), Params: m.Params}
}

func threadsOf(threads []protocol.Thread) values[thread] {
	out := values[thread]{make([]thread, 0, len(threads))}
	for _, t := range threads {
		out.Values = append(out.Values, thread{
			ID: orNull(t.ID), Current: t.Current, Crashed: t.Crashed, Name: orNull(t.Name), Stacktrace: stackOf(t.Stacktrace),
		})
	}
	return out
}

func breadcrumbsOf(crumbs []protocol.Breadcrumb) values[breadcrumb] {
	out := values[breadcrumb]{make([]breadcrumb, 0, len(crumbs))}
	for _, c := range crumbs {
		b := breadcrumb{
			Type: c.Type, Timestamp: date(c.Timestamp), Level: c.Level, Message: orNull(c.Message), Category: orNull(c.Category), Data: c.Data,
		}
		if b.Type == "" {
			b.Type = "default"
		}
		if b.Level == "" {
			b.Level = "info"
		}
		out.Values = append(out.Values, b)
	}
	return out
}

func requestOf(r *protocol.Request) request {
	return request{
		Method: orNull(r.Method), URL: orNull(r.URL), Query: pairs(r.Query), Headers: pairs(r.Headers),
		Data: r.Data, Cookies: r.Cookies, Env: r.Env,
	}
}

func pairs(in [][2]string) [][2]string {
	if in == nil {
		return [][2]string{}
	}
	return in
}

func spansOf(spans []protocol.Span) []span {
	all := make([]span, 0, len(spans))
	for _, s := range spans {
		all = append(all, span{
			TraceID: s.TraceID, SpanID: s.SpanID, ParentSpanID: orNull(s.ParentSpanID), Op: orNull(s.Op), Description: orNull(s.Name),
			Status: orNull(s.Status), Origin: orNull(s.Origin), StartTimestamp: seconds(s.Start), Timestamp: seconds(s.End), Data: s.Attributes,
		})
	}
	return all
}

// seconds is a time as unix seconds with microseconds; 0 when unknown.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMicro()) / 1e6
}
