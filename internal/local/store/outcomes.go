package store

import (
	"context"
	"database/sql"
	"time"
)

// Words of Outcome.Outcome, which are Relay's.
const (
	OutcomeAccepted      = "accepted"
	OutcomeInvalid       = "invalid"
	OutcomeClientDiscard = "client_discard"
)

// Outcome says what became of the items of a category that arrived in an hour.
type Outcome struct {
	Project  int64
	Category string // error, transaction, span, log_item...
	Outcome  string
	Reason   string
	Hour     int64 // since 1970
	N        int64 // items
	Quantity int64 // what Sentry counts: bytes of attachments, entries of containers, otherwise items
}

// OutcomeFilter selects outcomes by when the items arrived.
type OutcomeFilter struct {
	Projects     []int64 // none: all
	Categories   []string
	Outcomes     []string
	Reason       string
	Since, Until time.Time // [Since, Until)
}

// Outcomes lists what became of items, by the hour.
func (s *Store) Outcomes(ctx context.Context, f OutcomeFilter) ([]Outcome, error) {
	var c conditions
	in(&c, "project_id", f.Projects)
	in(&c, "category", f.Categories)
	in(&c, "outcome", f.Outcomes)
	if f.Reason != "" {
		c.add("reason = ?", f.Reason)
	}
	c.add("hour >= ? AND hour < ?", micros(f.Since)/hourMicros, (micros(f.Until)+hourMicros-1)/hourMicros)
	var list []Outcome
	rows, err := s.read(ctx, "SELECT project_id, category, outcome, reason, hour, n, quantity FROM outcome_hour"+c.where(), c.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var o Outcome
		if err := r.Scan(&o.Project, &o.Category, &o.Outcome, &o.Reason, &o.Hour, &o.N, &o.Quantity); err != nil {
			return err
		}
		list = append(list, o)
		return nil
	})
	return list, s.wrap(err)
}

// category is the kind of data that Sentry counts an item as; empty for items that it does not count.
func category(itemType string) string {
	switch itemType {
	case "event":
		return "error"
	case "transaction", "span", "session", "attachment", "profile", "profile_chunk", "trace_metric":
		return itemType
	case "sessions":
		return "session"
	case "log":
		return "log_item"
	case "check_in":
		return "monitor"
	case "feedback", "user_report":
		return "feedback"
	case "replay_event", "replay_video": // each has its recording beside it
		return "replay"
	}
	return ""
}

type outcomeKey struct {
	project                   int64
	category, outcome, reason string
	hour                      int64
}

// amount is items and what they hold.
type amount struct{ n, quantity int64 }

// outcomes adds up amounts until they are written.
type outcomes map[outcomeKey]amount

// quantifier is a record that is more than one of its category.
type quantifier interface{ quantity() int64 }

func (r *SpansRecord) quantity() int64      { return int64(len(r.Spans)) }
func (r *LogsRecord) quantity() int64       { return int64(len(r.Logs)) }
func (r *MetricsRecord) quantity() int64    { return int64(len(r.Metrics)) }
func (r *AttachmentRecord) quantity() int64 { return int64(r.Payload.size) }

// add counts an item with the outcome that its counter has.
func (o outcomes) add(env *DigestedEnvelope, item *Item, outcome, reason string) {
	k := outcomeKey{env.Project.ID, category(item.Type), OutcomeAccepted, "", micros(env.Received) / hourMicros}
	if k.category == "" {
		return
	}
	if outcome == Dropped {
		k.outcome, k.reason = OutcomeInvalid, reason
	}
	quantity := int64(1)
	if q, ok := item.Record.(quantifier); ok {
		quantity = q.quantity()
	}
	o[k] = amount{o[k].n + 1, o[k].quantity + quantity}
}

// discard counts what an SDK says that it threw away.
func (o outcomes) discard(env *DigestedEnvelope, category, reason string, n int64) {
	k := outcomeKey{env.Project.ID, category, OutcomeClientDiscard, reason, micros(env.Received) / hourMicros}
	o[k] = amount{o[k].n + n, o[k].quantity + n}
}

func (o outcomes) write(w *writer) error {
	for k, a := range o {
		err := w.exec(`INSERT INTO outcome_hour(project_id, category, outcome, reason, hour, n, quantity) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET n = n + excluded.n, quantity = quantity + excluded.quantity`,
			k.project, k.category, k.outcome, k.reason, k.hour, a.n, a.quantity)
		if err != nil {
			return err
		}
	}
	return nil
}
