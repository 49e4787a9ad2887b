package ops

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetAIConversationDetailsIn names one conversation.
type GetAIConversationDetailsIn struct {
	OrgTarget
	ConversationID string `json:"conversationId"`
	Project        string `json:"project,omitempty" jsonschema:"Slug or id."`
	Start          string `json:"start,omitempty" jsonschema:"RFC 3339, with end."`
	End            string `json:"end,omitempty"`
	GoalIn
}

// ConversationTurn is one message, tool call or agent of a conversation.
type ConversationTurn struct {
	At         sentryapi.Time `json:"at,omitzero"`
	Who        string         `json:"who"`            // user assistant tool agent
	Name       text.Untrusted `json:"name,omitzero"`  // of the tool, the agent or the model
	Input      text.Untrusted `json:"input,omitzero"` // of tools
	Text       text.Untrusted `json:"text,omitzero"`
	DurationMs float64        `json:"durationMs,omitempty"`
	Tokens     int64          `json:"tokens,omitempty"`
	Status     text.Word      `json:"status,omitempty"` // when it is not ok
	SpanID     text.Word      `json:"spanId,omitempty"`
	TraceID    text.Word      `json:"traceId,omitempty"`
}

// GetAIConversationDetailsOut is the transcript of a conversation.
type GetAIConversationDetailsOut struct {
	Organization   string             `json:"organization"`
	ConversationID string             `json:"conversationId"`
	Turns          []ConversationTurn `json:"turns"` // oldest first
	Spans          int                `json:"spans"`
	Skipped        []string           `json:"skipped,omitempty"`
}

// GetAIConversationDetails reads the spans of a conversation and puts them
// together as a transcript. The server gives at most 1,000 spans of 30 days.
func (o *Ops) GetAIConversationDetails(ctx context.Context, in GetAIConversationDetailsIn) (GetAIConversationDetailsOut, error) {
	return run(ctx, o, in, o.getAIConversationDetails)
}

func (o *Ops) getAIConversationDetails(ctx context.Context, in GetAIConversationDetailsIn) (GetAIConversationDetailsOut, error) {
	const op = "get_ai_conversation_details"
	out := GetAIConversationDetailsOut{ConversationID: in.ConversationID}
	q := sentryapi.TableQuery{Projects: o.projects(in.Project)}
	var err error
	if q.StatsPeriod, q.Start, q.End, err = timeRange(op, "", in.Start, in.End, "30d"); err != nil {
		return out, err
	}
	if out.Organization, err = o.org(ctx, op, in.Org); err != nil {
		return out, err
	}
	page, err := o.client.AIConversation(ctx, out.Organization, in.ConversationID, q)
	if err != nil {
		return out, withoutConversations(op, err)
	}
	if len(page.Items) == 0 {
		return out, notFoundAs(op, "AI conversation "+in.ConversationID+" in "+out.Organization, "vedette conversation list", &Error{Kind: sentryapi.KindNotFound})
	}
	out.Spans, out.Turns, out.Skipped = len(page.Items), transcript(page.Items), skipped(page.Skipped)
	return out, nil
}

