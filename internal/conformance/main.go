// Command conformance is a server for the official conformance suite of the
// Model Context Protocol (npm @modelcontextprotocol/conformance). The suite
// wants tools, prompts and resources with fixed names that no real server has;
// here they stand behind vedette's own transport, sessions, guards, task and
// elicitation code, so that what the suite measures is what `vedette serve
// --http` does. It is never part of vedette's binary; .ci/conformance runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/mark3labs/mcp-go/server"

	"vedette/mcpserve/ask"
	"vedette/mcpserve/reply"
	"vedette/mcpserve/tasks"
	"vedette/mcpserve/transport"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "listen here; the address is the first line of the output")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *addr); err != nil {
		slog.Error("conformance", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, addr string) error {
	handler, err := newHandler()
	if err != nil {
		return err
	}
	defer handler.Close()
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("http://%s/mcp\n", listener.Addr())
	return handler.Serve(ctx, listener)
}

// newHandler is the server: one configuration for every scenario of the suite.
func newHandler() (*transport.Handler, error) {
	sealer, err := ask.NewSealer(nil)
	if err != nil {
		return nil, err
	}
	s := server.NewMCPServer("vedette-conformance", "1.0.0",
		server.WithToolCapabilities(true), server.WithPromptCapabilities(true), server.WithResourceCapabilities(true, true),
		server.WithCompletions(), server.WithLogging(), server.WithElicitation(), server.WithRecovery(),
		server.WithExtensions(tasks.Capability()),
	)
	s.EnableSampling()
	layer := tasks.New(tasks.Config{Poll: 200 * time.Millisecond})
	addContent(s)
	addNews(s)
	addSchemas(s)
	addQuestions(s, sealer)
	addLongWork(s, layer)
	addResources(s)
	addPrompts(s)
	return transport.New(transport.Options{
		MCP: s, Access: transport.LocalAccess, Middleware: []func(http.Handler) http.Handler{reply.Middleware(layer.Methods())},
	}), nil
}
