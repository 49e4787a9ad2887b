package protocol

import "encoding/json"

// DecodeEvent reads an event, whichever SDK wrote it. A field of the wrong type is skipped and named in Event.Problems; the error is
// always an *Error of kind Malformed and means that data is no JSON object (or one nested deeper than 200 levels).
// The RawMessage fields of the event alias data.
func DecodeEvent(data []byte) (Event, error) {
	s := newScanner(data)
	var e Event
	if err := s.document(func(key []byte) { s.eventField(&e, key) }); err != nil {
		return Event{}, err
	}
	e.complete()
	e.Problems = s.report()
	return e, nil
}

// eventField reads the plain attributes of an event. The names with dots in eventInterface are what the oldest SDKs send.
func (s *scanner) eventField(e *Event, key []byte) {
	switch string(key) {
	case "event_id":
		s.id(&e.ID, 32)
	case "type":
		s.text(&e.Type)
	case "timestamp":
		s.time(&e.Timestamp)
	case "start_timestamp":
		s.time(&e.StartTimestamp)
	case "platform":
		s.text(&e.Platform)
	case "level":
		s.level(&e.Level)
	case "logger":
		s.text(&e.Logger)
	case "transaction":
		s.text(&e.Transaction)
	case "culprit":
		if e.Transaction == "" {
			s.text(&e.Transaction)
			return
		}
		s.skip()
	case "transaction_info":
		s.object(func(key []byte) { s.only(key, "source", &e.TransactionSource) })
	case "server_name":
		s.text(&e.ServerName)
	case "release":
		s.text(&e.Release)
	case "dist":
		s.text(&e.Dist)
	case "environment":
		s.text(&e.Environment)
	case "fingerprint":
		s.texts(&e.Fingerprint)
	case "checksum":
		s.text(&e.Checksum)
	default:
		s.eventInterface(e, key)
	}
}

// eventInterface reads the structured parts of an event.
func (s *scanner) eventInterface(e *Event, key []byte) {
	switch string(key) {
	case "message", "logentry", "sentry.interfaces.Message":
		s.message(&e.Message)
	case "exception", "sentry.interfaces.Exception":
		e.Exceptions = readList(s, (*scanner).exception)
	case "threads":
		e.Threads = readList(s, (*scanner).thread)
	case "stacktrace", "sentry.interfaces.Stacktrace":
		s.stacktrace(&e.Stacktrace)
	case "breadcrumbs", "sentry.interfaces.Breadcrumbs":
		e.Breadcrumbs = readList(s, (*scanner).breadcrumb)
	case "request", "sentry.interfaces.Http":
		s.request(&e.Request)
	case "user", "sentry.interfaces.User":
		s.user(&e.User)
	case "tags":
		s.tags(&e.Tags)
	case "contexts":
		s.contexts(e)
	case "extra":
		s.rawMap(&e.Extra)
	case "modules":
		s.modules(&e.Modules)
	case "sdk":
		s.sdk(&e.SDK)
	case "spans":
		e.Spans = readList(s, (*scanner).eventSpan)
	case "measurements":
		s.rawObject(&e.Measurements)
	case "debug_meta":
		s.rawObject(&e.DebugMeta)
	case "csp":
		s.rawObject(&e.CSP)
	default:
		s.skip()
	}
}

// complete derives what SDKs leave out because Sentry works it out.
func (e *Event) complete() {
	e.Message.complete()
	switch e.Type {
	case "", TypeError, TypeDefault:
		e.Type = e.contentType()
	}
	for i := range e.Spans {
		if e.Spans[i].TraceID == "" {
			e.Spans[i].TraceID = e.TraceID
		}
	}
}

// contentType tells errors, reports and plain messages apart by what they hold, whatever the SDK called them.
func (e *Event) contentType() string {
	switch {
	case len(e.Exceptions) > 0:
		return TypeError
	case e.CSP != nil:
		return TypeCSP
	}
	return TypeDefault
}

// contexts reads all contexts as they are and the trace context into its own fields.
func (s *scanner) contexts(e *Event) {
	m := make(map[string]json.RawMessage)
	ok := s.object(func(key []byte) {
		if s.null() {
			return
		}
		start := s.pos
		if string(key) == "trace" && s.peek() == '{' {
			s.members(func(key []byte) { s.traceField(e, key) })
		} else {
			s.skip()
		}
		if s.err == nil {
			m[string(key)] = json.RawMessage(s.data[start:s.pos:s.pos])
		}
	})
	if ok {
		e.Contexts = m
	}
}

func (s *scanner) traceField(e *Event, key []byte) {
	switch string(key) {
	case "trace_id":
		s.id(&e.TraceID, 32)
	case "span_id":
		s.id(&e.SpanID, 16)
	case "parent_span_id":
		s.id(&e.ParentSpanID, 16)
	case "op":
		s.text(&e.Op)
	case "status":
		s.text(&e.TraceStatus)
	default:
		s.skip()
	}
}

func (s *scanner) modules(dst *map[string]string) {
	m := make(map[string]string)
	ok := s.object(func(key []byte) {
		var version string
		s.text(&version)
		m[string(key)] = version
	})
	if ok {
		*dst = m
	}
}

func (s *scanner) sdk(dst *SDK) {
	s.object(func(key []byte) {
		switch string(key) {
		case "name":
			s.text(&dst.Name)
		case "version":
			s.text(&dst.Version)
		default:
			s.skip()
		}
	})
}

// only reads the member with the given name as text and skips the others.
func (s *scanner) only(key []byte, name string, dst *string) {
	if string(key) == name {
		s.text(dst)
		return
	}
	s.skip()
}