// transcript turns spans into turns. Each call of a model repeats the messages
// before it, so a user's message is a turn only the first time.
func transcript(spans []sentryapi.Values) []ConversationTurn {
	turns := []ConversationTurn{}
	said := map[string]bool{}
	for _, span := range spans {
		turn := ConversationTurn{
			At: span["precise.start_ts"].Time(), SpanID: wordOf(span["span_id"]), TraceID: wordOf(span["trace"]),
		}
		turn.DurationMs, _ = span["span.duration"].Number()
		if status := wordOf(span["span.status"]); status != "ok" {
			turn.Status = status
		}
		switch operation := wordOf(span["gen_ai.operation.type"]); operation {
		case "tool", "execute_tool":
			turn.Who, turn.Name = "tool", span["gen_ai.tool.name"].Text()
			turn.Input = firstOf(span["gen_ai.tool.call.arguments"].Text(), span["gen_ai.tool.input"].Text()).Masked()
			turns = append(turns, turn)
		case "agent", "invoke_agent":
			turn.Who, turn.Name = "agent", span["gen_ai.agent.name"].Text()
			turns = append(turns, turn)
		case "ai_client", "chat":
			for _, question := range userMessages(firstOf(span["gen_ai.input.messages"].Text(), span["gen_ai.request.messages"].Text())) {
				if said[question.Raw()] {
					continue
				}
				said[question.Raw()] = true
				turns = append(turns, ConversationTurn{At: turn.At, Who: "user", Text: question.Masked(), TraceID: turn.TraceID})
			}
			tokens, _ := span["gen_ai.usage.total_tokens"].Number()
			turn.Who, turn.Tokens = "assistant", int64(tokens)
			turn.Name = firstOf(span["gen_ai.response.model"].Text(), span["gen_ai.request.model"].Text())
			turn.Text = firstOf(span["gen_ai.response.text"].Text(), lastMessage(span["gen_ai.output.messages"].Text())).Masked()
			turns = append(turns, turn)
		}
	}
	return turns
}

func wordOf(v sentryapi.Value) text.Word { return text.WordOf(v.Text().Raw()) }

// message is one message of a model's input or output; its content is a text,
// or parts of which some are texts.
type message struct {
	Role    text.Word       `json:"role"`
	Content json.RawMessage `json:"content"`
	Parts   json.RawMessage `json:"parts"`
}

func (m message) text() text.Untrusted {
	var whole text.Untrusted
	var parts []struct {
		Text    text.Untrusted `json:"text"`
		Content text.Untrusted `json:"content"`
	}
	for _, raw := range []json.RawMessage{m.Content, m.Parts} {
		if json.Unmarshal(raw, &parts) == nil {
			var texts []string
			for _, p := range parts {
				if s := firstOf(p.Text, p.Content).Raw(); s != "" {
					texts = append(texts, s)
				}
			}
			if len(texts) > 0 {
				return text.From(strings.Join(texts, "\n"))
			}
			continue
		}
		if len(raw) > 0 && whole.UnmarshalJSON(raw) == nil && !whole.IsZero() {
			return whole
		}
	}
	return text.Untrusted{}
}

func messagesOf(raw text.Untrusted) []message {
	var all []message
	if json.Unmarshal([]byte(raw.Raw()), &all) != nil {
		return nil // not messages; the span's other attributes are shown
	}
	return all
}

func userMessages(raw text.Untrusted) []text.Untrusted {
	var found []text.Untrusted
	for _, m := range messagesOf(raw) {
		if said := m.text(); m.Role == "user" && !said.IsZero() {
			found = append(found, said)
		}
	}
	return found
}

func lastMessage(raw text.Untrusted) text.Untrusted {
	all := messagesOf(raw)
	if len(all) == 0 {
		return text.Untrusted{}
	}
	return all[len(all)-1].text()
}

// Doc is the transcript; what a person, a model or a tool wrote is in blocks.
func (out GetAIConversationDetailsOut) Doc() text.Doc {
	var d text.Doc
	d.Heading(2, text.T("AI conversation "), text.From(out.ConversationID))
	d.DataNote("conversation")
	for _, t := range out.Turns {
		line := []text.Inline{text.Bold(text.T(t.Who)), text.T(" "), t.Name, text.T(" " + text.RFC3339(t.At.Time))}
		if t.DurationMs > 0 {
			line = append(line, text.T(", "+text.Duration(time.Duration(t.DurationMs*float64(time.Millisecond)))))
		}
		if t.Tokens > 0 {
			line = append(line, text.T(", "+text.Count(t.Tokens)+" tokens"))
		}
		if t.Status != "" {
			line = append(line, text.T(", "+string(cmp.Or(t.Status, "unknown"))))
		}
		d.Para(line...)
		const longest = 4000 // bytes of one turn
		for _, u := range []text.Untrusted{t.Input, t.Text} {
			if !u.IsZero() {
				d.CodeBlock("", text.From(u.ModelN(longest)))
			}
		}
	}
	Paged{Skipped: out.Skipped}.notes(&d)
	return d
}
