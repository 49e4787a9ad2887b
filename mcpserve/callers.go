package mcpserve

import (
	"context"
	"errors"
	"sync"

	"vedette/internal/ops"
	"vedette/mcpserve/transport"
)

// callers are the operations of each caller of a server that many use. What is
// kept per caller is what was learned for it, such as the region of an
// organization; its token is read from each request and stays with it.
type callers struct {
	own *ops.Ops

	mu       sync.Mutex
	now, old map[string]*ops.Ops // by the caller's key; old is dropped when now is full
}

// manyCallers is half of how many callers are remembered.
const manyCallers = 2048

func newCallers(own *ops.Ops) *callers { return &callers{own: own, now: map[string]*ops.Ops{}} }

// ops are the operations for the request being answered.
func (c *callers) ops(ctx context.Context) *ops.Ops {
	caller := transport.CallerOf(ctx)
	if caller.Token == "" {
		return c.own
	}
	return c.remembered(caller.Key, func() *ops.Ops { return c.own.For(ops.Caller{Token: requestToken}) })
}

func (c *callers) remembered(key string, make func() *ops.Ops) *ops.Ops {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.now[key]
	if o == nil {
		if o = c.old[key]; o == nil {
			o = make()
		}
		if len(c.now) >= manyCallers {
			c.now, c.old = map[string]*ops.Ops{}, c.now
		}
		c.now[key] = o
	}
	return o
}

// requestToken is the token of the request being answered. There is no other:
// work that lost its request has none.
func requestToken(ctx context.Context) (string, error) {
	if token := transport.CallerOf(ctx).Token; token != "" {
		return string(token), nil
	}
	return "", errors.New("the request that this is for is over")
}
