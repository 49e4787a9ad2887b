package main

import (
	"context"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/mcpserve/transport"
)

// pause is what the suite asks for between two notifications.
const pause = 50 * time.Millisecond

// addNews adds the tools that notify while they run, and those that change a
// list so that its subscribers are told.
func addNews(s *server.MCPServer) {
	notify := func(ctx context.Context, method string, params map[string]any) error {
		return transport.NotifierOf(ctx).Notify(method, params)
	}
	s.AddTool(mcp.NewTool("test_tool_with_progress", mcp.WithDescription("Reports progress")),
		func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			for step := range 3 {
				if call.Params.Meta != nil && call.Params.Meta.ProgressToken != nil {
					params := map[string]any{"progressToken": call.Params.Meta.ProgressToken, "progress": step * 50, "total": 100}
					if err := notify(ctx, "notifications/progress", params); err != nil {
						return nil, err
					}
				}
				if step < 2 {
					time.Sleep(pause)
				}
			}
			return mcp.NewToolResultText("done"), nil
		})
	logs := func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		for n, line := range []string{"Tool execution started", "Tool processing data", "Tool execution completed"} {
			if mayLog(ctx) {
				if err := notify(ctx, "notifications/message", map[string]any{"level": "info", "logger": "conformance", "data": line}); err != nil {
					return nil, err
				}
			}
			if n < 2 {
				time.Sleep(pause)
			}
		}
		return mcp.NewToolResultText("logged"), nil
	}
	s.AddTool(mcp.NewTool("test_tool_with_logging", mcp.WithDescription("Writes log messages")), logs)
	s.AddTool(mcp.NewTool("test_logging_tool", mcp.WithDescription("Writes log messages, if the request wants any")), logs)
	s.AddTool(mcp.NewTool("test_trigger_tool_change", mcp.WithDescription("Changes the list of tools")),
		func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			s.AddTool(mcp.NewTool("test_added_tool", mcp.WithDescription("Came and went")), fixed(text("added")))
			s.DeleteTools("test_added_tool")
			return mcp.NewToolResultText("changed"), nil
		})
	s.AddTool(mcp.NewTool("test_trigger_prompt_change", mcp.WithDescription("Changes the list of prompts")),
		func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			s.AddPrompt(mcp.NewPrompt("test_added_prompt", mcp.WithPromptDescription("Came and went")), nil)
			s.DeletePrompts("test_added_prompt")
			return mcp.NewToolResultText("changed"), nil
		})
}

// mayLog is true unless a request of 2026-07-28 or later named no log level.
func mayLog(ctx context.Context) bool {
	info := server.RequestProtocolInfoFromContext(ctx)
	return info == nil || !info.Modern || info.LogLevel != ""
}
