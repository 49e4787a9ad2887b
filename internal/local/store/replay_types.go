package store

import (
	"encoding/json"
	"time"

	"vedette/internal/local/protocol"
)

// Replay is one recorded session, as far as its segments have come in.
type Replay struct {
	ID          string // 32 hexadecimal digits
	Project     Project
	Started     time.Time
	Finished    time.Time
	Environment string
	ReplayBody
	Dead   int              // clicks that nothing happened after
	Rage   int              // of these: in a row
	Clicks []protocol.Click // of all segments; only when read alone
}

// ReplayBody is what the segments of a replay say together.
type ReplayBody struct {
	Type     string // session or buffer
	Platform string
	Releases []string
	Dist     string
	Segments int // the highest number of one, plus 1
	URLs     []string
	ErrorIDs []string
	TraceIDs []string
	Tags     map[string][]string
	User     User
	Contexts map[string]json.RawMessage // browser, os, device
	SDK      protocol.SDK
}

// ReplayFilter selects replays, the latest first.
type ReplayFilter struct {
	Projects     []int64 // none: all
	Environments []string
	Since, Until time.Time // of the start; zero: open
}

// ReplayRecord is what an SDK says of one segment.
type ReplayRecord struct{ Replay protocol.ReplayEvent }

// RecordingRecord is what happened on the screen during a segment.
type RecordingRecord struct {
	ReplayID string
	Segment  int
	Clicks   []protocol.Click
	Payload  Payload // the events, a JSON array
}
