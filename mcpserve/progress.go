package mcpserve

import (
	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
)

// notifier is the way to the client of a call. It writes at once: the library
// hands notifications to another goroutine, and those sent shortly before the
// answer then arrive after it or never.
type notifier interface {
	Notify(method string, params any) error
}

// progress tells a client that asked for it what long work does.
type progress struct {
	to    notifier
	token mcp.ProgressToken
	count int
}

func newProgress(to notifier, call mcp.CallToolRequest) *progress {
	p := &progress{to: to}
	if call.Params.Meta != nil {
		p.token = call.Params.Meta.ProgressToken
	}
	return p
}

// tell sends one notification. The total is unknown, so progress only counts
// up. A client that cannot be told misses only the news: the answer still comes.
func (p *progress) tell(message string) {
	if p.token == nil {
		return
	}
	p.count++
	_ = p.to.Notify("notifications/progress", map[string]any{"progressToken": p.token, "progress": p.count, "message": message})
}

// newsOf is one line about what long work does.
func newsOf(e ops.SeerEvent) string {
	message := e.Message.Cut(200)
	if e.Step != "" {
		message = string(e.Step) + ": " + message
	}
	return message
}
