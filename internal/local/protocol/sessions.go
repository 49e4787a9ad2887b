package protocol

import "time"

// SessionAttributes are what sessions are counted by.
type SessionAttributes struct {
	Release     string
	Environment string
	UserAgent   string
	IPAddress   string
}

// Session is one update of one release-health session.
type Session struct {
	ID         string    // 32 lower-case hexadecimal digits
	DistinctID string    // the user; may be empty
	Seq        int       // later updates of a session have higher numbers
	Init       bool      // first update of the session
	Status     string    // ok, exited, crashed, abnormal, errored, unhandled; "ok" when absent
	Errors     int       // errors so far
	Started    time.Time // UTC
	Timestamp  time.Time // UTC, of this update; equals Started when absent
	Duration   float64   // seconds; 0 while unknown
	Attributes SessionAttributes
}

// SessionCounts are sessions counted by the SDK, all started in the same minute.
type SessionCounts struct {
	Started    time.Time // UTC
	DistinctID string
	Exited     int
	Errored    int
	Abnormal   int
	Unhandled  int
	Crashed    int
}

// SessionAggregates is a sessions item.
type SessionAggregates struct {
	Attributes SessionAttributes
	Batch[SessionCounts]
}

// DecodeSession reads a session item. The error is an *Error of kind Malformed: no JSON object, or no sid or started, without which
// updates cannot be brought together.
func DecodeSession(data []byte) (Session, error) {
	s := newScanner(data)
	session := Session{Status: "ok"}
	if err := s.document(func(key []byte) { s.sessionField(&session, key) }); err != nil {
		return Session{}, err
	}
	if session.ID == "" || session.Started.IsZero() {
		return Session{}, &Error{Kind: Malformed, Reason: "session without sid or started"}
	}
	if session.Timestamp.IsZero() {
		session.Timestamp = session.Started
	}
	return session, nil
}

func (s *scanner) sessionField(session *Session, key []byte) {
	switch string(key) {
	case "sid":
		s.id(&session.ID, 32)
	case "did":
		s.text(&session.DistinctID)
	case "seq":
		s.integer(&session.Seq)
	case "init":
		s.boolean(&session.Init)
	case "status":
		s.text(&session.Status)
	case "errors":
		s.integer(&session.Errors)
	case "started":
		s.time(&session.Started)
	case "timestamp":
		s.time(&session.Timestamp)
	case "duration":
		s.float(&session.Duration)
	case "attrs":
		s.sessionAttributes(&session.Attributes)
	default:
		s.skip()
	}
}

func (s *scanner) sessionAttributes(a *SessionAttributes) {
	s.object(func(key []byte) {
		switch string(key) {
		case "release":
			s.text(&a.Release)
		case "environment":
			s.text(&a.Environment)
		case "user_agent":
			s.text(&a.UserAgent)
		case "ip_address":
			s.text(&a.IPAddress)
		default:
			s.skip()
		}
	})
}

// DecodeSessionAggregates reads a sessions item. Buckets without started count as bad. The error is an *Error of kind Malformed: data is
// no JSON object.
func DecodeSessionAggregates(data []byte) (SessionAggregates, error) {
	s := newScanner(data)
	var a SessionAggregates
	err := s.document(func(key []byte) {
		switch string(key) {
		case "aggregates":
			a.Items = readList(s, (*scanner).sessionCounts)
		case "attrs":
			s.sessionAttributes(&a.Attributes)
		default:
			s.skip()
		}
	})
	if err != nil {
		return SessionAggregates{}, err
	}
	a.Bad, a.Problems = s.bad, s.report()
	return a, nil
}

func (s *scanner) sessionCounts(c *SessionCounts) bool {
	ok := s.object(func(key []byte) {
		switch string(key) {
		case "started":
			s.time(&c.Started)
		case "did":
			s.text(&c.DistinctID)
		case "exited":
			s.integer(&c.Exited)
		case "errored":
			s.integer(&c.Errored)
		case "abnormal":
			s.integer(&c.Abnormal)
		case "unhandled":
			s.integer(&c.Unhandled)
		case "crashed":
			s.integer(&c.Crashed)
		default:
			s.skip()
		}
	})
	return ok && s.require(!c.Started.IsZero(), "bucket without started")
}
