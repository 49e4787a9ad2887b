package protocol

import "time"

// Log is one structured log entry.
type Log struct {
	Timestamp      time.Time // UTC; zero when absent or unreadable
	TraceID        string    // 32 lower-case hexadecimal digits; may be empty
	SpanID         string    // 16 lower-case hexadecimal digits; may be empty
	Level          string    // trace, debug, info, warn, error, fatal
	SeverityNumber int       // 1 to 24 as in OpenTelemetry; 0 when absent
	Body           string
	Attributes     Attributes
}

// DecodeLogs reads a log container (application/vnd.sentry.items.log+json). Entries with neither body nor attributes count as bad.
// The error is an *Error of kind Malformed: data is no JSON object with items.
func DecodeLogs(data []byte) (Batch[Log], error) {
	return decodeContainer(data, (*scanner).log)
}

func (s *scanner) log(l *Log) bool {
	ok := s.object(func(key []byte) {
		switch string(key) {
		case "timestamp":
			s.time(&l.Timestamp)
		case "trace_id":
			s.id(&l.TraceID, 32)
		case "span_id":
			s.id(&l.SpanID, 16)
		case "level":
			s.text(&l.Level)
		case "severity_number":
			s.integer(&l.SeverityNumber)
		case "body":
			s.jsonText(&l.Body)
		case "attributes":
			s.attributes(&l.Attributes)
		default:
			s.skip()
		}
	})
	return ok && s.require(l.Body != "" || len(l.Attributes) > 0, "log without body and attributes")
}
