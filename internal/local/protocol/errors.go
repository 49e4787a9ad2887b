package protocol

import "fmt"

// Kind says what is wrong with bytes that an SDK sent, so that a server can choose its answer without reading messages.
type Kind string

// The kinds of Error, with the HTTP status that fits each.
const (
	Malformed       Kind = "malformed"        // 400: not what it claims to be
	TooLarge        Kind = "too_large"        // 413: above a limit
	UnknownEncoding Kind = "unknown_encoding" // 415: a Content-Encoding nobody here can read
	Corrupt         Kind = "corrupt"          // 400: compressed data that cannot be expanded
	BadCredentials  Kind = "bad_credentials"  // 403: keys that contradict each other, or no key at all in a DSN
)

// Error is why bytes were refused as a whole.
type Error struct {
	Kind   Kind
	Reason string
	Offset int   // position in the bytes that were read; 0 when it does not apply
	Err    error // cause; may be nil
}

// Error names the reason, the position when there is one, and the cause.
func (e *Error) Error() string {
	text := e.Reason
	if e.Offset > 0 {
		text = fmt.Sprintf("%s at byte %d", text, e.Offset)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
