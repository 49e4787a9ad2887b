package ingest

import (
	"encoding/json"
	"time"

	"vedette/internal/local/grouping"
	"vedette/internal/local/ownership"
	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

const (
	maxFuture = time.Minute         // later than that, a timestamp is wrong
	maxPast   = 30 * 24 * time.Hour // earlier than that, too
	maxDrift  = 55 * time.Minute    // more than that between sent_at and arrival is a wrong clock, not a slow network (Relay)
)

// event makes the record of an event, feedback or transaction.
func (d *digester) event(item *protocol.Item, env *protocol.Envelope, q *store.Queued) (store.Record, error) {
	e, err := protocol.DecodeEvent(item.Payload)
	if err != nil {
		return nil, err
	}
	if item.Type != "event" {
		e.Type = item.Type
	}
	shift := drift(q.Received, env.Header.SentAt)
	summary := grouping.Describe(&e)
	r := &store.EventRecord{
		ID: or(env.Header.EventID, e.ID), Type: summary.Type, Time: eventTime(e.Timestamp, shift, q.Received),
		Title: summary.Title, Culprit: summary.Culprit, Message: summary.Message, Level: summary.Level,
		Platform: or(e.Platform, "other"), Logger: e.Logger, Release: e.Release, Dist: e.Dist, Environment: e.Environment,
		Transaction: e.Transaction, TraceID: e.TraceID, SpanID: e.SpanID, User: userOf(e.User),
		Unhandled: summary.Handled != nil && !*summary.Handled, Metadata: store.Metadata(summary.Metadata), SearchText: summary.SearchText,
		Priority: grouping.InitialPriority(summary.Level), Context: contextScore(&e), Payload: d.store.Pack(item.Payload),
	}
	r.Tags = eventTags(&e, r)
	switch e.Type {
	case protocol.TypeTransaction:
		r.Op, r.Status = e.Op, e.TraceStatus
		if !e.StartTimestamp.IsZero() {
			r.Duration = e.Timestamp.Sub(e.StartTimestamp)
		}
		r.Spans = transactionSpans(&e, shift)
		return r, nil
	case protocol.TypeFeedback:
		r.Hashes = []string{r.ID} // every feedback is an issue of its own
		if f, ok := e.Feedback(); ok && f.EventID != "" {
			r.Report = &f
		}
	default:
		for _, h := range grouping.Group(&e).Hashes {
			r.Hashes = append(r.Hashes, h.Value)
		}
	}
	r.Fields = eventFields(&e)
	if rules := d.store.Ownership(q.Project.ID).Rules; len(rules) > 0 {
		r.Owners = ownership.Match(rules, ownership.EventOf(&e, r.Tags))
	}
	return r, nil
}

// drift is by how much the sender's clock is behind ours; 0 when it is not
// clearly wrong.
func drift(received, sentAt time.Time) time.Duration {
	if d := received.Sub(sentAt); !sentAt.IsZero() && (d > maxDrift || d < -maxDrift) {
		return d
	}
	return 0
}

// eventTime is when an event happened: what it says, corrected for a wrong
// clock, or when it came in if that makes no sense.
func eventTime(at time.Time, shift time.Duration, received time.Time) time.Time {
	if at.IsZero() {
		return received
	}
	at = at.Add(shift)
	if at.After(received.Add(maxFuture)) || at.Before(received.Add(-maxPast)) {
		return received
	}
	return at
}

// transactionSpans are the spans of a transaction and the one that it is itself.
func transactionSpans(e *protocol.Event, shift time.Duration) []protocol.Span {
	list := make([]protocol.Span, 0, len(e.Spans)+1)
	if e.TraceID != "" && e.SpanID != "" {
		list = append(list, protocol.Span{
			TraceID: e.TraceID, SpanID: e.SpanID, ParentSpanID: e.ParentSpanID, Op: e.Op, Name: e.Transaction,
			Status: e.TraceStatus, Start: e.StartTimestamp, End: e.Timestamp, IsSegment: true, Attributes: transactionAttributes(e), Tags: e.Tags,
		})
	}
	list = append(list, e.Spans...)
	for i := range list {
		s := &list[i]
		addTags(s)
		if s.TraceID == "" {
			s.TraceID = e.TraceID
		}
		s.Start = s.Start.Add(shift)
		if !s.End.IsZero() {
			s.End = s.End.Add(shift)
		}
	}
	return list
}

// transactionAttributes are the data of the transaction's own span, and its measurements by the names that they are searched by.
func transactionAttributes(e *protocol.Event) protocol.Attributes {
	var trace struct{ Data protocol.Attributes }
	decodeContext(e, "trace", &trace)
	a := trace.Data
	if a == nil {
		a = protocol.Attributes{}
	}
	var measured map[string]json.RawMessage
	_ = json.Unmarshal(e.Measurements, &measured) // what could be read is there
	for name, raw := range measured {
		var m struct{ Value json.Number }
		if json.Unmarshal(raw, &m) == nil && m.Value != "" {
			a["measurements."+name] = json.RawMessage(m.Value)
		}
	}
	return a
}

// addTags puts the tags of a span among its attributes, where spans are searched.
func addTags(s *protocol.Span) {
	for _, tag := range s.Tags {
		text, err := json.Marshal(tag.Value)
		if _, known := s.Attributes[tag.Key]; known || err != nil {
			continue
		}
		if s.Attributes == nil {
			s.Attributes = protocol.Attributes{}
		}
		s.Attributes[tag.Key] = text
	}
}

func userOf(u *protocol.User) store.User {
	if u == nil {
		return store.User{}
	}
	ip := u.IPAddress
	if ip == "{{auto}}" { // a request to the server to fill it in; on a laptop it would say 127.0.0.1
		ip = ""
	}
	return store.User{ID: u.ID, Email: u.Email, Username: u.Username, Name: u.Name, IPAddress: ip}
}

// contextScore says how much an event explains, to recommend one of an issue.
func contextScore(e *protocol.Event) int {
	n := min(len(e.Breadcrumbs), 20) + 2*min(len(e.Contexts), 10) + min(len(e.Tags), 10)
	for i := range e.Exceptions {
		if s := e.Exceptions[i].Stacktrace; s != nil && len(s.Frames) > 0 {
			n += 20
		}
	}
	if f := e.CrashFrame(); f != nil && len(f.Vars) > 0 {
		n += 10
	}
	if e.Request != nil {
		n += 10
	}
	if e.User != nil {
		n += 5
	}
	if e.TraceID != "" {
		n += 5
	}
	return n
}
