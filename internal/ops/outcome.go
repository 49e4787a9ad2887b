package ops

import (
	"context"
	"errors"
	"net/http"

	"vedette/internal/sentryapi"
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
	case sentryapi.Invalid:
		return Outcome{Exit: ExitUsage, HTTP: http.StatusBadRequest, Banner: "Invalid input"}
	case sentryapi.Unauthenticated:
		return Outcome{Exit: ExitLogin, HTTP: http.StatusUnauthorized, Banner: "Not logged in"}
	case sentryapi.Forbidden:
		return Outcome{Exit: ExitForbidden, HTTP: http.StatusForbidden, Banner: "Not allowed"}
	case sentryapi.NotEnabled:
		return Outcome{Exit: ExitForbidden, HTTP: http.StatusForbidden, Banner: "Not enabled"}
	case sentryapi.NotFound:
		return Outcome{Exit: ExitNotFound, HTTP: http.StatusNotFound, Banner: "Not found"}
	case sentryapi.Conflict:
		return Outcome{Exit: ExitFailed, HTTP: http.StatusConflict, Banner: "Conflict", Retry: true}
	case sentryapi.RateLimited:
		return Outcome{Exit: ExitLimited, HTTP: http.StatusTooManyRequests, Banner: "Rate limited", Retry: true}
	case sentryapi.NoQuota:
		return Outcome{Exit: ExitLimited, HTTP: http.StatusPaymentRequired, Banner: "Out of quota"}
	case sentryapi.Unavailable:
		return Outcome{Exit: ExitUnavailable, HTTP: http.StatusBadGateway, Banner: "Server unavailable", Retry: true}
	case sentryapi.Timeout:
		return Outcome{Exit: ExitUnavailable, HTTP: http.StatusGatewayTimeout, Banner: "Timed out", Retry: true}
	case sentryapi.Canceled:
		return Outcome{Exit: ExitInterrupted, HTTP: 499, Banner: "Canceled"}
	default:
		return Outcome{Exit: ExitFailed, HTTP: http.StatusInternalServerError, Banner: "Failed"}
	}
}

// KindOf is the kind of any error an operation returned.
func KindOf(err error) Kind {
	var e *sentryapi.Error
	switch {
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled):
		return sentryapi.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return sentryapi.Timeout
	default:
		return sentryapi.Internal
	}
}
