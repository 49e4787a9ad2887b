// Package analysis finds the root cause of an issue from evidence alone: rules, counts, the stack, the checkout and git.
//
// It exists so that the local backend can answer Sentry's autofix endpoints without an account, a network or a language model, and without
// pretending to be Seer: what it says is what it read, each claim names its evidence, and what is missing is named as missing. The reader
// learns where (crash frame, source, variables), since when (first seen, release, commit by git blame), for whom (tag values that are
// over-represented here), with what (neighbours in the trace), like what (similar issues), and what such an error usually means.
//
// A run is Sentry's: it has steps, blocks, a task list and artifacts, is saved after every step, and is polled while it works.
// Everything that comes from an event is untrusted. It ends up as data in JSON strings, inside Markdown code, and never in a command line
// other than as a checked file path; files are read only below the given source directory or out of a git commit.
package analysis

import (
	"context"
	"encoding/json"
	"time"

	"vedette/internal/local/protocol"
)

// Source is what the analysis wants to know about an issue.
type Source interface {
	// Facts returns what the issue list knows. An error here ends the run: there is nothing to analyse.
	Facts(ctx context.Context, issueID int64) (Facts, error)
	// Event returns the newest event, or nil when none is kept.
	Event(ctx context.Context, issueID int64) (*protocol.Event, error)
	// Tags returns the counts per key and value in this issue, and in the other events of its project. Where a list of values is cut,
	// the remainder of the key is one entry with an empty Value; values that occur in issue are never cut from others.
	Tags(ctx context.Context, issueID int64) (issue, others []TagCount, err error)
	// Trace returns the errors and spans of one trace across all projects, in any order.
	Trace(ctx context.Context, traceID string) ([]TraceItem, error)
	// Similar returns other issues that resemble this one, best first.
	Similar(ctx context.Context, issueID int64) ([]Similar, error)
}

// Runs keeps the states of runs.
type Runs interface {
	// Save stores the state of the run with this UUID, creating it when unknown, and returns the run's number.
	Save(ctx context.Context, issueID int64, state json.RawMessage, uuid string) (runID int64, err error)
	// Latest returns the newest run of the issue; ok is false when there is none.
	Latest(ctx context.Context, issueID int64) (state json.RawMessage, runID int64, uuid string, ok bool, err error)
}

// Facts is what is known about an issue as a whole.
type Facts struct {
	ShortID      string
	Project      string // slug
	Title        string
	Type         string // exception type; empty for messages
	Value        string // exception value or message
	Culprit      string
	Level        string
	Events       int64
	Users        int64
	FirstSeen    time.Time
	LastSeen     time.Time
	FirstRelease string // empty when events name no release
	LastRelease  string
	Unhandled    bool // at least one event was not handled by the program
}

// TagCount says in how many events a tag has a value.
type TagCount struct {
	Key   string
	Value string // empty for the remainder of a list that was cut
	Count int64
}

// The kinds of TraceItem.
const (
	KindError = "error"
	KindSpan  = "span"
)

// TraceItem is one error or span of a trace.
type TraceItem struct {
	Kind         string // KindError or KindSpan
	Project      string // slug
	IssueID      int64  // errors only
	ShortID      string // errors only
	Title        string // title of the error, or description of the span
	Op           string // spans only
	Status       string // spans only: ok, internal_error...; empty when unset
	Time         time.Time
	Duration     time.Duration // spans only
	EventID      string
	SpanID       string
	ParentSpanID string
}

// Similar is another issue that resembles the analysed one.
type Similar struct {
	ShortID  string
	Project  string // slug
	Title    string
	Culprit  string
	Status   string // resolved, unresolved, ignored
	Count    int64
	LastSeen time.Time
}
