package reply

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// theirs is the library's answer to every request.
var theirs = mcp.JSONRPCResponse{JSONRPC: mcp.JSONRPC_VERSION, ID: mcp.NewRequestId(7), Result: "theirs"}

func refusal(code int) mcp.JSONRPCError {
	return mcp.NewJSONRPCError(mcp.NewRequestId(7), code, "refused by the library", nil)
}

func TestMessage(t *testing.T) {
	ours := map[string]Method{
		"tasks/get": {Serve: func(_ context.Context, params json.RawMessage) (any, *Error) { return params, nil }},
		"tasks/bad": {Serve: func(context.Context, json.RawMessage) (any, *Error) {
			return nil, &Error{Code: -32602, Message: "no such task"}
		}},
		"tools/call": {Refuse: func(params json.RawMessage) *Error {
			if strings.Contains(string(params), "task") {
				return MissingCapability(map[string]any{"tasks": map[string]any{}})
			}
			return nil
		}},
	}
	for _, c := range []struct {
		name, method, params string
		library              func(context.Context) mcp.JSONRPCMessage
		want                 string
	}{
		{"the library's answer", "ping", `{}`, func(context.Context) mcp.JSONRPCMessage { return theirs }, `{"jsonrpc":"2.0","id":7,"result":"theirs"}`},
		{"a result of ours", "tools/call", `{}`, func(ctx context.Context) mcp.JSONRPCMessage { Fill(ctx, "ours"); return theirs },
			`{"jsonrpc":"2.0","id":7,"result":"ours"}`},
		{"an error of ours", "tools/call", `{}`, func(ctx context.Context) mcp.JSONRPCMessage {
			Refuse(ctx, &Error{Code: -32602, Message: "tampered", Data: 1})
			return theirs
		}, `{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"tampered","data":1}}`},
		{"the last one counts", "tools/call", `{}`, func(ctx context.Context) mcp.JSONRPCMessage {
			Fill(ctx, "ours")
			Refuse(ctx, &Error{Code: 1, Message: "no"})
			return theirs
		}, `{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"no"}}`},
		{"refused before the library", "tools/call", `{"task":{}}`, func(context.Context) mcp.JSONRPCMessage { panic("the library was asked") },
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32021,"message":"missing required client capability","data":{"requiredCapabilities":{"tasks":{}}}}}`},
		{"a method of ours", "tasks/get", `{"taskId":"a"}`, func(context.Context) mcp.JSONRPCMessage { return refusal(mcp.METHOD_NOT_FOUND) },
			`{"jsonrpc":"2.0","id":7,"result":{"taskId":"a"}}`},
		{"a method of ours refuses", "tasks/bad", `{}`, func(context.Context) mcp.JSONRPCMessage { return refusal(mcp.METHOD_NOT_FOUND) },
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"no such task"}}`},
		{"what the library finds wrong stays", "tasks/get", `{}`, func(context.Context) mcp.JSONRPCMessage { return refusal(mcp.INVALID_REQUEST) },
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"refused by the library"}}`},
		{"unknown to both", "x/y", `{}`, func(context.Context) mcp.JSONRPCMessage { return refusal(mcp.METHOD_NOT_FOUND) },
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"refused by the library"}}`},
		{"a panic", "ping", `{}`, func(context.Context) mcp.JSONRPCMessage { panic("index out of range") },
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32603,"message":"the request failed: index out of range"}}`},
		{"nothing that JSON can hold", "tools/call", `{}`, func(ctx context.Context) mcp.JSONRPCMessage { Fill(ctx, func() {}); return theirs },
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32603,"message":"the answer cannot be encoded"}}`},
	} {
		raw := json.RawMessage(`{"jsonrpc":"2.0","id":7,"method":"` + c.method + `","params":` + c.params + `}`)
		got := Message(t.Context(), raw, ours, func(ctx context.Context, _ json.RawMessage) mcp.JSONRPCMessage { return c.library(ctx) })
		if string(got) != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestSlots(t *testing.T) {
	if Possible(t.Context()) {
		t.Error("an answer could be put where nothing sends it")
	}
	Fill(t.Context(), "lost")
	if r := Refuse(t.Context(), &Error{Message: "why"}); !r.IsError {
		t.Error("without a slot the refusal is nowhere to be seen")
	}
	outer, first := WithSlot(t.Context())
	inner, second := WithSlot(outer)
	second.Pass(outer)
	if result, err := first.Held(); result != nil || err != nil || !Possible(inner) {
		t.Errorf("an empty slot passed on %v, %v", result, err)
	}
	Fill(inner, "ours")
	if result, _ := first.Held(); result != nil {
		t.Errorf("a request wrote into the slot of another: %v", result)
	}
	second.Pass(outer)
	if result, err := first.Held(); result != "ours" || err != nil {
		t.Errorf("passed on: %v, %v", result, err)
	}
}

// Whatever arrives, what is sent is JSON.
func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"taskId":"a"}}`, `{"id":null,"method":"tools/call","params":[]}`,
		`[]`, `{"id":{},"method":7}`, `{"id":1e400,"method":"ping"}`, "\xff", `{"jsonrpc":"2.0","id":"\ud800","method":"ping"}`,
	} {
		f.Add([]byte(seed))
	}
	library := server.NewMCPServer("test", "1")
	methods := map[string]Method{"tasks/get": {Serve: func(_ context.Context, params json.RawMessage) (any, *Error) { return params, nil }}}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if got := Message(t.Context(), raw, methods, library.HandleMessage); !json.Valid(got) {
			t.Fatalf("%q is answered with %q", raw, got)
		}
	})
}
