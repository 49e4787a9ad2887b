package mcpserve

import (
	"context"
	"slices"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
	"vedette/mcpserve/transport"
)

// unserved are the tools left out of the list because they cannot work for the
// one caller of standard input and output. They are learned beside the start,
// and the client is told when the list has become shorter. A call of one still
// runs, and fails with the reason.
type unserved struct {
	mu    sync.Mutex
	names []string
}

// learn asks once, and tells the client when there is something to leave out.
func (u *unserved) learn(ctx context.Context, o *ops.Ops, client transport.Notifier) {
	names := o.Unserved(ctx)
	if len(names) == 0 || ctx.Err() != nil {
		return
	}
	u.mu.Lock()
	u.names = names
	u.mu.Unlock()
	_ = client.Notify(mcp.MethodNotificationToolsListChanged, map[string]any{}) // one that is gone needs no news
}

// hide takes the tools out of a list.
func (u *unserved) hide(_ context.Context, _ any, _ *mcp.ListToolsRequest, list *mcp.ListToolsResult) {
	u.mu.Lock()
	defer u.mu.Unlock()
	list.Tools = slices.DeleteFunc(slices.Clone(list.Tools), func(t mcp.Tool) bool { return slices.Contains(u.names, t.Name) })
}
