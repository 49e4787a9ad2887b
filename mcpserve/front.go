package mcpserve

import (
	"bytes"
	"context"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/mcpserve/reply"
	"vedette/mcpserve/spans"
)

// front stands between a pair of streams and the library's own server on them.
// It takes answers to our questions, and requests: what these may be answered
// with is more than the library can send. Notifications are the library's.
type front struct {
	server  *Server
	streams *stdio
	ctx     context.Context // of the library's session
}

// takes is true when the library shall not see a line; request is its method if
// it wants an answer.
func (f *front) takes(line []byte, request mcp.MCPMethod) bool {
	switch request {
	case "":
		_, done := f.server.watch(f.ctx, spans.Call{Transport: "stdio", Raw: line}) // of a notification
		done()
		return bytes.Contains(line, []byte(`"id"`)) && f.streams.questions.Answer("", line)
	case mcp.MethodInitialize: // what comes after it needs what it says of the client
		f.answer(line)
	default:
		go f.answer(line)
	}
	return true
}

func (f *front) answer(line []byte) {
	ctx, done := f.server.watch(f.ctx, spans.Call{Transport: "stdio", Raw: line})
	answer := reply.Message(ctx, line, f.server.tasks.Methods(), f.server.mcp.HandleMessage)
	done() // before the last answer lets the process end
	if _, err := f.streams.Write(append(answer, '\n')); err != nil {
		f.server.log.Warn("mcp", "message", err.Error())
	}
}
