package mcpserve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/internal/ops"
	"vedette/mcpserve/tasks"
	"vedette/mcpserve/transport"
)

// toolOf is the definition of an operation's tool under constraints.
func toolOf(op ops.Operation, c ops.Constraints) (mcp.Tool, error) {
	schema, err := op.InputSchemaFor(c)
	if err != nil {
		return mcp.Tool{}, err
	}
	raw, err := json.Marshal(schema)
	if err != nil {
		return mcp.Tool{}, fmt.Errorf("input schema of %s: %w", op.Name, err)
	}
	tool := mcp.NewToolWithRawSchema(op.Name, description(op.Guide()), raw)
	tool.Title = op.Title
	tool.Annotations = annotations(op.Title, op.Effect)
	return tool, nil
}

// description is a page of documentation as a tool's: each section in one
// paragraph, because every conversation pays for it.
func description(g ops.Guide) string {
	return sectionTitle().ReplaceAllString(g.Body, "\n$1: ")
}

// sectionTitle compiles when the first server starts.
var sectionTitle = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\n*\n## (\w+)\n`) })

// annotations declare what a host may let pass without asking. All four are
// set: the library's defaults would call every read destructive.
func annotations(title string, effect ops.Effect) mcp.ToolAnnotation {
	return mcp.ToolAnnotation{
		Title:           title,
		ReadOnlyHint:    mcp.ToBoolPtr(effect == ops.Read),
		DestructiveHint: mcp.ToBoolPtr(effect == ops.Destructive),
		IdempotentHint:  mcp.ToBoolPtr(effect == ops.Read), // a reason is added as a comment each time
		OpenWorldHint:   mcp.ToBoolPtr(true),
	}
}

// toolFunc is what a tool does with the arguments of a call.
type toolFunc func(ctx context.Context, call mcp.CallToolRequest, raw json.RawMessage) (ops.Result, error)

// handler answers calls of one tool by run. Input mistakes and failures of the
// server behind are results with isError, so that the model reads them.
func (s *Server) handler(run toolFunc) server.ToolHandlerFunc {
	return func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		answer, err := s.answer(ctx, call, run)
		tellAnswer(ctx, answer, err)
		return answer, nil
	}
}

// answer is what a call is answered with, and the failure if that tells of one.
func (s *Server) answer(ctx context.Context, call mcp.CallToolRequest, run toolFunc) (*mcp.CallToolResult, error) {
	raw, err := rawArguments(call)
	if err != nil {
		return s.errorResult(call, err), err
	}
	result, err := run(ctx, call, raw)
	if open := (*question)(nil); errors.As(err, &open) {
		return open.form, nil
	}
	if err != nil {
		return s.errorResult(call, err), err
	}
	return s.okResult(result, call, raw), nil
}

// operation runs op for calls of the tool with its name.
func (s *Server) operation(op ops.Operation) toolFunc {
	return s.withPerson(op, func(ctx context.Context, call mcp.CallToolRequest, raw json.RawMessage) (ops.Result, error) {
		raw, err := arguments(op.Name, raw)
		if err != nil {
			return nil, err
		}
		return s.runTool(ctx, s.ops(ctx), op, call, raw)
	})
}

func (s *Server) runTool(ctx context.Context, o *ops.Ops, op ops.Operation, call mcp.CallToolRequest, raw json.RawMessage) (ops.Result, error) {
	if !op.Streams() {
		return op.Call(ctx, o, raw)
	}
	progress := newProgress(transport.NotifierOf(ctx), call)
	for event, err := range op.Stream(ctx, o, raw) {
		if err != nil {
			return nil, err
		}
		if event.Result != nil {
			return *event.Result, nil
		}
		if event.Underway() {
			tasks.Detach(ctx)
		}
		if !tasks.Note(ctx, newsOf(event)) {
			progress.tell(newsOf(event))
		}
	}
	return nil, context.Cause(ctx)
}

// needless are arguments of the official server's tools that say nothing here,
// and are let pass so that calls made for it work: regions are found by
// themselves, no model rewrites a query that could be explained, an issue is in
// one project, and the documentation is linked to.
func needless() map[string]string {
	return map[string]string{"regionUrl": "", "includeExplanation": "", "projectSlug": "search_issue_events", "maxResults": "search_docs"}
}

// rawArguments are the call's arguments as JSON, as they came where the
// transport kept them.
func rawArguments(call mcp.CallToolRequest) (json.RawMessage, error) {
	if raw, ok := call.GetRawArguments().(json.RawMessage); ok {
		return raw, nil
	}
	raw, err := json.Marshal(call.GetRawArguments())
	if err != nil {
		return nil, fmt.Errorf("arguments of %s: %w", call.Params.Name, err)
	}
	return raw, nil
}

// arguments are those of a call less the needless ones. What is no object is
// left to the operation to refuse.
func arguments(tool string, raw json.RawMessage) (json.RawMessage, error) {
	var args map[string]json.RawMessage
	if json.Unmarshal(raw, &args) != nil {
		return raw, nil
	}
	dropped := false
	for name, only := range needless() {
		if _, has := args[name]; has && (only == "" || only == tool) {
			delete(args, name)
			dropped = true
		}
	}
	if !dropped {
		return raw, nil
	}
	return json.Marshal(args)
}

// currentName maps the names that tools of the official server had in earlier
// versions to today's, so that old prompts and allow-lists keep working. They
// are not listed.
func currentName(name string) string {
	switch name {
	case "begin_sentry_issue_fix", "begin_seer_issue_fix":
		return "analyze_issue_with_seer"
	case "get_sentry_issue_fix_status", "get_seer_issue_fix_status":
		return "get_seer_run"
	case "get_sentry_issue":
		return "get_issue_details"
	case "list_issues", "find_issues":
		return "search_issues"
	case "list_organizations":
		return "find_organizations"
	case "list_projects":
		return "find_projects"
	case "list_teams":
		return "find_teams"
	case "list_releases":
		return "find_releases"
	}
	return name
}
