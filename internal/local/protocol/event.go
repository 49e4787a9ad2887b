// Package protocol reads what Sentry SDKs send: envelopes, their transport encodings and credentials, and the items inside them.
//
// It exists so that the rest of the local backend works with one canonical model, whichever SDK, version or language produced the bytes.
// SDKs disagree about almost every field (lists or {"values": list}, seconds or RFC 3339, strings or numbers), and a debugging tool that
// drops an event over one odd field hides the very bug somebody is looking for. So every decoder here is tolerant: a field that cannot be
// read is skipped and named, one bad entry of a list never loses the others, and only bytes that are no JSON object at all are refused.
//
// Everything is a pure function over bytes: no server, no storage, no clock. All text is exactly what was sent, hence untrusted;
// making it safe to show is the readers' business.
package protocol

import (
	"encoding/json"
	"time"
)

// The event types that Event.Type takes. Others are kept as sent.
const (
	TypeError       = "error"
	TypeDefault     = "default"
	TypeCSP         = "csp"
	TypeFeedback    = "feedback"
	TypeTransaction = "transaction"
)

// Event is one error, message, feedback or transaction event in canonical form.
// RawMessage fields hold valid JSON and alias the bytes given to DecodeEvent; plain strings are copies.
type Event struct {
	ID                string    // 32 lower-case hexadecimal digits; empty when absent or unreadable
	Type              string    // one of the Type constants; inferred from the content when the SDK names none
	Timestamp         time.Time // UTC; zero when absent or unreadable
	StartTimestamp    time.Time // UTC; transactions only
	Platform          string
	Level             string // debug, info, warning, error, fatal, or an unknown word in lower case; empty when absent
	Logger            string
	Transaction       string
	TransactionSource string // url, route, task, custom...
	ServerName        string
	Release           string
	Dist              string
	Environment       string

	Message     Message
	Exceptions  []Exception // in the order sent: the oldest cause first, the exception that was raised last; nulls dropped
	Threads     []Thread
	Stacktrace  *Stacktrace // of the event itself (rare; messages with an attached stack)
	Breadcrumbs []Breadcrumb
	Request     *Request
	User        *User
	Tags        []Tag // first value per key; entries without a key or value dropped
	Contexts    map[string]json.RawMessage
	Extra       map[string]json.RawMessage
	Modules     map[string]string // package name to version
	SDK         SDK
	Fingerprint []string
	Checksum    string
	CSP         json.RawMessage // the report body of a content security policy event

	TraceID      string // these five: from contexts.trace
	SpanID       string
	ParentSpanID string
	Op           string
	TraceStatus  string

	Spans        []Span // transactions only; the root span is the event itself
	Measurements json.RawMessage
	DebugMeta    json.RawMessage

	Problems []string // fields that could not be read: path, then why; at most maxProblems and one line about the rest
}

// Message is the log message of an event.
type Message struct {
	Formatted string   // with parameters filled in; equals Template when the SDK sent only one
	Template  string   // with placeholders; empty when the SDK sent only the formatted text
	Params    []string // values for the placeholders, as text; JSON text for objects and lists
}

// Exception is one link of an exception chain.
type Exception struct {
	Type       string
	Value      string // JSON text when the SDK sent an object
	Module     string
	ThreadID   string
	Mechanism  *Mechanism
	Stacktrace *Stacktrace
}

// Mechanism says how an exception came to the SDK.
type Mechanism struct {
	Type             string
	Handled          *bool // nil when unknown
	Synthetic        bool  // the exception was made up by the SDK, its type says nothing
	ExceptionID      *int  // position in an exception group tree
	ParentID         *int
	IsExceptionGroup bool
	Source           string // attribute of the parent that holds this exception, like __cause__ or errors[0]
	Data             json.RawMessage
}

// Stacktrace is a list of frames, the oldest call first.
type Stacktrace struct {
	Frames []Frame // nulls dropped
}

// Frame is one call of a stack.
type Frame struct {
	Filename        string
	AbsPath         string
	Module          string
	Function        string
	Package         string
	Platform        string
	Symbol          string
	InstructionAddr string
	Line            int   // from 1; 0 when unknown
	Col             int   // from 1; 0 when unknown
	InApp           *bool // nil when the SDK did not decide
	ContextLine     string
	PreContext      []string
	PostContext     []string
	Vars            map[string]json.RawMessage
}

// Thread is one thread of the process at the time of the event.
type Thread struct {
	ID         string // sent as string or number
	Name       string
	Crashed    bool
	Current    bool
	Stacktrace *Stacktrace
}

// Breadcrumb is something that happened before the event.
type Breadcrumb struct {
	Timestamp time.Time // UTC; zero when absent
	Type      string    // default, http, navigation, user...
	Category  string
	Level     string // as Event.Level
	Message   string
	Data      json.RawMessage // object; nil when absent
}

// Request is the HTTP request that was being served.
type Request struct {
	Method  string
	URL     string
	Query   [][2]string // name, value; unescaped, in the order sent
	Headers [][2]string // name, value; several values of one name are several pairs
	Data    json.RawMessage
	Cookies json.RawMessage // string, object or pairs, as sent
	Env     json.RawMessage
}

// User is who was affected.
type User struct {
	ID        string
	Email     string
	Username  string
	Name      string
	IPAddress string
	Data      map[string]json.RawMessage // every other attribute, geo included, and the entries of "data"
}

// Tag is one indexed key and value.
type Tag struct {
	Key   string
	Value string
}

// SDK names the library that sent the event.
type SDK struct {
	Name    string
	Version string
}

// Attributes are the typed values of spans, logs and metrics by name, without their type wrapper: each is a JSON string, number, bool or list.
type Attributes map[string]json.RawMessage

// Span is one timed operation, whichever of the three wire forms it came in: inside a transaction, as a single item, in a container.
type Span struct {
	TraceID      string // 32 lower-case hexadecimal digits
	SpanID       string // 16 lower-case hexadecimal digits
	ParentSpanID string // empty for a root
	Op           string
	Name         string // "description" in the older wire forms
	Status       string // ok, error, internal_error...; empty when unset
	Origin       string // auto.http.fetch...
	Start        time.Time
	End          time.Time
	IsSegment    bool // root of its service's part of the trace
	Attributes   Attributes
	Tags         []Tag // older wire forms only
}

// CrashFrame returns the frame to look at first: the newest in-app frame of the exception that was raised, or its newest frame when
// none is in-app. It falls back to the event's own stack, then to the crashed or current thread, and is nil without any frame.
func (e *Event) CrashFrame() *Frame {
	for i := len(e.Exceptions) - 1; i >= 0; i-- {
		if f := e.Exceptions[i].Stacktrace.newest(); f != nil {
			return f
		}
	}
	if f := e.Stacktrace.newest(); f != nil {
		return f
	}
	for i := range e.Threads {
		if t := &e.Threads[i]; t.Crashed || t.Current {
			if f := t.Stacktrace.newest(); f != nil {
				return f
			}
		}
	}
	return nil
}

func (s *Stacktrace) newest() *Frame {
	if s == nil || len(s.Frames) == 0 {
		return nil
	}
	for i := len(s.Frames) - 1; i >= 0; i-- {
		if f := &s.Frames[i]; f.InApp != nil && *f.InApp {
			return f
		}
	}
	return &s.Frames[len(s.Frames)-1]
}
