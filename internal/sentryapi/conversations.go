package sentryapi

import (
	"context"

	"vedette/internal/text"
)

// AIConversation is one conversation of a user or a program with an LLM agent,
// put together from its spans.
type AIConversation struct {
	ID          text.Word        `json:"conversationId"`
	Title       text.Untrusted   `json:"title,omitzero"`
	Started     Time             `json:"startTimestamp,omitzero"`
	Timestamp   Time             `json:"timestamp,omitzero"` // of its last span
	Duration    Float            `json:"duration,omitempty"` // milliseconds
	Errors      Int              `json:"errors"`
	LLMCalls    Int              `json:"llmCalls"`
	ToolCalls   Int              `json:"toolCalls"`
	ToolErrors  Int              `json:"toolErrors,omitempty"`
	TotalTokens Int              `json:"totalTokens"`
	TotalCost   Float            `json:"totalCost,omitempty"` // US dollars
	TraceIDs    []text.Word      `json:"traceIds,omitempty"`
	ToolNames   []text.Untrusted `json:"toolNames,omitempty"`
	Flow        []text.Untrusted `json:"flow,omitempty"` // agents, in the order of their work
	FirstInput  text.Untrusted   `json:"firstInput,omitzero"`
	LastOutput  text.Untrusted   `json:"lastOutput,omitzero"`
}

// AIConversations is one page of the conversations with LLM agents. A server
// without the feature answers with KindNotFound.
func (c *Client) AIConversations(ctx context.Context, org string, q TableQuery) (Page[AIConversation], error) {
	const op = "list AI conversations"
	v, err := q.values(op)
	if err != nil {
		return Page[AIConversation]{Hits: -1}, err
	}
	page, _, err := dataList[AIConversation](ctx, c, op, org, v, "ai-conversations")
	return page, err
}

// AIConversation is the spans of one conversation, oldest first, each with its
// attributes by name ("gen_ai.input.messages").
func (c *Client) AIConversation(ctx context.Context, org, id string, q TableQuery) (Page[Values], error) {
	const op = "read AI conversation"
	v, err := q.values(op)
	if err != nil {
		return Page[Values]{Hits: -1}, err
	}
	page, _, err := dataList[Values](ctx, c, op, org, v, "ai-conversations", id)
	return page, err
}
