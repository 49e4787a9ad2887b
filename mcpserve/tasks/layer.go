package tasks

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/mcpserve/reply"
)

// Need says what a tool does for clients without the extension.
type Need bool

// A tool either answers such clients when its work has ended, or refuses them.
const (
	Optional Need = false
	Required Need = true
)

// Config is what the layer needs from outside; the zero value serves one person.
type Config struct {
	Store  Store                        // nil = in memory
	Caller func(context.Context) string // who asks: an opaque name; nil = everybody is the same
	Now    func() time.Time
	NewID  func() string // hard to guess; nil = 128 random bits
	TTL    time.Duration // 0 = an hour
	Poll   time.Duration // 0 = 2 s
}

// Layer turns calls into tasks and answers the extension's methods.
type Layer struct {
	cfg Config

	mu   sync.Mutex
	live map[string]*work // by task id: running, or waiting for input
}

// New returns a layer without tasks.
func New(cfg Config) *Layer {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Store == nil {
		cfg.Store = NewMemory(cfg.Now)
	}
	if cfg.Caller == nil {
		cfg.Caller = func(context.Context) string { return "" }
	}
	if cfg.NewID == nil {
		cfg.NewID = rand.Text
	}
	if cfg.TTL == 0 {
		cfg.TTL = time.Hour
	}
	if cfg.Poll == 0 {
		cfg.Poll = 2 * time.Second
	}
	return &Layer{cfg: cfg, live: map[string]*work{}}
}

// Capability is what the server declares in its extensions.
func Capability() map[string]any { return map[string]any{Extension: map[string]any{}} }

// Close gives up all work, for the end of the server.
func (l *Layer) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range l.live {
		w.cancel()
	}
}

// Tool lets calls of h become tasks for clients that declared the extension.
func (l *Layer) Tool(need Need, h server.ToolHandlerFunc) server.ToolHandlerFunc {
	return func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if !declared(call.Params.Meta) || !reply.Possible(ctx) {
			if need == Required {
				return reply.Refuse(ctx, missing()), nil
			}
			return h(ctx, call)
		}
		return l.newWork(ctx, call, h).begin(ctx)
	}
}

// Methods are the extension's requests, and what it changes in another.
func (l *Layer) Methods() map[string]reply.Method {
	return map[string]reply.Method{
		"tasks/get":    {Name: "taskId", Serve: l.get},
		"tasks/update": {Name: "taskId", Serve: l.update},
		"tasks/cancel": {Name: "taskId", Serve: l.giveUp},

		string(mcp.MethodSubscriptionsListen): {Refuse: refuseNews},
	}
}

// refuseNews refuses a client that wants the news of tasks and did not declare
// the extension. One that did is told by tasks/get: news are a server's choice.
func refuseNews(raw json.RawMessage) *reply.Error {
	var p struct {
		Notifications struct {
			TaskIDs []string `json:"taskIds"`
		} `json:"notifications"`
		Meta *mcp.Meta `json:"_meta"`
	}
	if json.Unmarshal(raw, &p) != nil || len(p.Notifications.TaskIDs) == 0 || declared(p.Meta) {
		return nil // what is malformed the library refuses
	}
	return missing()
}

// declared is true when the request itself names the extension: a server may
// not remember it from an earlier one.
func declared(meta *mcp.Meta) bool {
	caps := meta.ClientCapabilities()
	if caps == nil {
		return false
	}
	_, has := caps.Extensions[Extension]
	return has
}

func missing() *reply.Error {
	return reply.MissingCapability(map[string]any{"extensions": Capability()})
}

// params of the three methods.
type params struct {
	TaskID    string             `json:"taskId"`
	Responses mcp.InputResponses `json:"inputResponses"`
	Meta      *mcp.Meta          `json:"_meta"`
}

// find reads the params and finds the caller's task. Another caller's task is
// answered like one that never was.
func (l *Layer) find(ctx context.Context, raw json.RawMessage) (params, Task, *reply.Error) {
	var p params
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, Task{}, &reply.Error{Code: mcp.INVALID_PARAMS, Message: "params must hold taskId, a string"}
	}
	if !declared(p.Meta) {
		return p, Task{}, missing()
	}
	t, ok, err := l.cfg.Store.Get(ctx, p.TaskID)
	if err != nil {
		return p, Task{}, &reply.Error{Code: mcp.INTERNAL_ERROR, Message: "the tasks cannot be read now"}
	}
	if !ok || t.Owner != l.cfg.Caller(ctx) {
		return p, Task{}, &reply.Error{Code: mcp.INVALID_PARAMS, Message: "there is no such task; it may have expired"}
	}
	return p, t, nil
}

func (l *Layer) get(ctx context.Context, raw json.RawMessage) (any, *reply.Error) {
	_, t, err := l.find(ctx, raw)
	if err != nil {
		return nil, err
	}
	return t.detail(), nil
}

func (l *Layer) update(ctx context.Context, raw json.RawMessage) (any, *reply.Error) {
	p, t, err := l.find(ctx, raw)
	if err != nil {
		return nil, err
	}
	if w := l.work(t.ID); w != nil {
		w.answer(p.Responses)
	}
	return done(), nil
}

func (l *Layer) giveUp(ctx context.Context, raw json.RawMessage) (any, *reply.Error) {
	_, t, err := l.find(ctx, raw)
	if err != nil {
		return nil, err
	}
	if w := l.work(t.ID); w != nil {
		w.giveUp()
	}
	return done(), nil
}

// done acknowledges a request; what came of it is seen by tasks/get.
func done() map[string]any { return map[string]any{"resultType": "complete"} }

func (l *Layer) work(id string) *work {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.live[id]
}
