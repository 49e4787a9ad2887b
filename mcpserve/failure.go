package mcpserve

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// failure is the structured form of an error: what a program, or the model
// where the host shows it data, decides by.
type failure struct {
	Kind       ops.Kind `json:"kind"`
	Message    string   `json:"message"`
	Hint       string   `json:"hint,omitempty"`
	Status     int      `json:"status,omitempty"` // of the server behind
	RetryAfter int      `json:"retry_after_s,omitempty"`
	Retry      bool     `json:"retryable"`
	Next       string   `json:"next,omitempty"` // the tool to call next
}

// errorResult is a failure the model can act on: what failed, why, and which
// tool to call next. Like an answer it is told once: as data only when asked.
func (s *Server) errorResult(call mcp.CallToolRequest, err error) *mcp.CallToolResult {
	tool := call.Params.Name
	f := s.wording.failureOf(tool, err)
	var d text.Doc
	d.Para(text.Bold(text.T(ops.OutcomeOf(f.Kind).Banner)), text.T(" ("+string(f.Kind)+"): "), text.From(f.Message))
	if q := (*ops.QueryError)(nil); errors.As(err, &q) {
		excerpt := q.Excerpt()
		d.CodeBlock("", text.From(excerpt[0]), text.From(excerpt[1]))
	}
	switch {
	case f.Hint != "":
		d.Para(text.T("Next: "), text.From(f.Hint))
	case f.Next != "":
		d.Para(text.T("Next: " + f.Next))
	}
	if f.Retry && f.RetryAfter > 0 {
		d.Para(text.T(fmt.Sprintf("Try again in %d seconds.", f.RetryAfter)))
	}
	out := &mcp.CallToolResult{Content: []mcp.Content{mcp.NewTextContent(d.Markdown())}, IsError: true}
	if wantsData(call) || metaOf(call) == failuresOnly {
		out.StructuredContent = map[string]failure{"error": f}
	}
	return out
}

// failureOf is a failure as an agent is told it; tool is the one it called, if it
// called one.
func (w wording) failureOf(tool string, err error) failure {
	kind := ops.KindOf(err)
	f := failure{Kind: kind, Message: err.Error(), Retry: ops.OutcomeOf(kind).Retry}
	if e := (*ops.Error)(nil); errors.As(err, &e) {
		f.Hint, f.Status, f.RetryAfter = e.Hint, e.Status, int(e.RetryAfter.Seconds())
		if !e.Message.IsZero() {
			f.Message = e.Message.Raw()
		}
	}
	f.Message = text.From(w.agent(f.Message)).Model()
	f.Hint = text.From(w.agent(f.Hint)).Model()
	if f.Hint == "" && tool != "" {
		f.Hint = usualHint(kind, tool)
	}
	f.Next = nextTool(f, tool)
	return f
}

// usualHint is the way on where an error itself names none.
func usualHint(kind ops.Kind, tool string) string {
	switch kind {
	case ops.KindInvalid:
		return searchTools + " with tool " + tool + " shows the arguments"
	case ops.KindNotFound:
		return "look for what there is with a find_ or search_ tool; " + searchTools + " names them"
	case ops.KindUnauthenticated, ops.KindForbidden:
		return callReadTool + " with whoami says whose token it is; the user can give another"
	case ops.KindNotEnabled, ops.KindNoQuota:
		return "go on without it and tell the user"
	case ops.KindRateLimited, ops.KindUnavailable, ops.KindTimeout, ops.KindConflict:
		return "call " + tool + " again, later"
	}
	return ""
}

// nextTool is the tool that a hint names first; for what may pass, the same
// again.
func nextTool(f failure, tool string) string {
	names := toolNames()
	for _, word := range regexp.MustCompile(`[a-z]+(?:_[a-z]+)+|whoami`).FindAllString(f.Hint, -1) {
		if slices.Contains(names, word) {
			return word
		}
	}
	if f.Retry || f.Kind == ops.KindInvalid {
		return tool
	}
	return ""
}
