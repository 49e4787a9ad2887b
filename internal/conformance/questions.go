package main

import (
	"context"
	"fmt"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/mcpserve/ask"
	"vedette/mcpserve/reply"
)

// form is a question with one required field.
func form(message, name, kind string) mcp.ElicitationParams {
	return schema(message, map[string]any{name: map[string]any{"type": kind}}, name)
}

func schema(message string, properties map[string]any, required ...string) mcp.ElicitationParams {
	s := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		s["required"] = required
	}
	return mcp.ElicitationParams{Message: message, RequestedSchema: s}
}

// field is an answer's text.
func field(e *mcp.ElicitationResult, name string) string {
	content, _ := e.Content.(map[string]any)
	s, _ := content[name].(string)
	return s
}

func sample(prompt string, tokens int) mcp.CreateMessageParams {
	return mcp.CreateMessageParams{Messages: []mcp.SamplingMessage{{Role: mcp.RoleUser, Content: text(prompt)}}, MaxTokens: tokens}
}

func said(r *mcp.CreateMessageResult) string {
	raw, ok := r.Content.(map[string]any)
	if ok {
		s, _ := raw["text"].(string)
		return s
	}
	if t, ok := r.Content.(mcp.TextContent); ok {
		return t.Text
	}
	return ""
}

// round is what a tool that asks does with one call: the questions, or text.
type round func(call mcp.CallToolRequest) (*server.InputRequestBuilder, string)

func asking(r round) server.ToolHandlerFunc {
	return func(_ context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		questions, answer := r(call)
		if questions != nil {
			return questions.ToolResult(), nil
		}
		return mcp.NewToolResultText(answer), nil
	}
}

func builder() *server.InputRequestBuilder { return server.NewInputRequestBuilder("") }

// addQuestions adds the tools that ask the client. Each is written once: older
// clients get the same questions as requests of the server.
func addQuestions(s *server.MCPServer, sealer *ask.Sealer) {
	add := func(name string, r round, opts ...mcp.ToolOption) {
		s.AddTool(mcp.NewTool(name, append(opts, mcp.WithDescription("Asks the client"))...), ask.Bridge(asking(r)))
	}
	add("test_elicitation", func(call mcp.CallToolRequest) (*server.InputRequestBuilder, string) {
		if e := server.ElicitationResponse(call.Params.InputResponses, "user"); e != nil {
			return nil, fmt.Sprintf("User response: action=%s, content=%v", e.Action, e.Content)
		}
		return builder().Elicit("user", schema(call.GetString("message", ""), map[string]any{
			"username": map[string]any{"type": "string", "description": "User's response"},
			"email":    map[string]any{"type": "string", "description": "User's email address"},
		}, "username", "email")), ""
	}, mcp.WithString("message", mcp.Required()))
	add("test_sampling", func(call mcp.CallToolRequest) (*server.InputRequestBuilder, string) {
		if m := server.SamplingResponse(call.Params.InputResponses, "model"); m != nil {
			return nil, "LLM response: " + said(m)
		}
		return builder().Sample("model", sample(call.GetString("prompt", ""), 100)), ""
	}, mcp.WithString("prompt", mcp.Required()))
	add("test_elicitation_sep1034_defaults", completed(schema("Your details", defaults())))
	add("test_elicitation_sep1330_enums", completed(schema("Choose", enums())))
	add("test_streaming_elicitation", named)
	add("test_input_required_result_elicitation", named)
	add("test_input_required_result_sampling", func(call mcp.CallToolRequest) (*server.InputRequestBuilder, string) {
		if m := server.SamplingResponse(call.Params.InputResponses, "capital_question"); m != nil {
			return nil, said(m)
		}
		return builder().Sample("capital_question", sample("What is the capital of France?", 100)), ""
	})
	add("test_input_required_result_list_roots", func(call mcp.CallToolRequest) (*server.InputRequestBuilder, string) {
		if r := server.RootsResponse(call.Params.InputResponses, "client_roots"); r != nil {
			return nil, fmt.Sprintf("roots: %v", r.Roots)
		}
		return builder().Roots("client_roots"), ""
	})
	addStates(s, sealer)
	addCapabilities(s)
}

// named asks for a name and greets.
func named(call mcp.CallToolRequest) (*server.InputRequestBuilder, string) {
	if e := server.ElicitationResponse(call.Params.InputResponses, "user_name"); e != nil {
		return nil, "Hello, " + field(e, "name") + "!"
	}
	return builder().Elicit("user_name", form("What is your name?", "name", "string")), ""
}

// completed asks by one form and tells what came back.
func completed(f mcp.ElicitationParams) round {
	return func(call mcp.CallToolRequest) (*server.InputRequestBuilder, string) {
		if e := server.ElicitationResponse(call.Params.InputResponses, "form"); e != nil {
			return nil, fmt.Sprintf("Elicitation completed: action=%s, content=%v", e.Action, e.Content)
		}
		return builder().Elicit("form", f), ""
	}
}

