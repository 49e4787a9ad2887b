package transport

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// Sighting is a client's message as far as a watcher needs it.
type Sighting struct {
	Message *Message
	Wire    string // "http" or "sse"
	Session string // id; "" on the stateless wire
	Remote  string // host:port of the connection
}

// watch announces the message of ctx; call done when it is answered.
func (h *Handler) watch(ctx context.Context, wire, session, remote string) (_ context.Context, done func()) {
	m := MessageOf(ctx)
	if h.opt.Watch == nil || m == nil {
		return ctx, func() {}
	}
	if m.Modern {
		session = ""
	}
	return h.opt.Watch(ctx, Sighting{Message: m, Wire: wire, Session: session, Remote: remote})
}

// ClientOf is what a client of the older wire said of itself when its session
// began, and the protocol version agreed on then. On the newer wire each request
// says so itself, and both are empty here.
func ClientOf(ctx context.Context) (client mcp.Implementation, version string) {
	if c, ok := ctx.Value(claimsKey{}).(claims); ok {
		return c.Client, c.Version
	}
	session := server.ClientSessionFromContext(ctx)
	if s, ok := session.(server.SessionWithClientInfo); ok {
		client = s.GetClientInfo()
	}
	if s, ok := session.(interface{ ProtocolVersion() string }); ok {
		version = s.ProtocolVersion()
	}
	return client, version
}
