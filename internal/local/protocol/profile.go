package protocol

import "time"

// Profile says what a profile or a chunk of a continuous one is about. Its samples stay in the payload.
type Profile struct {
	ID          string    // of the profile or chunk: 32 lower-case hexadecimal digits
	ProfilerID  string    // of chunks: the run of the profiler that they belong to; empty otherwise
	Started     time.Time // UTC; zero when not said
	Ended       time.Time // UTC, of the last sample; Started when not known
	Transaction string    // name; empty for chunks
	Environment string
	Release     string
	Platform    string
}

// DecodeProfile reads the head of a profile or profile_chunk item in the sample format. The error is an *Error of kind Malformed: no JSON
// object, or no id.
func DecodeProfile(data []byte) (Profile, error) {
	s := newScanner(data)
	var p Profile
	var last, elapsed float64
	err := s.document(func(key []byte) {
		switch string(key) {
		case "event_id", "profile_id", "chunk_id":
			s.id(&p.ID, 32)
		case "profiler_id":
			s.id(&p.ProfilerID, 32)
		case "timestamp":
			s.time(&p.Started)
		case "environment":
			s.text(&p.Environment)
		case "release":
			s.text(&p.Release)
		case "platform":
			s.text(&p.Platform)
		case "transaction":
			s.object(func(key []byte) { s.only(key, "name", &p.Transaction) })
		case "profile":
			s.object(func(key []byte) { s.profileSpan(key, &p, &last, &elapsed) })
		default:
			s.skip()
		}
	})
	if err != nil {
		return Profile{}, err
	}
	if p.ID == "" {
		return Profile{}, &Error{Kind: Malformed, Reason: "profile without an id"}
	}
	p.Ended = p.Started.Add(time.Duration(min(elapsed, float64(24*time.Hour))))
	if at := unixTime(last); at.After(p.Started) {
		p.Ended = at
	}
	return p, nil
}

// profileSpan looks through the samples for the first and the last.
func (s *scanner) profileSpan(key []byte, p *Profile, last, elapsed *float64) {
	if string(key) != "samples" {
		s.skip()
		return
	}
	readList(s, func(s *scanner, at *float64) bool {
		return s.object(func(key []byte) {
			switch string(key) {
			case "timestamp":
				s.float(at)
				if first := unixTime(*at); !first.IsZero() && (p.Started.IsZero() || first.Before(p.Started)) {
					p.Started = first
				}
				*last = max(*last, *at)
			case "elapsed_since_start_ns":
				s.float(at)
				*elapsed = max(*elapsed, *at)
			default:
				s.skip()
			}
		})
	})
}
