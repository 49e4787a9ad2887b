package store

import (
	"encoding/json"
	"fmt"
	"time"

	"vedette/internal/local/protocol"
)

const (
	attributeEnvironment = "sentry.environment"
	attributeRelease     = "sentry.release"
	attributeSegment     = "sentry.segment.name"
)

const insertSpan = `INSERT INTO span(project_id, trace_id, span_id, parent, event_id, op, name, status, start, duration, segment,
	environment, release, attributes, transaction_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// insertSpans stores the spans of a transaction.
func (r *EventRecord) insertSpans(b *batch, env *DigestedEnvelope) error {
	for i := range r.Spans {
		s := &r.Spans[i]
		attributes, err := attributesJSON(s.Attributes)
		if err != nil {
			return err
		}
		err = b.w.exec(insertSpan, env.Project.ID, s.TraceID, s.SpanID, s.ParentSpanID, r.ID, s.Op, s.Name, s.Status,
			micros(s.Start), duration(s), s.IsSegment, r.Environment, r.Release, attributes, r.Transaction)
		if err != nil {
			return err
		}
	}
	return nil
}

// duration is in microseconds, 0 for a span whose clocks disagree.
func duration(s *protocol.Span) int64 {
	if s.End.IsZero() {
		return 0
	}
	return max(0, s.End.Sub(s.Start).Microseconds())
}

func (r *SpansRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	for i := range r.Spans {
		s := &r.Spans[i]
		environment, release, err := b.origin(env, s.Attributes)
		if err != nil {
			return "", "", err
		}
		attributes, err := attributesJSON(s.Attributes)
		if err != nil {
			return "", "", err
		}
		err = b.w.exec(insertSpan, env.Project.ID, s.TraceID, s.SpanID, s.ParentSpanID, "", s.Op, s.Name, s.Status,
			micros(s.Start), duration(s), s.IsSegment, environment, release, attributes, segmentName(s))
		if err != nil {
			return "", "", err
		}
	}
	return container(len(r.Spans), r.Bad)
}

// segmentName is the name of the transaction that a single span is part of, as far as the span tells it.
func segmentName(s *protocol.Span) string {
	if name := textAttribute(s.Attributes, attributeSegment); name != "" || !s.IsSegment {
		return name
	}
	return s.Name
}

// container says how an item with entries is counted: it is of use when one of
// them is, or when there was none to begin with.
func container(good, bad int) (outcome, reason string, err error) {
	if good == 0 && bad > 0 {
		return Dropped, "invalid", nil
	}
	return Digested, "", nil
}

// origin registers environment and release that spans and logs name among
// their attributes.
func (b *batch) origin(env *DigestedEnvelope, a protocol.Attributes) (environment, release string, err error) {
	environment, release = textAttribute(a, attributeEnvironment), textAttribute(a, attributeRelease)
	if _, err = b.environment(env.Project.ID, environment); err != nil {
		return "", "", err
	}
	_, err = b.release(env.Project.ID, release)
	return environment, release, err
}

// textAttribute is empty for an attribute that is absent or no text.
func textAttribute(a protocol.Attributes, name string) string {
	var s string
	if json.Unmarshal(a[name], &s) != nil {
		return ""
	}
	return s
}

func attributesJSON(a protocol.Attributes) (string, error) {
	if len(a) == 0 {
		return "", nil
	}
	text, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("encode attributes: %w", err)
	}
	return string(text), nil
}

func (r *LogsRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	for i := range r.Logs {
		l := &r.Logs[i]
		environment, release, err := b.origin(env, l.Attributes)
		if err != nil {
			return "", "", err
		}
		attributes, err := attributesJSON(l.Attributes)
		if err != nil {
			return "", "", err
		}
		err = b.w.exec(`INSERT INTO log(project_id, time, trace_id, span_id, level, body, environment, release, attributes)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			env.Project.ID, orReceived(l.Timestamp, env), l.TraceID, l.SpanID, l.Level, l.Body, environment, release, attributes)
		if err != nil {
			return "", "", err
		}
	}
	return container(len(r.Logs), r.Bad)
}

func orReceived(t time.Time, env *DigestedEnvelope) int64 {
	if t.IsZero() {
		t = env.Received
	}
	return micros(t)
}

func (r *MetricsRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	for i := range r.Metrics {
		m := &r.Metrics[i]
		attributes, err := attributesJSON(m.Attributes)
		if err != nil {
			return "", "", err
		}
		err = b.w.exec(`INSERT INTO metric(project_id, time, trace_id, span_id, name, type, value, unit, attributes)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			env.Project.ID, orReceived(m.Timestamp, env), m.TraceID, m.SpanID, m.Name, m.Type, m.Value, m.Unit, attributes)
		if err != nil {
			return "", "", err
		}
	}
	return container(len(r.Metrics), r.Bad)
}

func (r *SessionRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	s := &r.Session
	if err := b.sessionOrigin(env, s.Attributes); err != nil {
		return "", "", err
	}
	// Updates may overtake each other: the highest sequence number tells the end.
	err = b.w.exec(`INSERT INTO session(project_id, sid, release, environment, did, status, errors, started, seq, duration)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET errors = max(errors, excluded.errors),
		status = CASE WHEN excluded.seq >= seq THEN excluded.status ELSE status END,
		did = CASE WHEN did = '' THEN excluded.did ELSE did END, duration = max(duration, excluded.duration), seq = max(seq, excluded.seq)`,
		env.Project.ID, s.ID, s.Attributes.Release, s.Attributes.Environment, s.DistinctID, s.Status, s.Errors, micros(s.Started), s.Seq,
		sessionDuration(s))
	return Digested, "", err
}

// sessionDuration is in microseconds; SDKs that do not say it say when the update was made.
func sessionDuration(s *protocol.Session) int64 {
	if s.Duration > 0 {
		return secondsMicros(s.Duration)
	}
	return secondsMicros(s.Timestamp.Sub(s.Started).Seconds())
}

// secondsMicros turns seconds that a client sent into microseconds, at most a year and no less than 0.
func secondsMicros(seconds float64) int64 {
	const year = 365 * 24 * time.Hour
	return int64(min(max(seconds, 0), year.Seconds()) * 1e6)
}

func (b *batch) sessionOrigin(env *DigestedEnvelope, a protocol.SessionAttributes) error {
	if _, err := b.environment(env.Project.ID, a.Environment); err != nil {
		return err
	}
	_, err := b.release(env.Project.ID, a.Release)
	return err
}

func (r *SessionsRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	a := r.Sessions.Attributes
	if err := b.sessionOrigin(env, a); err != nil {
		return "", "", err
	}
	for _, c := range r.Sessions.Items {
		err := b.w.exec(`INSERT INTO session_count(project_id, release, environment, did, hour, exited, errored, crashed, abnormal)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET exited = exited + excluded.exited,
			errored = errored + excluded.errored, crashed = crashed + excluded.crashed, abnormal = abnormal + excluded.abnormal`,
			env.Project.ID, a.Release, a.Environment, c.DistinctID, orReceived(c.Started, env)/hourMicros,
			c.Exited, c.Errored+c.Unhandled, c.Crashed, c.Abnormal)
		if err != nil {
			return "", "", err
		}
	}
	return container(len(r.Sessions.Items), r.Sessions.Bad)
}