func defaults() map[string]any {
	return map[string]any{
		"name":     map[string]any{"type": "string", "default": "John Doe"},
		"age":      map[string]any{"type": "integer", "default": 30},
		"score":    map[string]any{"type": "number", "default": 95.5},
		"status":   map[string]any{"type": "string", "enum": []string{"active", "inactive", "pending"}, "default": "active"},
		"verified": map[string]any{"type": "boolean", "default": true},
	}
}

func enums() map[string]any {
	titled := []any{map[string]any{"const": "value1", "title": "First"}, map[string]any{"const": "value2", "title": "Second"}, map[string]any{"const": "value3", "title": "Third"}}
	plain := []string{"option1", "option2", "option3"}
	return map[string]any{
		"untitledSingle": map[string]any{"type": "string", "enum": plain},
		"titledSingle":   map[string]any{"type": "string", "oneOf": titled},
		"legacyEnum":     map[string]any{"type": "string", "enum": []string{"opt1", "opt2", "opt3"}, "enumNames": []string{"One", "Two", "Three"}},
		"untitledMulti":  map[string]any{"type": "array", "items": map[string]any{"type": "string", "enum": plain}},
		"titledMulti":    map[string]any{"type": "array", "items": map[string]any{"anyOf": titled}},
	}
}

// addStates adds the tools whose state the client carries between rounds.
func addStates(s *server.MCPServer, sealer *ask.Sealer) {
	stateful := func(name string, r func(round int, call mcp.CallToolRequest, next string) (*server.InputRequestBuilder, string)) {
		s.AddTool(mcp.NewTool(name, mcp.WithDescription("Asks the client, with a sealed state")),
			func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				n := 0
				if state := call.Params.RequestState; state != "" {
					if err := sealer.Open(state, &n); err != nil {
						return reply.Refuse(ctx, &reply.Error{Code: mcp.INVALID_PARAMS, Message: err.Error()}), nil
					}
				}
				next, err := sealer.Seal(n + 1)
				if err != nil {
					return nil, err
				}
				return asking(func(call mcp.CallToolRequest) (*server.InputRequestBuilder, string) { return r(n, call, next) })(ctx, call)
			})
	}
	confirm := func(n int, call mcp.CallToolRequest, next string) (*server.InputRequestBuilder, string) {
		if n > 0 && server.ElicitationResponse(call.Params.InputResponses, "confirm") != nil {
			return nil, "state-ok"
		}
		return server.NewInputRequestBuilder(next).Elicit("confirm", form("Please confirm", "ok", "boolean")), ""
	}
	stateful("test_input_required_result_request_state", confirm)
	stateful("test_input_required_result_tampered_state", confirm)
	stateful("test_input_required_result_multiple_inputs", func(n int, call mcp.CallToolRequest, next string) (*server.InputRequestBuilder, string) {
		in := call.Params.InputResponses
		name, greeting, roots := server.ElicitationResponse(in, "user_name"), server.SamplingResponse(in, "greeting"), server.RootsResponse(in, "client_roots")
		if n > 0 && name != nil && greeting != nil && roots != nil {
			return nil, said(greeting) + ", " + field(name, "name")
		}
		return server.NewInputRequestBuilder(next).Elicit("user_name", form("What is your name?", "name", "string")).
			Sample("greeting", sample("Generate a greeting", 50)).Roots("client_roots"), ""
	})
	stateful("test_input_required_result_multi_round", func(n int, call mcp.CallToolRequest, next string) (*server.InputRequestBuilder, string) {
		switch {
		case n >= 2 && server.ElicitationResponse(call.Params.InputResponses, "step2") != nil:
			return nil, "done"
		case n == 1 && server.ElicitationResponse(call.Params.InputResponses, "step1") != nil:
			return server.NewInputRequestBuilder(next).Elicit("step2", form("Step 2: What is your favorite color?", "color", "string")), ""
		}
		return server.NewInputRequestBuilder(next).Elicit("step1", form("Step 1: What is your name?", "name", "string")), ""
	})
}

// addCapabilities adds the tools that heed what the client declared.
func addCapabilities(s *server.MCPServer) {
	s.AddTool(mcp.NewTool("test_missing_capability", mcp.WithDescription("Needs a client with sampling")),
		func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			if ask.Capabilities(ctx, call.Params.Meta).Sampling == nil {
				return reply.Refuse(ctx, reply.MissingCapability(map[string]any{"sampling": map[string]any{}})), nil
			}
			return mcp.NewToolResultText("declared"), nil
		})
	s.AddTool(mcp.NewTool("test_input_required_result_capabilities", mcp.WithDescription("Asks only what the client can answer")),
		func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			if len(call.Params.InputResponses) > 0 {
				return mcp.NewToolResultText("answered"), nil
			}
			b, caps := builder(), ask.Capabilities(ctx, call.Params.Meta)
			if caps.Elicitation != nil {
				b.Elicit("user_name", form("What is your name?", "name", "string"))
			}
			if caps.Sampling != nil {
				b.Sample("greeting", sample("Generate a greeting", 50))
			}
			return b.ToolResult(), nil
		})
}
