package mcpserve

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// maxTokens bounds the Markdown of one answer: 10,000 tokens, where hosts begin
// to warn, less what the estimate may be short of.
const maxTokens = 9_000

// okResult is an answer in one form: Markdown, or for a program that asks for it
// the data. Never both: hosts that see data show the model that instead, which
// costs it several times as much for the same facts.
func (s *Server) okResult(r ops.Result, call mcp.CallToolRequest, raw json.RawMessage) *mcp.CallToolResult {
	if wantsData(call) {
		return &mcp.CallToolResult{
			Content:           []mcp.Content{mcp.NewTextContent("The answer is in structuredContent.")},
			StructuredContent: structured(r),
		}
	}
	return &mcp.CallToolResult{Content: []mcp.Content{mcp.NewTextContent(markdown(s.wording.doc(r.Doc()), call.Params.Name, raw))}}
}

// StructuredMeta is the key in a call's _meta by which a program asks for data
// instead of Markdown; its value is true, or "failures" for data of failures
// only.
const (
	StructuredMeta = "vedette/structured"
	failuresOnly   = "failures"
)

func wantsData(call mcp.CallToolRequest) bool { return metaOf(call) == true }

func metaOf(call mcp.CallToolRequest) any {
	if call.Params.Meta == nil {
		return nil
	}
	return call.Params.Meta.AdditionalFields[StructuredMeta]
}

// markdown is the document within its bound. One that is cut says so, with the
// call that gives an answer that is not.
func markdown(d text.Doc, tool string, raw json.RawMessage) string {
	whole := d.Markdown()
	n := text.Tokens(whole)
	if n <= maxTokens {
		return whole
	}
	const noteTokens = 250
	for bytes := len(whole) * (maxTokens - noteTokens) / n; ; bytes = bytes * 9 / 10 {
		cut, _ := d.Limit(bytes)
		if cut.Empty() || text.Tokens(cut.Markdown()) <= maxTokens-noteTokens {
			if goal := goalOf(raw); goal != "" {
				ops.GoalNote(&cut, goal)
			}
			cut.Para(text.T(fmt.Sprintf("The answer is cut here: %d tokens of about %d. ", text.Tokens(cut.Markdown()), n) + narrower(tool, raw, float64(maxTokens)/float64(n))))
			return cut.Markdown()
		}
	}
}

// goalOf is the goal that a call was made for.
func goalOf(raw json.RawMessage) string {
	var args struct {
		Goal      string          `json:"goal"`
		Arguments json.RawMessage `json:"arguments"`
	}
	if json.Unmarshal(raw, &args) != nil || args.Goal == "" && args.Arguments == nil {
		return ""
	}
	return cmp.Or(args.Goal, goalOf(args.Arguments))
}

// isStackOnly is true for the narrowest include there is: proposing it again would lead nowhere.
func isStackOnly(include any) bool {
	list, _ := include.([]any)
	return len(list) == 1 && list[0] == "stack"
}

// narrower says which call gives about the given share of the answer.
func narrower(tool string, raw json.RawMessage, share float64) string {
	var args map[string]any
	if json.Unmarshal(raw, &args) != nil || args == nil {
		args = map[string]any{}
	}
	if inner, ok := args["name"].(string); ok && tool == callReadTool {
		nested, _ := json.Marshal(args["arguments"])
		return narrower(inner, nested, share) + " It is called through " + callReadTool + "."
	}
	name := currentName(tool)
	at := slices.IndexFunc(ops.Catalog(), func(op ops.Operation) bool { return op.Name == name })
	if at < 0 {
		return "Ask for less."
	}
	known := ops.Catalog()[at].Arguments()
	switch {
	case slices.Contains(known, "limit"):
		limit, given := args["limit"].(float64)
		if !given {
			limit = 100
		}
		args["limit"] = max(1, int(limit*share*0.8))
	case slices.Contains(known, "include") && !isStackOnly(args["include"]):
		args["include"] = []string{"stack"}
	default:
		return "Ask for less."
	}
	call, err := json.Marshal(args)
	if err != nil || len(call) > 600 {
		return "Ask for less: a smaller limit, fewer fields."
	}
	return "Next: " + name + " with " + string(call)
}
