package sentryapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vedette/internal/text"
)

// Kind is what a caller does about an error: it decides exit codes, MCP
// results, banners.
type Kind string

// The kinds of errors.
const (
	KindInvalid         Kind = "invalid"         // the request was refused as it is
	KindUnauthenticated Kind = "unauthenticated" // no token, or the server does not take it
	KindForbidden       Kind = "forbidden"       // the token may not do this
	KindNotFound        Kind = "not_found"       // no such thing, or not visible to the token
	KindConflict        Kind = "conflict"        // the thing changed or exists already
	KindRateLimited     Kind = "rate_limited"    // too many requests; RetryAfter may be set
	KindNoQuota         Kind = "no_quota"        // the organization's budget is used up
	KindNotEnabled      Kind = "not_enabled"     // the feature is off for this organization or server
	KindUnavailable     Kind = "unavailable"     // no connection, or the server does not work
	KindTimeout         Kind = "timeout"         // no answer in time
	KindCanceled        Kind = "canceled"        // the caller gave up
	KindInternal        Kind = "internal"        // a fault of vedette, or an answer it cannot read
)

// Error is every error that a Client returns.
type Error struct {
	Kind       Kind
	Op         string         // what was tried: "list issues"
	Status     int            // HTTP status; 0 when there was no answer
	RetryAfter time.Duration  // when to try again; 0 = unknown
	Message    text.Untrusted // why it failed; may quote the server
	Hint       string         // what to do next, often a command; may be empty
	Err        error          // the cause, when there is one

	MayLackScope bool   // a plain 403: the token's scopes may be the reason
	Org          string // organization that was asked; "" = none

	again  bool // the same read may work in a moment
	noBody bool // the answer was empty
	unsent bool // the request did not reach the server
}

// Error says what failed and why on one safe line, without the hint.
func (e *Error) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("%s: %s", e.Op, e.Message)
	}
	return fmt.Sprintf("%s: %s (HTTP %d)", e.Op, e.Message, e.Status)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of any error: of the *Error in its chain, of a context
// error, "" for nil, KindInternal otherwise.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled):
		return KindCanceled
	case errors.Is(err, context.DeadlineExceeded):
		return KindTimeout
	}
	return KindInternal
}

// invalid is an error for input that is refused before anything is sent.
func invalid(op, message, hint string) *Error {
	return &Error{Kind: KindInvalid, Op: op, Message: text.From(message), Hint: hint}
}
