package mcpserve

import (
	"bytes"
	"context"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/mcpserve/reply"
)

// front stands between a pair of streams and the library's own server on them.
// It takes answers to our questions, and the requests of newer clients: what
// these may be answered with is more than the library can send.
type front struct {
	server  *Server
	streams *stdio
	ctx     context.Context // of the library's session
}

// takes is true when the library shall not see a line.
func (f *front) takes(line []byte, isRequest bool) bool {
	if !isRequest {
		return bytes.Contains(line, []byte(`"id"`)) && f.streams.questions.Answer("", line)
	}
	if !bytes.Contains(line, []byte(mcp.MetaKeyClientCapabilities)) {
		return false
	}
	go f.answer(line)
	return true
}

func (f *front) answer(line []byte) {
	answer := reply.Message(f.ctx, line, f.server.tasks.Methods(), f.server.mcp.HandleMessage)
	if _, err := f.streams.Write(append(answer, '\n')); err != nil {
		f.server.log.Warn("mcp", "message", err.Error())
	}
}
