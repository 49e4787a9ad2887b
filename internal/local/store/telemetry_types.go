package store

import (
	"encoding/json"
	"time"
)

// Log is one stored log entry.
type Log struct {
	ID          int64
	Project     Project
	Time        time.Time
	TraceID     string
	SpanID      string
	Level       string
	Body        string
	Environment string
	Release     string
	Attributes  json.RawMessage // object of plain values
}

// Span is one stored span, the root of a transaction included.
type Span struct {
	ID           int64
	Project      Project
	TraceID      string
	SpanID       string
	ParentSpanID string
	EventID      string // of its transaction; empty for single spans
	Op           string
	Name         string
	Status       string
	Start        time.Time
	Duration     time.Duration
	IsSegment    bool
	Environment  string
	Release      string
	Attributes   json.RawMessage // object of plain values; empty without any
}

// Metric is one stored measured value.
type Metric struct {
	ID         int64
	Project    Project
	Time       time.Time
	TraceID    string
	SpanID     string
	Name       string
	Type       string // counter, gauge, distribution
	Value      float64
	Unit       string
	Attributes json.RawMessage // object of plain values; empty without any
}

// TelemetryFilter selects logs or spans, the newest first (spans of one trace:
// the oldest first).
type TelemetryFilter struct {
	Projects     []int64 // none: all
	TraceID      string
	Text         string // part of a log's body or a span's name
	Level        string // logs
	Environments []string
	Since, Until time.Time
	Limit        int // 0: 100
	Offset       int
}

// UserReport is feedback that a user gave about an event.
type UserReport struct {
	ID      int64
	Project Project
	IssueID int64 // 0 while its event is unknown
	EventID string
	Name    string
	Email   string
	Text    string
	At      time.Time
}

// UserReportFilter selects user reports, the newest first.
type UserReportFilter struct {
	Issue   int64 // 0: any
	Project int64 // 0: any
	Limit   int   // 0: 25
	Offset  int
}

// Attachment is a file sent with an event.
type Attachment struct {
	ID          int64
	Project     Project
	EventID     string
	Name        string
	ContentType string
	Type        string // event.attachment, event.minidump...
	Size        int
	At          time.Time
	Data        []byte // only when read by id
}
