package mcpserve

import (
	"context"
	"net"
	"net/http"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/mcpserve/reply"
	"vedette/mcpserve/transport"
)

// HTTP says how to serve over HTTP.
type HTTP struct {
	Addr    string           // see transport.Addr
	Access  transport.Access // what a request without a token may use
	Hosts   []string         // host names that requests may be for
	Origins []string         // web origins whose pages may use the server
	SSE     bool             // also the HTTP+SSE transport of 2024
	Ready   func(url string) // called once, when requests are answered
}

// Handler answers the protocol over HTTP. Close it in the end.
func (s *Server) Handler(h HTTP) *transport.Handler {
	middleware := []func(http.Handler) http.Handler{reply.Middleware(s.tasks.Methods())}
	if s.learns {
		middleware = append(middleware, s.unserved.learning)
	}
	return transport.New(transport.Options{
		Choose: chosenLibrary, ListKey: chosenKey, Admit: s.admit,
		Access: h.Access, Hosts: h.Hosts, Origins: h.Origins, SSE: h.SSE, Logger: s.log, Watch: s.watchHTTP(),
		Middleware: middleware,
	})
}

// ServeHTTP answers over HTTP until ctx ends and the requests being answered
// then have ended.
func (s *Server) ServeHTTP(ctx context.Context, h HTTP) error {
	addr, err := transport.Addr(h.Addr)
	if err != nil {
		return err
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return &ops.Error{Kind: ops.KindInvalid, Op: "serve", Message: text.From(err.Error()), Hint: "another --http address", Err: err}
	}
	handler := s.Handler(h)
	defer handler.Close()
	defer s.tasks.Close()
	h.Ready("http://" + shown(l.Addr().String()) + transport.Endpoint)
	return handler.Serve(ctx, l)
}

// shown is an address as one can connect to it from here.
func shown(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip.IsUnspecified() {
		return "localhost:" + port
	}
	return addr
}
