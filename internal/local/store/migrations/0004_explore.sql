-- What tables over errors, transactions and spans group by and measure.
ALTER TABLE event ADD COLUMN duration INTEGER NOT NULL DEFAULT 0; -- of a transaction, microseconds
ALTER TABLE event ADD COLUMN op TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN fields TEXT NOT NULL DEFAULT '';     -- JSON object of what events are found by without being a tag; may be empty
ALTER TABLE span ADD COLUMN transaction_name TEXT NOT NULL DEFAULT ''; -- of the segment that the span is part of

UPDATE event SET (duration, op, status) = (SELECT s.duration, s.op, s.status FROM span s
    WHERE s.trace_id = event.trace_id AND s.span_id = event.span_id AND s.event_id = event.event_id)
  WHERE type = 'transaction' AND EXISTS (SELECT 1 FROM span s
    WHERE s.trace_id = event.trace_id AND s.span_id = event.span_id AND s.event_id = event.event_id);
UPDATE span SET transaction_name = coalesce((SELECT e.transaction_name FROM event e
    WHERE e.event_id = span.event_id AND e.project_id = span.project_id), '') WHERE event_id <> '';
UPDATE span SET transaction_name = coalesce(json_extract(attributes, '$."sentry.segment.name"'), iif(segment, name, ''))
  WHERE event_id = '' AND attributes <> '';

-- Covering: what most tables and charts group by is read from the index alone, in the order of time.
CREATE INDEX event_facts ON event(time, project_id, issue_id, type, level, release, environment, transaction_name, user_hash, duration, status);
CREATE INDEX span_at ON span(start);
CREATE INDEX log_at ON log(time);
CREATE INDEX metric_at ON metric(time);
CREATE INDEX metric_by_trace ON metric(trace_id) WHERE trace_id <> '';
