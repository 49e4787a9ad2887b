package ops

import (
	"context"
	"errors"
	"net/http"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// Exit codes, the same for every command.
const (
	ExitOK            = 0
	ExitFailed        = 1
	ExitUsage         = 2
	ExitNotFound      = 3
	ExitLogin         = 4
	ExitForbidden     = 5
	ExitLimited       = 6
	ExitUnavailable   = 7
	ExitPending       = 8
	ExitAwaitingInput = 9
	ExitNoResult      = 10
	ExitGate          = 11 // a gate said no
	ExitInterrupted   = 130
)

// Outcome is how each face shows one kind of error.
type Outcome struct {
	Exit   int    // of the process
	HTTP   int    // of a server's answer
	Banner string // one or two words for a status line
	Retry  bool   // the same call may work later
}

// OutcomeOf is the one table from kind to exit code, HTTP status and banner.
func OutcomeOf(k Kind) Outcome {
	switch k {
	case sentryapi.KindInvalid:
		return Outcome{Exit: ExitUsage, HTTP: http.StatusBadRequest, Banner: "Invalid input"}
	case sentryapi.KindUnauthenticated:
		return Outcome{Exit: ExitLogin, HTTP: http.StatusUnauthorized, Banner: "Not logged in"}
	case sentryapi.KindForbidden:
		return Outcome{Exit: ExitForbidden, HTTP: http.StatusForbidden, Banner: "Not allowed"}
	case sentryapi.KindNotEnabled:
		return Outcome{Exit: ExitForbidden, HTTP: http.StatusForbidden, Banner: "Not enabled"}
	case sentryapi.KindNotFound:
		return Outcome{Exit: ExitNotFound, HTTP: http.StatusNotFound, Banner: "Not found"}
	case sentryapi.KindConflict:
		return Outcome{Exit: ExitFailed, HTTP: http.StatusConflict, Banner: "Conflict", Retry: true}
	case sentryapi.KindRateLimited:
		return Outcome{Exit: ExitLimited, HTTP: http.StatusTooManyRequests, Banner: "Rate limited", Retry: true}
	case sentryapi.KindNoQuota:
		return Outcome{Exit: ExitLimited, HTTP: http.StatusPaymentRequired, Banner: "Out of quota"}
	case sentryapi.KindUnavailable:
		return Outcome{Exit: ExitUnavailable, HTTP: http.StatusBadGateway, Banner: "Server unavailable", Retry: true}
	case sentryapi.KindTimeout:
		return Outcome{Exit: ExitUnavailable, HTTP: http.StatusGatewayTimeout, Banner: "Timed out", Retry: true}
	case sentryapi.KindCanceled:
		return Outcome{Exit: ExitInterrupted, HTTP: 499, Banner: "Canceled"}
	default:
		return Outcome{Exit: ExitFailed, HTTP: http.StatusInternalServerError, Banner: "Failed"}
	}
}

// HintOf is what to do about an error that an operation returned; zero where
// nobody knows.
func HintOf(err error) text.Untrusted {
	var e *sentryapi.Error
	if !errors.As(err, &e) {
		return text.Untrusted{}
	}
	return text.From(e.Hint)
}

// KindOf is the kind of any error an operation returned.
func KindOf(err error) Kind {
	var e *sentryapi.Error
	switch {
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled):
		return sentryapi.KindCanceled
	case errors.Is(err, context.DeadlineExceeded):
		return sentryapi.KindTimeout
	default:
		return sentryapi.KindInternal
	}
}
