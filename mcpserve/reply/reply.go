// Package reply decides what a request is answered with where the MCP library
// does not let a handler do so. A handler of mcp-go v1.2.1 can return a result
// of one fixed shape or an error that always becomes code -32603 without data,
// and a server cannot add a method. The protocol wants more: -32021 with the
// capabilities that are missing, -32602 for a state that was tampered with,
// results of another type (a task), and the methods of extensions.
//
// A handler puts its answer into the request's slot; what stands in front of
// the library (Middleware over HTTP, Message over stdio) sends that in place of
// the library's own. All validation stays the library's: a method of ours is
// only served when the library has found nothing wrong but that it does not
// know it.
package reply

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
)

// Error is a JSON-RPC error; Data is what the specification wants beside the
// code (nil = nothing).
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// MissingCapability is the error of a request that needs what the client did
// not declare; required has the shape of ClientCapabilities.
func MissingCapability(required map[string]any) *Error {
	return &Error{
		Code: mcp.MISSING_REQUIRED_CLIENT_CAPABILITY, Message: "missing required client capability",
		Data: map[string]any{"requiredCapabilities": required},
	}
}

// Method is a request that the library does not know, or takes for less than it
// asks for.
type Method struct {
	Name   string                                                                     // the member of params that the Mcp-Name header repeats
	Serve  func(ctx context.Context, params json.RawMessage) (result any, err *Error) // nil = the library does
	Refuse func(params json.RawMessage) *Error                                        // before the library; nil = never
}

// refusal is what a request is refused with before the library sees it.
func (m Method) refusal(params json.RawMessage) *Error {
	if m.Refuse == nil {
		return nil
	}
	return m.Refuse(params)
}

// Slot holds the answer to one request that a handler chose itself. The zero
// value is empty. Safe for concurrent use.
type Slot struct {
	mu     sync.Mutex
	result any
	err    *Error
}

type slotKey struct{}

// WithSlot gives a request its slot.
func WithSlot(ctx context.Context) (context.Context, *Slot) {
	s := &Slot{}
	return context.WithValue(ctx, slotKey{}, s), s
}

// Possible is true when something in front of the library sends what is put
// into the slot of ctx.
func Possible(ctx context.Context) bool {
	_, ok := ctx.Value(slotKey{}).(*Slot)
	return ok
}

// Fill makes result the answer of the request of ctx, where that is Possible.
func Fill(ctx context.Context, result any) {
	if s, ok := ctx.Value(slotKey{}).(*Slot); ok {
		s.put(result, nil)
	}
}

// Refuse makes err the answer of the request of ctx. The result it returns is
// what a handler gives the library: it is seen only where nothing in front of
// the library can send the error itself.
func Refuse(ctx context.Context, err *Error) *mcp.CallToolResult {
	if s, ok := ctx.Value(slotKey{}).(*Slot); ok {
		s.put(nil, err)
	}
	return mcp.NewToolResultError(err.Message)
}

// Pass hands on what s holds to the slot of ctx.
func (s *Slot) Pass(ctx context.Context) {
	result, err := s.Held()
	if to, ok := ctx.Value(slotKey{}).(*Slot); ok && (result != nil || err != nil) {
		to.put(result, err)
	}
}

// Held is what a handler put into the slot; both nil = nothing.
func (s *Slot) Held() (result any, err *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.result, s.err
}

func (s *Slot) put(result any, err *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.result, s.err = result, err
}

// message is a JSON-RPC response.
type message struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  any             `json:"result,omitempty"`
	Error   *Error          `json:"error,omitempty"`
}

// request is what matters here of a JSON-RPC request.
type request struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

func (r request) answer(result any, err *Error) message {
	return message{JSONRPC: mcp.JSONRPC_VERSION, ID: r.ID, Result: result, Error: err}
}

// Message answers one request that came by another way than HTTP; handle is the
// library. A panic fails this request alone.
func Message(ctx context.Context, raw json.RawMessage, methods map[string]Method, handle func(context.Context, json.RawMessage) mcp.JSONRPCMessage) (answer []byte) {
	var r request
	_ = json.Unmarshal(raw, &r) // the library refuses what is malformed
	defer func() {
		if p := recover(); p != nil {
			answer = r.failed(fmt.Sprintf("the request failed: %v", p))
		}
	}()
	answer, err := json.Marshal(r.answered(ctx, raw, methods, handle))
	if err != nil {
		return r.failed("the answer cannot be encoded")
	}
	return answer
}

func (r request) answered(ctx context.Context, raw json.RawMessage, methods map[string]Method, handle func(context.Context, json.RawMessage) mcp.JSONRPCMessage) any {
	if err := methods[r.Method].refusal(r.Params); err != nil {
		return r.answer(nil, err)
	}
	ctx, slot := WithSlot(ctx)
	given := handle(ctx, raw)
	if result, err := slot.Held(); result != nil || err != nil {
		return r.answer(result, err)
	}
	if m := methods[r.Method]; m.Serve != nil {
		if e, refused := given.(mcp.JSONRPCError); refused && e.Error.Code == mcp.METHOD_NOT_FOUND {
			return r.answer(m.Serve(ctx, r.Params))
		}
	}
	return given
}

func (r request) failed(why string) []byte {
	raw, _ := json.Marshal(r.answer(nil, &Error{Code: mcp.INTERNAL_ERROR, Message: why})) // plain values
	return raw
}
