package mcpserve

import (
	"bytes"
	"context"

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

// takes is true when the library shall not see a line.
func (f *front) takes(line []byte, isRequest bool) bool {
	if !isRequest {
		_, done := f.server.watch(f.ctx, spans.Call{Transport: "stdio", Raw: line}) // of a notification
		done()
		return bytes.Contains(line, []byte(`"id"`)) && f.streams.questions.Answer("", line)
	}
	go f.answer(line)
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
