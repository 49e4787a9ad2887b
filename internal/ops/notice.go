package ops

import (
	"context"

	"vedette/internal/sentryapi"
)

// Notice is news about a call that is not its answer: it waits, or a stored
// answer stands in for the server's.
type Notice = sentryapi.Notice

// Listen returns a context whose calls tell f their news, from any goroutine.
func Listen(ctx context.Context, f func(Notice)) context.Context { return sentryapi.Listen(ctx, f) }

// Fresh returns a context in which no stored answer is used.
func Fresh(ctx context.Context) context.Context { return sentryapi.WithFresh(ctx) }

// Anew returns a context in which the server is asked, and a stored answer is
// used only where it cannot be reached.
func Anew(ctx context.Context) context.Context { return sentryapi.WithAnew(ctx) }
