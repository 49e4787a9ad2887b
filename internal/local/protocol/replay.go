package protocol

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// ReplayEvent is what an SDK says of one segment of a recorded session.
type ReplayEvent struct {
	ReplayID  string    // 32 lower-case hexadecimal digits
	SegmentID int       // segments count from 0
	Type      string    // session or buffer
	Started   time.Time // of the whole replay, UTC; only the first segments say it
	URLs      []string
	ErrorIDs  []string
	TraceIDs  []string
	Event     Event // what replays have in common with events: user, contexts, tags, release...
}

// DecodeReplayEvent reads a replay_event item. The error is an *Error of kind Malformed: no JSON object, or no replay_id.
func DecodeReplayEvent(data []byte) (ReplayEvent, error) {
	s := newScanner(data)
	var r ReplayEvent
	err := s.document(func(key []byte) {
		switch string(key) {
		case "replay_id":
			s.id(&r.ReplayID, 32)
		case "segment_id":
			s.integer(&r.SegmentID)
		case "replay_type":
			s.text(&r.Type)
		case "replay_start_timestamp":
			s.time(&r.Started)
		case "urls":
			s.texts(&r.URLs)
		case "error_ids":
			s.texts(&r.ErrorIDs)
		case "trace_ids":
			s.texts(&r.TraceIDs)
		default:
			s.eventField(&r.Event, key)
		}
	})
	if err != nil {
		return ReplayEvent{}, err
	}
	if r.ReplayID == "" {
		return ReplayEvent{}, &Error{Kind: Malformed, Reason: "replay event without replay_id"}
	}
	r.SegmentID = max(0, r.SegmentID)
	return r, nil
}

// maxRecording is how large the events of one segment may be, as in Relay.
const maxRecording = 100 << 20

// Recording is what happened on the screen during a segment.
type Recording struct {
	SegmentID int
	Events    json.RawMessage // array of rrweb events
}

// DecodeRecording reads a replay_recording item: a line with the number of the segment, then the events, plain or compressed with zlib.
// The error is an *Error: Malformed, Corrupt or TooLarge.
func DecodeRecording(d *Decompressor, data []byte) (Recording, error) {
	head, events, found := bytes.Cut(data, []byte{'\n'})
	var r Recording
	s := newScanner(head)
	err := s.document(func(key []byte) {
		if string(key) == "segment_id" {
			s.integer(&r.SegmentID)
			return
		}
		s.skip()
	})
	if err != nil || !found {
		return Recording{}, &Error{Kind: Malformed, Reason: "recording without a header line"}
	}
	if trimmed := bytes.TrimSpace(events); len(trimmed) == 0 || trimmed[0] != '[' {
		if events, err = d.Decompress("deflate", bytes.NewReader(events), maxRecording); err != nil {
			return Recording{}, err
		}
	}
	if events = bytes.TrimSpace(events); len(events) == 0 || events[0] != '[' || !json.Valid(events) {
		return Recording{}, &Error{Kind: Malformed, Reason: "recording is no list of events"}
	}
	r.SegmentID, r.Events = max(0, r.SegmentID), events
	return r, nil
}

// Click is one that the SDK found to be of a frustrated user.
type Click struct {
	At       time.Time
	Selector string
	Rage     bool // several in a row; otherwise dead: nothing happened after it
}

// Clicks finds the dead and rage clicks in a recording, as Sentry does (src/sentry/replays/usecases/ingest/dom_index.py).
func (r Recording) Clicks() []Click {
	var events []struct {
		Data struct {
			Tag     string
			Payload struct {
				Timestamp float64
				Category  string
				Message   string
				Data      struct {
					EndReason        string
					TimeAfterClickMs float64
					ClickCount       float64
				}
			}
		}
	}
	// What is of another type stays empty, so the error tells nothing.
	_ = json.Unmarshal(r.Events, &events)
	var clicks []Click
	for _, e := range events {
		p := e.Data.Payload
		if e.Data.Tag != "breadcrumb" || p.Category != "ui.slowClickDetected" || p.Data.EndReason != "timeout" {
			continue
		}
		if p.Data.TimeAfterClickMs < 7000 {
			continue
		}
		clicks = append(clicks, Click{At: unixTime(p.Timestamp), Selector: p.Message, Rage: p.Data.ClickCount >= 5})
	}
	return clicks
}

// unixTime reads seconds or milliseconds since 1970; zero for what is neither.
func unixTime(n float64) time.Time {
	if n > 1e11 {
		n /= 1000
	}
	if n <= 0 || n > 1e11 {
		return time.Time{}
	}
	return time.UnixMicro(int64(n * 1e6)).UTC()
}

// CleanID is an id in the one form that it is stored in: lower case, without dashes.
func CleanID(id string) string { return strings.ToLower(strings.ReplaceAll(id, "-", "")) }
