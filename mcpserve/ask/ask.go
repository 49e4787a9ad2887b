// Package ask puts a question of the server to the person behind a client
// (elicitation), one way for both generations of the protocol: a handler
// returns the questions, and is called again with the answers. Newer clients do
// that themselves; for older ones Bridge sends the requests and calls again.
// What must hold from one round to the next is sealed into the request's state,
// bound to the caller, the tool and its arguments: an answer given for
// one call confirms no other.
//
// A question only ever adds: a client that cannot show one is never asked, and
// every tool can be called with arguments that leave nothing to ask.
package ask

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/mcpserve/reply"
)

// Config is what asking needs from outside.
type Config struct {
	Sealer *Sealer
	Caller func(context.Context) string // an opaque name of who asks; nil = everybody is the same
	Now    func() time.Time             // nil = the real clock
}

// patience is how long a person may think about one question.
const patience = 30 * time.Minute

// Desk asks the questions of one server.
type Desk struct{ cfg Config }

// New returns a desk.
func New(cfg Config) *Desk {
	if cfg.Caller == nil {
		cfg.Caller = func(context.Context) string { return "" }
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Desk{cfg: cfg}
}

// Talk is what was asked and answered about one call so far.
type Talk struct {
	desk  *Desk
	forms bool // the client can show a form
	bound [sha256.Size]byte
	call  mcp.CallToolRequest
	said  map[string]Answer // in earlier rounds
}

// Answer is what the person did with a question.
type Answer struct {
	Action mcp.ElicitationResponseAction `json:"action"` // accept, decline or cancel
	Value  any                           `json:"value"`  // of the form's one field
}

// Accepted is true when the person agreed.
func (a Answer) Accepted() bool { return a.Action == mcp.ElicitationResponseActionAccept }

// state is what the client keeps between two rounds.
type state struct {
	Bound   [sha256.Size]byte
	Expires int64 // seconds since 1970
	Said    map[string]Answer
}

// Open begins, or takes up again, the talk about a call. The error is what the
// request is refused with: its state was tampered with, is too old, or belongs
// to another call.
func (d *Desk) Open(ctx context.Context, call mcp.CallToolRequest) (*Talk, *reply.Error) {
	t := &Talk{desk: d, call: call, forms: canShowForms(ctx, call.Params.Meta), bound: d.binding(ctx, call)}
	if call.Params.RequestState == "" {
		return t, nil
	}
	var s state
	if err := d.cfg.Sealer.Open(call.Params.RequestState, &s); err != nil {
		return nil, &reply.Error{Code: mcp.INVALID_PARAMS, Message: err.Error() + "; make the call again without it"}
	}
	if s.Bound != t.bound {
		return nil, &reply.Error{Code: mcp.INVALID_PARAMS, Message: "the request state belongs to another call; make this one again without it"}
	}
	if d.cfg.Now().Unix() > s.Expires {
		return nil, &reply.Error{Code: mcp.INVALID_PARAMS, Message: "the answer came too late; make the call again"}
	}
	t.said = s.Said
	return t, nil
}

// binding names the caller, the tool and its arguments.
func (d *Desk) binding(ctx context.Context, call mcp.CallToolRequest) [sha256.Size]byte {
	raw, err := json.Marshal([]any{d.cfg.Caller(ctx), call.Params.Name, call.Params.Arguments})
	if err != nil { // arguments came as JSON: this does not happen, and then binds nothing together
		raw = []byte(err.Error())
	}
	return sha256.Sum256(raw)
}

// Possible is true when the client can ask a person.
func (t *Talk) Possible() bool { return t.forms }

// question is a form with one field.
type question struct {
	key     string
	message string
	field   map[string]any // its schema
}

// Choose asks for one of values. When the second result is not nil, return it:
// the answer comes with the next call.
func (t *Talk) Choose(key, message string, values []string) (Answer, *mcp.CallToolResult, error) {
	answer, pending, err := t.ask(question{key: key, message: message, field: map[string]any{"type": "string", "title": key, "enum": values}})
	if pending == nil && err == nil && answer.Accepted() {
		value, _ := answer.Value.(string)
		for _, v := range values {
			if v == value {
				return answer, nil, nil
			}
		}
		return Answer{Action: mcp.ElicitationResponseActionCancel}, nil, nil
	}
	return answer, pending, err
}

// Confirm asks for a yes. When the second result is not nil, return it.
func (t *Talk) Confirm(key, message string) (Answer, *mcp.CallToolResult, error) {
	answer, pending, err := t.ask(question{key: key, message: message, field: map[string]any{"type": "boolean", "title": "Yes, do it"}})
	if yes, _ := answer.Value.(bool); answer.Accepted() && !yes {
		answer.Action = mcp.ElicitationResponseActionDecline
	}
	return answer, pending, err
}

func (t *Talk) ask(q question) (Answer, *mcp.CallToolResult, error) {
	if a, ok := t.said[q.key]; ok {
		return a, nil, nil
	}
	if e := server.ElicitationResponse(t.call.Params.InputResponses, q.key); e != nil && t.call.Params.RequestState != "" {
		a := Answer{Action: e.Action}
		if content, ok := e.Content.(map[string]any); ok {
			a.Value = content[q.key]
		}
		if t.said == nil {
			t.said = map[string]Answer{}
		}
		t.said[q.key] = a
		return a, nil, nil
	}
	sealed, err := t.desk.cfg.Sealer.Seal(state{Bound: t.bound, Expires: t.desk.cfg.Now().Add(patience).Unix(), Said: maps.Clone(t.said)})
	if err != nil {
		return Answer{}, nil, err
	}
	form := mcp.ElicitationParams{
		Mode: mcp.ElicitationModeForm, Message: q.message,
		RequestedSchema: map[string]any{"type": "object", "properties": map[string]any{q.key: q.field}, "required": []string{q.key}},
	}
	return Answer{}, server.NewInputRequestBuilder(sealed).Elicit(q.key, form).ToolResult(), nil
}

// Capabilities are what the client declared: with the request, or, before
// 2026-07-28, when its session began.
func Capabilities(ctx context.Context, meta *mcp.Meta) mcp.ClientCapabilities {
	if mcp.IsModernProtocol(server.RequestProtocolVersion(ctx)) {
		if caps := meta.ClientCapabilities(); caps != nil {
			return *caps
		}
		return mcp.ClientCapabilities{}
	}
	if session, ok := server.ClientSessionFromContext(ctx).(server.SessionWithClientInfo); ok {
		return session.GetClientCapabilities()
	}
	return mcp.ClientCapabilities{}
}

// canShowForms is true for a client that declares elicitation, unless it names
// its modes and forms are not among them.
func canShowForms(ctx context.Context, meta *mcp.Meta) bool {
	e := Capabilities(ctx, meta).Elicitation
	return e != nil && (e.Form != nil || e.URL == nil)
}
