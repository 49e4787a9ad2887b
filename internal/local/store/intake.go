package store

import (
	"time"
)

// ItemCount is the number of items of one type in an envelope.
type ItemCount struct {
	Type string
	N    int64
}

// Intake is one envelope to keep until it is digested.
type Intake struct {
	Project  Project
	Received time.Time
	EventID  string // that the sender is told; empty without an event
	Encoding string // content encoding of Body; empty: none
	Body     []byte // the envelope as received
	Items    []ItemCount
}

// Queued is an accepted envelope that waits to be digested.
type Queued struct {
	ID       int64
	Project  Project
	Received time.Time
	EventID  string
	Encoding string
	Body     []byte
}
