package grouping

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"vedette/internal/local/protocol"
)

// Lengths in characters at which Sentry cuts, dots included.
const (
	maxTitleValue   = 100
	maxTitle        = 256
	maxCulprit      = 200
	maxType         = 128
	maxValue        = 1024
	ellipsis        = "..."
	unlabeledEvent  = "<unlabeled event>"
	unknownEvent    = "<unknown>"
	feedbackTitle   = "User Feedback"
	feedbackContext = "feedback"
)

// Summary is how an issue shows the event. All text is as sent by the SDK,
// hence untrusted.
type Summary struct {
	Type     string // error, default, csp, transaction, feedback...
	Title    string // one line
	Culprit  string // transaction, or module and function of the crash
	Level    string // debug, info, warning, error or fatal
	Location string // file of the crash, or address of the page
	Metadata Metadata
	// Handled is nil when the SDK did not say; false for a crash.
	Handled *bool
	// Message is the log message, or the text of feedback.
	Message string
	// SearchText is what a search in messages looks through: message,
	// metadata and culprit.
	SearchText string
}

// Metadata is the metadata of the web API; absent parts are empty.
type Metadata struct {
	Type     string `json:"type,omitempty"`
	Value    string `json:"value,omitempty"`
	Title    string `json:"title,omitempty"`
	Filename string `json:"filename,omitempty"`
	Function string `json:"function,omitempty"`
}

// Describe computes title, culprit and the rest the way Sentry does
// (src/sentry/eventtypes, src/sentry/culprit.py).
func Describe(e *protocol.Event) Summary {
	s := Summary{
		Type: e.Type, Level: NormalizeLevel(e.Level), Handled: handled(e),
		Message: first(e.Message.Formatted, e.Message.Template),
		Culprit: truncate(first(e.Transaction, culprit(e)), maxCulprit),
	}
	switch x := mainException(e); {
	case x != nil:
		s.describeException(e, x)
	case e.Type == protocol.TypeTransaction:
		s.Title = first(e.Transaction, unlabeledEvent)
		s.Metadata.Title = s.Title
	case e.Type == protocol.TypeFeedback:
		s.describeFeedback(e)
	case len(e.CSP) > 0:
		s.describeCSP(e)
	default:
		s.Type = first(s.Type, protocol.TypeDefault)
		s.Title = unlabeledEvent
		if line := firstLine(s.Message); line != "" {
			s.Title = truncate(line, maxTitle)
		}
		s.Metadata.Title = s.Title
	}
	s.SearchText = s.searchText()
	return s
}

func (s *Summary) describeException(e *protocol.Event, x *protocol.Exception) {
	s.Type = protocol.TypeError
	s.Metadata.Value = truncate(x.Value, maxValue)
	if x.Mechanism == nil || !x.Mechanism.Synthetic {
		s.Metadata.Type = truncate(first(x.Type, "Error"), maxType)
	}
	if f := crashFrame(e, true); f != nil {
		s.Metadata.Filename = first(f.Filename, f.AbsPath)
		s.Metadata.Function = f.Function
		if p := first(f.Platform, e.Platform); family(p) == familyNative || p == "csharp" {
			s.Metadata.Function = first(frameFunction(f, p), f.Function)
		}
	}
	s.Location = s.Metadata.Filename
	s.Title = first(s.Metadata.Type, s.Metadata.Function, unknownEvent)
	if line := firstLine(x.Value); line != "" && s.Metadata.Type != "" {
		s.Title += ": " + truncate(line, maxTitleValue)
	}
}

func (s *Summary) describeFeedback(e *protocol.Event) {
	var feedback struct {
		Message string `json:"message"`
		URL     string `json:"url"`
	}
	s.Title = feedbackTitle
	if err := json.Unmarshal(e.Contexts[feedbackContext], &feedback); err == nil {
		s.Message, s.Location = first(feedback.Message, s.Message), feedback.URL
	}
	s.Metadata.Title, s.Metadata.Value = s.Title, truncate(s.Message, maxValue)
}

func (s *Summary) describeCSP(e *protocol.Event) {
	s.Type, s.Title = protocol.TypeCSP, unlabeledEvent
	if r, ok := readCSP(e.CSP); ok {
		s.Title, s.Culprit, s.Location = r.title(), truncate(r.Effective, maxCulprit), r.source()
		s.Message = first(s.Message, s.Title)
	}
	s.Metadata.Title = s.Title
}

// handled is false when any exception of the event was not handled, true when
// one was and none was not.
func handled(e *protocol.Event) *bool {
	var known *bool
	for i := range e.Exceptions {
		if m := e.Exceptions[i].Mechanism; m != nil && m.Handled != nil {
			if !*m.Handled {
				return new(bool)
			}
			known = m.Handled
		}
	}
	return known
}

// culprit names the place of the crash; synthetic exceptions have none.
func culprit(e *protocol.Event) string {
	stack := e.Stacktrace
	if n := len(e.Exceptions); n > 0 {
		if m := e.Exceptions[n-1].Mechanism; m != nil && m.Synthetic {
			return ""
		}
		stack = nil
		for _, x := range slices.Backward(e.Exceptions) {
			if x.Stacktrace != nil && len(x.Stacktrace.Frames) > 0 {
				stack = x.Stacktrace
				break
			}
		}
	}
	if stack != nil {
		if c := stackCulprit(stack.Frames, e.Platform); c != "" {
			return c
		}
	}
	if e.Request != nil {
		return e.Request.URL
	}
	return ""
}

func stackCulprit(frames []protocol.Frame, platform string) string {
	fallback := ""
	for i := len(frames) - 1; i >= 0; i-- {
		f := &frames[i]
		p := first(f.Platform, platform)
		c := frameCulprit(f, p)
		if c != "" && enhance(f, p).inApp {
			return c
		}
		if fallback == "" {
			fallback = c
		}
	}
	return fallback
}

func frameCulprit(f *protocol.Frame, platform string) string {
	function := first(f.Function, "?")
	switch platform {
	case "objc", "cocoa", "native":
		return function
	}
	place := first(f.Module, f.Filename)
	switch {
	case place == "":
		return ""
	case platform == "javascript", platform == "node":
		return function + "(" + place + ")"
	}
	return place + " in " + function
}

func (s *Summary) searchText() string {
	var b strings.Builder
	b.WriteString(s.Message)
	for _, part := range []string{
		s.Metadata.Type, s.Metadata.Value, s.Metadata.Title, s.Metadata.Filename, s.Metadata.Function, s.Culprit,
	} {
		if part != "" && !strings.Contains(b.String(), part) {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(part)
		}
	}
	return b.String()
}

// firstLine is the first line that is not blank.
func firstLine(s string) string {
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}

// truncate cuts to a number of characters and marks the cut with dots.
func truncate(s string, limit int) string {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	cut := 0
	for range limit - len(ellipsis) {
		_, size := utf8.DecodeRuneInString(s[cut:])
		cut += size
	}
	return s[:cut] + ellipsis
}
