package store

import (
	"time"

	"vedette/internal/local/ownership"
	"vedette/internal/local/protocol"
)

// DigestedEnvelope is what became of one queued envelope.
type DigestedEnvelope struct {
	Queue    int64 // Queued.ID
	Project  Project
	Received time.Time
	Items    []Item // every item of the envelope, in its order
}

// Item is one item of an envelope with what is to be stored of it.
type Item struct {
	Type   string // as in the item header, for the counters
	Record Record
	Raw    []byte // the payload as sent, kept when the record cannot be stored
}

// Record is what an item is stored as: *EventRecord, *SpansRecord,
// *LogsRecord, *MetricsRecord, *SessionRecord, *SessionsRecord,
// *CheckInRecord, *UserReportRecord, *AttachmentRecord, *DiscardsRecord,
// *ReplayRecord, *RecordingRecord, *ProfileRecord, *RawRecord or *DropRecord.
type Record interface {
	// write stores the record and says how its item is counted.
	write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error)
}

// EventRecord is an event or transaction.
type EventRecord struct {
	ID          string
	Type        string
	Time        time.Time
	Title       string
	Culprit     string
	Message     string
	Level       string
	Platform    string
	Logger      string
	Release     string
	Dist        string
	Environment string
	Transaction string
	TraceID     string
	SpanID      string
	User        User
	Tags        []protocol.Tag // all indexed ones, those made from the event included
	Fields      []protocol.Tag // what issues are found by besides: http.method, stack.module, error.type...
	Unhandled   bool
	Metadata    Metadata
	SearchText  string   // what free text looks in
	Hashes      []string // of its issue, the most specific first; none for transactions
	Priority    string   // of an issue that it creates
	Context     int      // how much it explains: exceptions, frames, breadcrumbs...
	Payload     Payload
	Op          string // these three: of a transaction
	Status      string
	Duration    time.Duration
	Spans       []protocol.Span        // of a transaction, its root included
	Report      *protocol.Feedback     // of feedback about an event; otherwise nil
	Owners      []ownership.Suggestion // by the rules of its project
}

// SpansRecord are spans that came without a transaction.
type SpansRecord struct {
	Spans []protocol.Span
	Bad   int // unreadable entries of the container
}

// LogsRecord are log entries.
type LogsRecord struct {
	Logs []protocol.Log
	Bad  int
}

// MetricsRecord are measured values.
type MetricsRecord struct {
	Metrics []protocol.Metric
	Bad     int
}

// SessionRecord is one update of a session.
type SessionRecord struct{ Session protocol.Session }

// SessionsRecord are sessions that the SDK counted.
type SessionsRecord struct{ Sessions protocol.SessionAggregates }

// CheckInRecord is a report of a scheduled job.
type CheckInRecord struct{ CheckIn protocol.CheckIn }

// UserReportRecord is feedback about an event.
type UserReportRecord struct{ Report protocol.Feedback }

// AttachmentRecord is a file sent with an event.
type AttachmentRecord struct {
	EventID     string
	Name        string
	ContentType string
	Type        string
	Payload     Payload
}

// DiscardsRecord says what an SDK threw away.
type DiscardsRecord struct{ Discards []protocol.Discard }

// RawRecord is an item without a meaning to us, kept as it came.
type RawRecord struct {
	Type    string // as in the item header
	Payload Payload
}

// DropRecord is an item that cannot be used. It is kept raw as well when it has
// a payload.
type DropRecord struct {
	Type    string // as in the item header
	Reason  string
	Payload Payload
}
