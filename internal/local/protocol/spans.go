package protocol

import (
	"bytes"
	"encoding/json"
)

// Batch is what a container item held.
type Batch[T any] struct {
	Items    []T
	Bad      int      // entries that could not be read or lacked what makes them useful
	Problems []string // fields that could not be read: path, then why
}

// DecodeSpans reads a span container (item type span, content type application/vnd.sentry.items.span.v2+json). Spans without
// trace_id, span_id or start_timestamp count as bad. The error is an *Error of kind Malformed: data is no JSON object.
func DecodeSpans(data []byte) (Batch[Span], error) {
	return decodeContainer(data, (*scanner).spanV2)
}

// DecodeSpan reads a single span item in the older form. The error is an *Error of kind Malformed, also when the span lacks
// trace_id, span_id or start_timestamp.
func DecodeSpan(data []byte) (Span, error) {
	s := newScanner(data)
	var sp Span
	if err := s.document(func(key []byte) { s.spanField(&sp, key) }); err != nil {
		return Span{}, err
	}
	sp.complete()
	if !sp.usable() {
		return Span{}, &Error{Kind: Malformed, Reason: "span without trace_id, span_id or start_timestamp"}
	}
	return sp, nil
}

// decodeContainer reads {"items": list}.
func decodeContainer[T any](data []byte, read func(*scanner, *T) bool) (Batch[T], error) {
	s := newScanner(data)
	var b Batch[T]
	found := false
	err := s.document(func(key []byte) {
		if string(key) == "items" {
			found = true
			b.Items = readList(s, read)
			return
		}
		s.skip()
	})
	if err != nil {
		return Batch[T]{}, err
	}
	if !found {
		return Batch[T]{}, &Error{Kind: Malformed, Reason: "container without items"}
	}
	b.Bad, b.Problems = s.bad, s.report()
	return b, nil
}

func (s *scanner) spanV2(sp *Span) bool {
	ok := s.object(func(key []byte) {
		switch string(key) {
		case "name":
			s.text(&sp.Name)
		case "end_timestamp":
			s.time(&sp.End)
		case "attributes":
			s.attributes(&sp.Attributes)
		default:
			s.spanField(sp, key)
		}
	})
	sp.complete()
	return ok && s.require(sp.usable(), "span without trace_id, span_id or start_timestamp")
}

// eventSpan reads a span inside a transaction, which may leave its trace to the event.
func (s *scanner) eventSpan(sp *Span) bool {
	ok := s.object(func(key []byte) { s.spanField(sp, key) })
	sp.complete()
	return ok && s.require(sp.SpanID != "" && !sp.Start.IsZero(), "span without span_id or start_timestamp")
}

// require names an entry that lacks what makes it useful.
func (s *scanner) require(ok bool, why string) bool {
	if !ok {
		s.problem(why)
	}
	return ok
}

func (s *scanner) spanField(sp *Span, key []byte) {
	switch string(key) {
	case "trace_id":
		s.id(&sp.TraceID, 32)
	case "span_id":
		s.id(&sp.SpanID, 16)
	case "parent_span_id":
		s.id(&sp.ParentSpanID, 16)
	case "op":
		s.text(&sp.Op)
	case "description":
		s.text(&sp.Name)
	case "status":
		s.text(&sp.Status)
	case "origin":
		s.text(&sp.Origin)
	case "start_timestamp":
		s.time(&sp.Start)
	case "timestamp":
		s.time(&sp.End)
	case "is_segment":
		s.boolean(&sp.IsSegment)
	case "data":
		s.rawMap((*map[string]json.RawMessage)(&sp.Attributes))
	case "tags":
		s.tags(&sp.Tags)
	default:
		s.skip()
	}
}

func (sp *Span) usable() bool {
	return sp.TraceID != "" && sp.SpanID != "" && !sp.Start.IsZero()
}

// complete fills in what newer SDKs send as attributes, and ends a span without an end where it started.
func (sp *Span) complete() {
	if sp.Op == "" {
		sp.Op = sp.Attributes.Text("sentry.op")
	}
	if sp.Origin == "" {
		sp.Origin = sp.Attributes.Text("sentry.origin")
	}
	if sp.End.IsZero() {
		sp.End = sp.Start
	}
}

// attributes reads {name: {"value": value, "type": type}}, and bare values too. Nulls are dropped.
func (s *scanner) attributes(dst *Attributes) {
	m := make(Attributes)
	ok := s.object(func(key []byte) {
		name := string(key)
		s.peek()
		start := s.pos
		if s.at('{') {
			s.members(func(key []byte) {
				if string(key) == "value" {
					m[name] = s.raw()
					return
				}
				s.skip()
			})
		} else {
			s.skip()
		}
		if _, wrapped := m[name]; !wrapped && s.err == nil {
			m[name] = json.RawMessage(s.data[start:s.pos:s.pos])
		}
		if string(m[name]) == "null" {
			delete(m, name)
		}
	})
	if ok {
		*dst = m
	}
}

// Text returns the attribute as text: a string without its quotes, anything else as JSON; empty when absent.
func (a Attributes) Text(name string) string {
	raw := a[name]
	if len(raw) < 2 || raw[0] != '"' {
		return string(raw)
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return string(raw)
	}
	return text
}
