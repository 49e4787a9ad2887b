package main

import (
	"context"
	"encoding/json"

	"vedette/cli"
	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	"vedette/mcpserve"
)

// mcp is the MCP server for commands that look at it.
func (w wiring) mcp() cli.MCP {
	return cli.MCP{
		Tools: func(toolsets []string, readOnly bool) ([]cli.MCPTool, error) {
			list, err := mcpserve.List(mcpserve.Selection{Toolsets: toolsets, ReadOnly: readOnly})
			out := make([]cli.MCPTool, len(list))
			for n, t := range list {
				out[n] = cli.MCPTool(t)
			}
			return out, err
		},
		Call: func(ctx context.Context, o *ops.Ops, tool string, args map[string]any, data bool) (json.RawMessage, error) {
			s, err := w.mcpServer(o, mcpserve.Main, mcpserve.All)
			if err != nil {
				return nil, err
			}
			return s.Call(ctx, tool, args, data)
		},
		Prompts: func(ctx context.Context) (json.RawMessage, error) {
			client, err := sentryapi.New(sentryapi.Config{BaseURL: config.SaaS}) // which nothing asks
			if err != nil {
				return nil, err
			}
			s, err := w.mcpServer(ops.New(ops.Config{Client: client}))
			if err != nil {
				return nil, err
			}
			return s.Prompts(ctx)
		},
		Prompt: func(ctx context.Context, o *ops.Ops, name string, args map[string]string) (json.RawMessage, error) {
			s, err := w.mcpServer(o)
			if err != nil {
				return nil, err
			}
			return s.Prompt(ctx, name, args)
		},
	}
}

func (w wiring) mcpServer(o *ops.Ops, toolsets ...string) (*mcpserve.Server, error) {
	return mcpserve.New(mcpserve.Options{Ops: o, Version: w.version, Selection: mcpserve.Selection{Toolsets: toolsets}, Logger: w.logger()})
}
