package transport

import (
	"log/slog"

	"github.com/mark3labs/mcp-go/server"
)

// Library is a server of the MCP library with its HTTP handler. It keeps
// nothing by itself, because sessions live in their ids, so that one that no
// request asks for any more is simply let go.
type Library struct {
	mcp  *server.MCPServer
	http *server.StreamableHTTPServer
}

// NewLibrary prepares a server to be answered by; a nil log means none.
func NewLibrary(s *server.MCPServer, log *slog.Logger) *Library {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Library{mcp: s, http: server.NewStreamableHTTPServer(s,
		server.WithSessionIdManager(signedElsewhere{}),
		server.WithHTTPContextFunc(restoreClient),
		server.WithStreamableHTTPLogger(log),
	)}
}
