package ask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/mcpserve/transport"
)

// maxRounds bounds how often a tool may ask about one call.
const maxRounds = 10

// Bridge lets a tool that asks serve clients from before 2026-07-28 too: what
// newer clients do themselves is done for them, with requests of the server.
// Where the transport cannot ask, the tool's result passes as it is.
func Bridge(h server.ToolHandlerFunc) server.ToolHandlerFunc {
	return func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		client := transport.RequesterOf(ctx)
		result, err := h(ctx, call)
		if client == nil || mcp.IsModernProtocol(server.RequestProtocolVersion(ctx)) {
			return result, err
		}
		for round := 0; err == nil && result.NeedsInput(); round++ {
			if round == maxRounds {
				return nil, errors.New("the tool asked too often")
			}
			if call.Params.InputResponses, err = answers(ctx, client, result.InputRequests); err != nil {
				return nil, err
			}
			call.Params.RequestState = result.RequestState
			result, err = h(ctx, call)
		}
		return result, err
	}
}

// answers asks one question after the other.
func answers(ctx context.Context, client transport.Requester, questions mcp.InputRequests) (mcp.InputResponses, error) {
	out := mcp.InputResponses{}
	for _, key := range slices.Sorted(maps.Keys(questions)) {
		raw, err := answer(ctx, client, questions[key])
		if err != nil {
			return nil, err
		}
		var response mcp.InputResponse
		if err := json.Unmarshal(raw, &response); err != nil {
			return nil, fmt.Errorf("the client's answer: %w", err)
		}
		out[key] = response
	}
	return out, nil
}

// answer is the client's answer to one question. A form that could not be shown
// is one that the person closed: the tool then says what to do without it.
func answer(ctx context.Context, client transport.Requester, question mcp.InputRequest) (json.RawMessage, error) {
	raw, err := json.Marshal(question)
	if err != nil {
		return nil, fmt.Errorf("a question: %w", err)
	}
	var q struct {
		Params json.RawMessage `json:"params"`
	}
	if err := json.Unmarshal(raw, &q); err != nil {
		return nil, fmt.Errorf("a question: %w", err)
	}
	result, err := client.Request(ctx, string(question.Method), q.Params)
	if err != nil && ctx.Err() == nil && question.Method == mcp.MethodElicitationCreate {
		return json.RawMessage(`{"action":"cancel"}`), nil
	}
	return result, err
}
