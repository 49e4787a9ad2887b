package protocol

// Feedback is what a user wrote about a problem.
type Feedback struct {
	EventID  string // the event it is about, 32 lower-case hexadecimal digits; may be empty
	Name     string
	Email    string
	Message  string
	URL      string // page it was written on
	Source   string // widget, api...
	ReplayID string // 32 lower-case hexadecimal digits; may be empty
}

// DecodeUserReport reads a user_report item, the older form of feedback, which always names an event. The error is an *Error of kind
// Malformed: no JSON object, or no event_id.
func DecodeUserReport(data []byte) (Feedback, error) {
	s := newScanner(data)
	var f Feedback
	err := s.document(func(key []byte) {
		switch string(key) {
		case "event_id":
			s.id(&f.EventID, 32)
		case "name":
			s.text(&f.Name)
		case "email":
			s.text(&f.Email)
		case "comments":
			s.text(&f.Message)
		default:
			s.skip()
		}
	})
	if err != nil {
		return Feedback{}, err
	}
	if f.EventID == "" {
		return Feedback{}, &Error{Kind: Malformed, Reason: "user report without event_id"}
	}
	return f, nil
}

// Feedback returns the feedback of a feedback item, which is an event with a feedback context, and whether it has one.
func (e *Event) Feedback() (Feedback, bool) {
	raw, ok := e.Contexts["feedback"]
	if !ok {
		return Feedback{}, false
	}
	s := newScanner(raw)
	var f Feedback
	err := s.document(func(key []byte) {
		switch string(key) {
		case "associated_event_id":
			s.id(&f.EventID, 32)
		case "name":
			s.text(&f.Name)
		case "contact_email":
			s.text(&f.Email)
		case "message":
			s.text(&f.Message)
		case "url":
			s.text(&f.URL)
		case "source":
			s.text(&f.Source)
		case "replay_id":
			s.id(&f.ReplayID, 32)
		default:
			s.skip()
		}
	})
	return f, err == nil
}
