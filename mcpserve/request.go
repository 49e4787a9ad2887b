package mcpserve

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/mcpserve/reply"
)

// Call runs a tool in this process, with the checks and the answer that an
// agent gets. data asks for structured output. A refusal of the tool is an
// error, as everywhere else in the house.
func (s *Server) Call(ctx context.Context, tool string, args map[string]any, data bool) (json.RawMessage, error) {
	form := any(failuresOnly)
	if data {
		form = true
	}
	params := map[string]any{"name": tool, "arguments": args, "_meta": map[string]any{StructuredMeta: form}}
	raw, err := s.request(ctx, mcp.MethodToolsCall, params)
	if err != nil {
		return nil, err
	}
	var answer struct {
		IsError    bool                    `json:"isError"`
		Content    []struct{ Text string } `json:"content"`
		Structured struct{ Error failure } `json:"structuredContent"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil || !answer.IsError {
		return raw, err
	}
	if answer.Structured.Error.Kind == "" && len(answer.Content) > 0 { // the library's own
		return nil, &ops.Error{Kind: ops.KindInvalid, Op: tool, Message: text.From(answer.Content[0].Text)}
	}
	return nil, answer.Structured.Error.err(tool)
}

// Prompts is what prompts/list answers.
func (s *Server) Prompts(ctx context.Context) (json.RawMessage, error) {
	return s.request(ctx, mcp.MethodPromptsList, nil)
}

// Prompt is what prompts/get answers.
func (s *Server) Prompt(ctx context.Context, name string, args map[string]string) (json.RawMessage, error) {
	return s.request(ctx, mcp.MethodPromptsGet, map[string]any{"name": name, "arguments": args})
}

// request answers one request as a transport would have it answered.
func (s *Server) request(ctx context.Context, method mcp.MCPMethod, params any) (json.RawMessage, error) {
	raw, err := json.Marshal(map[string]any{"jsonrpc": mcp.JSONRPC_VERSION, "id": 1, "method": method, "params": params})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	given := reply.Message(ctx, raw, nil, s.mcp.HandleMessage)
	var m struct {
		Result json.RawMessage
		Error  *struct {
			Message string
			Data    failure
		}
	}
	if err := json.Unmarshal(given, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	if m.Error == nil {
		return m.Result, nil
	}
	f := m.Error.Data
	if f.Kind == "" { // the library's own
		f.Kind, f.Message = ops.KindInvalid, m.Error.Message
	}
	return nil, f.err(string(method))
}

// err is the failure as the error that it was.
func (f failure) err(op string) error {
	return &ops.Error{Kind: f.Kind, Op: op, Status: f.Status, Message: text.From(f.Message), Hint: f.Hint, RetryAfter: time.Duration(f.RetryAfter) * time.Second}
}
