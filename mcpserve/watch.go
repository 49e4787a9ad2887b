package mcpserve

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/internal/ops"
	"vedette/mcpserve/spans"
	"vedette/mcpserve/transport"
)

// Watch says who watches the requests of clients.
type Watch struct {
	// Begin opens the span of a message. The context it returns is that of the
	// work; end is called once, with the failure that the client was told of
	// (nil = none). nil = nobody watches, and nothing is spent on it.
	Begin func(ctx context.Context, s spans.Span) (_ context.Context, end func(err error, attributes ...slog.Attr))
	// Content also tells what was asked and answered.
	Content bool
}

// seen is what the work for a message leaves for its span.
type seen struct {
	content bool

	mu         sync.Mutex
	err        error
	attributes []slog.Attr
}

type seenKey struct{}

// watch opens the span of a message; call done when it is answered.
func (s *Server) watch(ctx context.Context, call spans.Call) (_ context.Context, done func()) {
	if s.watched.Begin == nil {
		return ctx, func() {}
	}
	call.Content = s.watched.Content
	client, version := transport.ClientOf(ctx)
	call.Client, call.Version = spans.Program{Name: client.Name, Title: client.Title, Version: client.Version}, version
	span, ok := spans.Of(call)
	if !ok {
		return ctx, func() {}
	}
	span.Attributes = append(span.Attributes, spans.Server(spans.Program{Name: "vedette", Title: "vedette", Version: s.version})...)
	ctx, end := s.watched.Begin(ctx, span)
	out := &seen{content: call.Content}
	return context.WithValue(ctx, seenKey{}, out), func() {
		out.mu.Lock()
		defer out.mu.Unlock()
		end(out.err, out.attributes...)
	}
}

// watchHTTP is watch for messages that came over HTTP; nil when nobody watches.
func (s *Server) watchHTTP() func(context.Context, transport.Sighting) (context.Context, func()) {
	if s.watched.Begin == nil {
		return nil
	}
	return func(ctx context.Context, m transport.Sighting) (context.Context, func()) {
		return s.watch(ctx, spans.Call{Transport: m.Wire, Session: m.Session, Remote: m.Remote, Raw: m.Message.Body})
	}
}

// tell leaves a failure (nil = none) and attributes for the span of ctx. The
// first failure counts: what follows from it says less.
func tell(ctx context.Context, err error, attributes ...slog.Attr) {
	out, watched := ctx.Value(seenKey{}).(*seen)
	if !watched {
		return
	}
	out.mu.Lock()
	defer out.mu.Unlock()
	if out.err == nil {
		out.err = err
	}
	out.attributes = append(out.attributes, attributes...)
}

// tellAnswer is tell for what a tool answered; err is the failure that it tells.
func tellAnswer(ctx context.Context, answer *mcp.CallToolResult, err error) {
	out, watched := ctx.Value(seenKey{}).(*seen)
	if !watched {
		return
	}
	kind, size := "", 0
	if err != nil {
		kind = string(ops.KindOf(err))
	}
	for _, block := range answer.Content {
		if t, ok := block.(mcp.TextContent); ok {
			size += len(t.Text)
			if out.content {
				tell(ctx, nil, spans.Content(t.Text))
			}
		}
	}
	tell(ctx, err, spans.Answer(kind, len(answer.Content), size)...)
}

// tellRefused is tell for what the library refuses by itself.
func tellRefused(ctx context.Context, _ any, _ mcp.MCPMethod, _ any, err error) {
	if out, watched := ctx.Value(seenKey{}).(*seen); !watched || out.failed() {
		return
	}
	kind := ops.KindInternal
	for _, known := range []error{server.ErrUnsupported, server.ErrToolNotFound, server.ErrPromptNotFound, server.ErrResourceNotFound} {
		if errors.Is(err, known) {
			kind = ops.KindInvalid
		}
	}
	tell(ctx, &ops.Error{Kind: kind, Err: err}, spans.Failed(string(kind))...)
}

func (s *seen) failed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err != nil
}
