package ops

import (
	"context"
	"encoding/json"
	"errors"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// DryRun returns a context in which an operation does everything up to its
// first write, and ends there with what PlanOf reads.
func DryRun(ctx context.Context) context.Context { return sentryapi.DryRun(ctx) }

// Plan is the request that a dry run kept back.
type Plan struct {
	DryRun bool            `json:"dryRun"` // always true
	Action string          `json:"action"`
	Method string          `json:"method"`
	Path   string          `json:"path"` // under /api/0, with its query
	Body   json.RawMessage `json:"body,omitempty"`
}

// PlanOf is the plan that a dry run ended with; false for every other error.
func PlanOf(err error) (Plan, bool) {
	var p *sentryapi.Planned
	if !errors.As(err, &p) {
		return Plan{}, false
	}
	path := p.Path
	if len(p.Query) > 0 {
		path += "?" + p.Query.Encode()
	}
	return Plan{DryRun: true, Action: p.Op, Method: p.Method, Path: path, Body: p.Body}, true
}

// Doc shows the request.
func (p Plan) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Would "), text.From(p.Action), text.T(" by "), text.Code(text.From(p.Method+" "+p.Path)))
	if len(p.Body) > 0 {
		d.CodeBlock("json", text.From(string(p.Body)))
	}
	return d
}
