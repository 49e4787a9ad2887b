package ingest

import (
	"strings"

	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

// Reasons of dropped items.
const (
	reasonInvalid = "invalid" // its payload is not what its type promises
	reasonPanic   = "internal"
)

// record makes what is stored of an item.
func (d *digester) record(item *protocol.Item, env *protocol.Envelope, q *store.Queued) store.Record {
	var r store.Record
	var err error
	switch item.Type {
	case "event", "transaction", "feedback":
		r, err = d.event(item, env, q)
	case "span":
		r, err = spans(item)
	case "log":
		var b protocol.Batch[protocol.Log]
		b, err = protocol.DecodeLogs(item.Payload)
		r = &store.LogsRecord{Logs: b.Items, Bad: b.Bad}
	case "trace_metric":
		var b protocol.Batch[protocol.Metric]
		b, err = protocol.DecodeMetrics(item.Payload)
		r = &store.MetricsRecord{Metrics: b.Items, Bad: b.Bad}
	case "session":
		var s protocol.Session
		s, err = protocol.DecodeSession(item.Payload)
		r = &store.SessionRecord{Session: s}
	case "sessions":
		var s protocol.SessionAggregates
		s, err = protocol.DecodeSessionAggregates(item.Payload)
		r = &store.SessionsRecord{Sessions: s}
	case "check_in":
		var c protocol.CheckIn
		c, err = protocol.DecodeCheckIn(item.Payload)
		r = &store.CheckInRecord{CheckIn: c}
	case "user_report":
		var f protocol.Feedback
		f, err = protocol.DecodeUserReport(item.Payload)
		r = &store.UserReportRecord{Report: f}
	case "client_report":
		var c protocol.ClientReport
		c, err = protocol.DecodeClientReport(item.Payload)
		r = &store.DiscardsRecord{Discards: c.Items}
	case "attachment":
		r = d.attachment(item, env)
	case "replay_event":
		var e protocol.ReplayEvent
		e, err = protocol.DecodeReplayEvent(item.Payload)
		r = &store.ReplayRecord{Replay: e}
	case "replay_recording":
		r, err = d.recording(item, env)
	case "profile", "profile_chunk":
		r, err = d.profile(item, q)
	default:
		r = &store.RawRecord{Type: item.Type, Payload: d.store.Pack(item.Payload)}
	}
	if err != nil {
		return d.drop(item, reasonInvalid)
	}
	return r
}

// drop gives an item up, but keeps its bytes.
func (d *digester) drop(item *protocol.Item, reason string) store.Record {
	return &store.DropRecord{Type: item.Type, Reason: reason, Payload: d.store.Pack(item.Payload)}
}

// spans reads the container of today's SDKs or the single span of older ones.
func spans(item *protocol.Item) (store.Record, error) {
	if strings.HasPrefix(item.ContentType, "application/vnd.sentry.items.span") || item.ItemCount > 0 {
		b, err := protocol.DecodeSpans(item.Payload)
		return &store.SpansRecord{Spans: b.Items, Bad: b.Bad}, err
	}
	s, err := protocol.DecodeSpan(item.Payload)
	return &store.SpansRecord{Spans: []protocol.Span{s}}, err
}

func (d *digester) attachment(item *protocol.Item, env *protocol.Envelope) store.Record {
	return &store.AttachmentRecord{
		EventID: env.Header.EventID, Name: item.Filename, ContentType: item.ContentType,
		Type: or(item.AttachmentType, "event.attachment"), Payload: d.store.Pack(item.Payload),
	}
}

func (d *digester) recording(item *protocol.Item, env *protocol.Envelope) (store.Record, error) {
	rec, err := protocol.DecodeRecording(d.expand, item.Payload)
	if err != nil {
		return nil, err
	}
	return &store.RecordingRecord{
		ReplayID: protocol.CleanID(env.Header.EventID), Segment: rec.SegmentID, Clicks: rec.Clicks(), Payload: d.store.Pack(rec.Events),
	}, nil
}

func (d *digester) profile(item *protocol.Item, q *store.Queued) (store.Record, error) {
	p, err := protocol.DecodeProfile(item.Payload)
	if err != nil {
		return nil, err
	}
	if p.Started.IsZero() {
		p.Started = q.Received
	}
	return &store.ProfileRecord{Profile: p, Payload: d.store.Pack(item.Payload)}, nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
