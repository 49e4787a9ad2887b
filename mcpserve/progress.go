package mcpserve

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/internal/ops"
)

// progress tells a client that asked for it what long work does.
type progress struct {
	server *server.MCPServer
	token  mcp.ProgressToken
	count  int
}

func newProgress(s *server.MCPServer, call mcp.CallToolRequest) *progress {
	p := &progress{server: s}
	if call.Params.Meta != nil {
		p.token = call.Params.Meta.ProgressToken
	}
	return p
}

// tell sends one notification. The total is unknown, so progress only counts
// up. A client that cannot be told misses only the news: the answer still comes.
func (p *progress) tell(ctx context.Context, e ops.SeerEvent) {
	if p.token == nil {
		return
	}
	p.count++
	message := e.Message.Cut(200)
	if e.Step != "" {
		message = string(e.Step) + ": " + message
	}
	_ = p.server.SendNotificationToClient(ctx, "notifications/progress", map[string]any{
		"progressToken": p.token, "progress": p.count, "message": message,
	})
}
