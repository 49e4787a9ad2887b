package mcpserve

import (
	"encoding/json"
	"io"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
)

// progress tells a client that asked for it what long work does. It writes to
// the stream itself: the library hands notifications to another goroutine, and
// those sent shortly before the answer then arrive after it or never.
type progress struct {
	out   io.Writer
	token mcp.ProgressToken
	count int
}

func newProgress(out io.Writer, call mcp.CallToolRequest) *progress {
	p := &progress{out: out}
	if call.Params.Meta != nil {
		p.token = call.Params.Meta.ProgressToken
	}
	return p
}

// tell sends one notification. The total is unknown, so progress only counts
// up. A client that cannot be told misses only the news: the answer still comes.
func (p *progress) tell(e ops.SeerEvent) {
	if p.token == nil {
		return
	}
	p.count++
	message := e.Message.Cut(200)
	if e.Step != "" {
		message = string(e.Step) + ": " + message
	}
	line, err := json.Marshal(map[string]any{
		"jsonrpc": mcp.JSONRPC_VERSION, "method": "notifications/progress",
		"params": map[string]any{"progressToken": p.token, "progress": p.count, "message": message},
	})
	if err == nil {
		_, _ = p.out.Write(append(line, '\n'))
	}
}
