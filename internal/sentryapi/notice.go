package sentryapi

import (
	"context"
	"time"
)

// Notice is news about a call that is not its answer.
type Notice struct {
	Op     string        // "list issues"
	Reason string        // why it waits: "rate limited", "server unavailable"...; "" = it does not
	Wait   time.Duration // for how long
	Age    time.Duration // of the stored answer that stands in for the server's; 0 = the answer is the server's
}

type listenerKey struct{}

// Listen returns a context whose calls tell f when they wait or use a stored
// answer in place of the server's. f is called from the calls' goroutines.
func Listen(ctx context.Context, f func(Notice)) context.Context {
	return context.WithValue(ctx, listenerKey{}, f)
}

func tell(ctx context.Context, n Notice) {
	if f, ok := ctx.Value(listenerKey{}).(func(Notice)); ok {
		f(n)
	}
}
