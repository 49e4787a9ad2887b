package protocol

import "time"

// Metric is one measured value.
type Metric struct {
	Timestamp  time.Time // UTC; zero when absent or unreadable
	TraceID    string    // 32 lower-case hexadecimal digits; may be empty
	SpanID     string    // 16 lower-case hexadecimal digits; may be empty
	Name       string
	Type       string // counter, gauge, distribution
	Value      float64
	Unit       string // millisecond, byte...; may be empty
	Attributes Attributes
}

// DecodeMetrics reads a metric container (application/vnd.sentry.items.trace-metric+json). Entries without name or value count as bad.
// The error is an *Error of kind Malformed: data is no JSON object with items.
func DecodeMetrics(data []byte) (Batch[Metric], error) {
	return decodeContainer(data, (*scanner).metric)
}

func (s *scanner) metric(m *Metric) bool {
	measured := false
	ok := s.object(func(key []byte) {
		switch string(key) {
		case "timestamp":
			s.time(&m.Timestamp)
		case "trace_id":
			s.id(&m.TraceID, 32)
		case "span_id":
			s.id(&m.SpanID, 16)
		case "name":
			s.text(&m.Name)
		case "type":
			s.text(&m.Type)
		case "value":
			measured = s.float(&m.Value)
		case "unit":
			s.text(&m.Unit)
		case "attributes":
			s.attributes(&m.Attributes)
		default:
			s.skip()
		}
	})
	return ok && s.require(measured && m.Name != "", "metric without name or value")
}
