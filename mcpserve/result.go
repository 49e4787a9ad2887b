package mcpserve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// maxAnswer bounds the Markdown of one answer, in bytes: about 10,000 tokens,
// where hosts begin to warn.
const maxAnswer = 40_000

// okResult is an answer: Markdown for the model, the data for programs.
func okResult(r ops.Result) *mcp.CallToolResult {
	doc, cut := r.Doc().Limit(maxAnswer)
	if cut {
		doc.Para(text.T("The answer was longer and is cut here: ask for less (a smaller limit, fewer sections by include)."))
	}
	return &mcp.CallToolResult{
		Content:           []mcp.Content{mcp.NewTextContent(doc.Markdown())},
		StructuredContent: structured(r),
	}
}

// structured is an answer's data as a model may read it too: hosts show it in
// place of the text. It is left out when it is longer than an answer may be.
func structured(r ops.Result) any {
	raw, err := json.Marshal(r)
	if err != nil || len(raw) > maxAnswer {
		return nil
	}
	if isPlain(raw) {
		return json.RawMessage(raw)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return modelForm(v)
}

// isPlain is true for JSON of printable ASCII whose strings hold no control
// character but newline and tab: most answers are such, and need no second look.
func isPlain(raw []byte) bool {
	for n := 0; n < len(raw); n++ {
		switch c := raw[n]; {
		case c < ' ' || c > '~':
			return false
		case c == '\\':
			n++
			if n == len(raw) || !strings.ContainsRune(`"\/nt`, rune(raw[n])) {
				return false
			}
		}
	}
	return true
}

// modelForm makes every string of a JSON value safe for a model, names included.
func modelForm(v any) any {
	switch v := v.(type) {
	case string:
		return text.From(v).Model()
	case []any:
		for n := range v {
			v[n] = modelForm(v[n])
		}
		return v
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, value := range v {
			out[text.From(name).Model()] = modelForm(value)
		}
		return out
	}
	return v
}

// failure is the structured form of an error.
type failure struct {
	Kind       ops.Kind `json:"kind"`
	Message    string   `json:"message"`
	Hint       string   `json:"hint,omitempty"`
	Status     int      `json:"status,omitempty"`
	RetryAfter int      `json:"retry_after_s,omitempty"`
	Retry      bool     `json:"retryable"`
}

// errorResult is a failure the model can act on: what failed, why, and what to
// try next.
func errorResult(err error) *mcp.CallToolResult {
	kind := ops.KindOf(err)
	outcome := ops.OutcomeOf(kind)
	f := failure{Kind: kind, Message: text.From(err.Error()).Model(), Retry: outcome.Retry}
	var e *ops.Error
	if errors.As(err, &e) {
		f.Hint, f.Status, f.RetryAfter = e.Hint, e.Status, int(e.RetryAfter.Seconds())
		if !e.Message.IsZero() {
			f.Message = e.Message.Model()
		}
	}
	var d text.Doc
	d.Para(text.Bold(text.T(outcome.Banner)), text.T(" ("+string(kind)+"): "), text.From(f.Message))
	if q := (*ops.QueryError)(nil); errors.As(err, &q) {
		excerpt := q.Excerpt()
		d.CodeBlock("", text.From(excerpt[0]), text.From(excerpt[1]))
	}
	if f.Hint != "" {
		d.Para(text.T("Next: "), text.From(f.Hint))
	}
	if f.Retry && f.RetryAfter > 0 {
		d.Para(text.T(fmt.Sprintf("Try again in %d seconds.", f.RetryAfter)))
	}
	return &mcp.CallToolResult{
		Content:           []mcp.Content{mcp.NewTextContent(d.Markdown())},
		StructuredContent: map[string]failure{"error": f},
		IsError:           true,
	}
}
