package main

import (
	"context"
	"fmt"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/mcpserve/tasks"
)

// addLongWork adds the tools of the tasks scenarios.
func addLongWork(s *server.MCPServer, layer *tasks.Layer) {
	add := func(tool mcp.Tool, need tasks.Need, h server.ToolHandlerFunc) { s.AddTool(tool, layer.Tool(need, h)) }
	add(mcp.NewTool("greet", mcp.WithDescription("Greets"), mcp.WithString("name")), tasks.Optional,
		func(_ context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return mcp.NewToolResultText("Hello, " + call.GetString("name", "") + "!"), nil
		})
	add(mcp.NewTool("slow_compute", mcp.WithDescription("Takes its time"), mcp.WithNumber("seconds"), mcp.WithString("label")), tasks.Optional,
		func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			if seconds := call.GetFloat("seconds", 0); seconds > 0 {
				tasks.Detach(ctx)
				if err := wait(ctx, time.Duration(seconds*float64(time.Second))); err != nil {
					return nil, err
				}
			}
			return mcp.NewToolResultText("computed " + call.GetString("label", "")), nil
		})
	add(mcp.NewTool("failing_job", mcp.WithDescription("Fails after a second")), tasks.Required,
		func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			tasks.Detach(ctx)
			if err := wait(ctx, time.Second); err != nil {
				return nil, err
			}
			return mcp.NewToolResultError("the job failed"), nil
		})
	add(mcp.NewTool("protocol_error_job", mcp.WithDescription("Panics")), tasks.Optional,
		func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			tasks.Detach(ctx)
			panic("the job panics on purpose")
		})
	add(mcp.NewTool("confirm_delete", mcp.WithDescription("Asks while it runs"), mcp.WithString("filename")), tasks.Optional, confirmDelete)
	add(mcp.NewTool("multi_input", mcp.WithDescription("Asks two things at once while it runs")), tasks.Optional,
		func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			tasks.Detach(ctx)
			first, second := server.ElicitationResponse(call.Params.InputResponses, "first"), server.ElicitationResponse(call.Params.InputResponses, "second")
			if first != nil && second != nil {
				return mcp.NewToolResultText(field(first, "name") + " and " + field(second, "name")), nil
			}
			return builder().Elicit("first", form("First name?", "name", "string")).Elicit("second", form("Second name?", "name", "string")).ToolResult(), nil
		})
	add(mcp.NewTool("test_tool_with_task", mcp.WithDescription("Asks first, then takes its time")), tasks.Required,
		func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			questions, greeting := named(call)
			if questions != nil {
				return questions.ToolResult(), nil
			}
			tasks.Detach(ctx)
			return mcp.NewToolResultText(greeting), wait(ctx, pause)
		})
}

func confirmDelete(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	tasks.Detach(ctx)
	e := server.ElicitationResponse(call.Params.InputResponses, "confirm")
	if e == nil {
		return builder().Elicit("confirm", form("Delete "+call.GetString("filename", "")+"?", "confirm", "boolean")).ToolResult(), nil
	}
	return mcp.NewToolResultText(fmt.Sprintf("%s: %v", e.Action, e.Content)), nil
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
