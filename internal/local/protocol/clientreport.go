package protocol

import "time"

// Discard counts what an SDK threw away itself.
type Discard struct {
	Reason   string // queue_overflow, before_send, sample_rate, ratelimit_backoff...
	Category string // error, transaction, span, log_item...
	Quantity int
}

// ClientReport is a client_report item. It never becomes an event.
type ClientReport struct {
	Timestamp time.Time // UTC; zero when absent
	Batch[Discard]
}

// DecodeClientReport reads a client_report item. Entries without reason, category or a quantity above zero count as bad. The error is an
// *Error of kind Malformed: data is no JSON object.
func DecodeClientReport(data []byte) (ClientReport, error) {
	s := newScanner(data)
	var r ClientReport
	err := s.document(func(key []byte) {
		switch string(key) {
		case "timestamp":
			s.time(&r.Timestamp)
		case "discarded_events", "rate_limited_events", "filtered_events", "filtered_sampling_events":
			r.Items = append(r.Items, readList(s, (*scanner).discard)...)
		default:
			s.skip()
		}
	})
	if err != nil {
		return ClientReport{}, err
	}
	r.Bad, r.Problems = s.bad, s.report()
	return r, nil
}

func (s *scanner) discard(d *Discard) bool {
	ok := s.object(func(key []byte) {
		switch string(key) {
		case "reason":
			s.text(&d.Reason)
		case "category":
			s.text(&d.Category)
		case "quantity":
			s.integer(&d.Quantity)
		default:
			s.skip()
		}
	})
	return ok && s.require(d.Reason != "" && d.Category != "" && d.Quantity > 0, "entry without reason, category or quantity")
}
