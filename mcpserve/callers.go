package mcpserve

import (
	"context"
	"errors"
	"strings"

	"vedette/internal/ops"
	"vedette/mcpserve/transport"
)

// callers are the operations of each caller of a server that many use. What is
// kept per caller is what was learned for it, such as the region of an
// organization; its token is read from each request and stays with it.
type callers struct {
	own   *ops.Ops
	known *recent[*ops.Ops] // by the caller's key and its constraints
}

// manyCallers is about how many callers are remembered.
const manyCallers = 4096

func newCallers(own *ops.Ops) *callers {
	return &callers{own: own, known: newRecent[*ops.Ops](manyCallers)}
}

// ops are the operations for the request being answered.
func (s *Server) ops(ctx context.Context) *ops.Ops { return s.callers.ops(ctx, s.sel) }

func (c *callers) ops(ctx context.Context, sel Selection) *ops.Ops {
	caller := transport.CallerOf(ctx)
	who := ops.Caller{Constraints: sel.constraints()}
	if caller.Token != "" {
		who.Token = requestToken
	}
	if who.Token == nil && !sel.confines() {
		return c.own
	}
	o, _ := c.known.get(keyOf(ctx, sel), func() (*ops.Ops, error) { return c.own.For(who), nil }) // cannot fail
	return o
}

// keyOf names a caller and what it is confined to.
func keyOf(ctx context.Context, sel Selection) string {
	return transport.CallerOf(ctx).Key + " " + strings.Join(sel.Orgs, ",") + " " + strings.Join(sel.Projects, ",")
}

// requestToken is the token of the request being answered. There is no other:
// work that lost its request has none.
func requestToken(ctx context.Context) (string, error) {
	if token := transport.CallerOf(ctx).Token; token != "" {
		return string(token), nil
	}
	return "", errors.New("the request that this is for is over")
}

// constraints are what calls are confined to.
func (s Selection) constraints() ops.Constraints {
	return ops.Constraints{Orgs: s.Orgs, Projects: s.Projects}
}

func (s Selection) confines() bool { return len(s.Orgs)+len(s.Projects) > 0 }
