package ops

import (
	"context"
	"time"

	"vedette/internal/searchquery"
	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// SearchAIConversationsIn selects conversations with LLM agents.
type SearchAIConversationsIn struct {
	OrgTarget
	Query       string   `json:"query,omitempty" jsonschema:"Search over the spans of the conversations."`
	Project     string   `json:"project,omitempty" jsonschema:"Slug or id."`
	Environment []string `json:"environment,omitempty"`
	Sort        string   `json:"sort,omitempty" enum:"-timestamp,-duration,-errors,-llmCalls,-toolCalls,-totalTokens,-totalCost" default:"-timestamp"`
	Period      string   `json:"period,omitempty" default:"30d"`
	Start       string   `json:"start,omitempty" jsonschema:"RFC 3339, with end, instead of period."`
	End         string   `json:"end,omitempty"`
	PageIn
}

// AIConversation is one conversation with an LLM agent.
type AIConversation = sentryapi.AIConversation

// SearchAIConversationsOut is one page of conversations.
type SearchAIConversationsOut struct {
	Organization  string           `json:"organization"`
	Conversations []AIConversation `json:"conversations"`
	Paged
}

// SearchAIConversations lists conversations with LLM agents.
func (o *Ops) SearchAIConversations(ctx context.Context, in SearchAIConversationsIn) (SearchAIConversationsOut, error) {
	return run(ctx, o, in, o.searchAIConversations)
}

func (o *Ops) searchAIConversations(ctx context.Context, in SearchAIConversationsIn) (SearchAIConversationsOut, error) {
	const op = "search_ai_conversations"
	var out SearchAIConversationsOut
	notes, err := checkQuery(op, searchquery.Spans, in.Query)
	if err != nil {
		return out, err
	}
	q := sentryapi.TableQuery{
		Query: in.Query, Sort: orWord(in.Sort, "-timestamp"), Projects: o.projects(in.Project), Environments: in.Environment, Limit: in.rows(), Cursor: in.Cursor,
	}
	if q.StatsPeriod, q.Start, q.End, err = timeRange(op, in.Period, in.Start, in.End, "30d"); err != nil {
		return out, err
	}
	if out.Organization, err = o.org(ctx, op, in.Org); err != nil {
		return out, err
	}
	page, err := o.client.AIConversations(ctx, out.Organization, q)
	out.Conversations, out.Paged = orEmpty(page.Items), pagedOf(page).noted(notes)
	return out, withoutConversations(op, err)
}

// withoutConversations says what a 404 of these endpoints means: the list
// exists wherever the feature does.
func withoutConversations(op string, err error) error {
	if KindOf(err) != sentryapi.KindNotFound {
		return err
	}
	return &Error{Kind: sentryapi.KindNotFound, Op: op, Status: 404, Err: err, Message: text.From("this server or organization has no AI conversations"),
		Hint: "search the spans: vedette span list -q has:gen_ai.operation.type"}
}

// Doc is a line per conversation.
func (out SearchAIConversationsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Conversations) == 0 {
		d.Para(text.T("No AI conversation in " + out.Organization + " matches."))
	} else {
		d.DataNote("conversation")
	}
	for _, c := range out.Conversations {
		d.Bullet(text.Code(c.ID), text.T(" "), text.From(firstOf(c.Title, c.FirstInput).Cut(80)), text.T(
			" "+text.RFC3339(c.Timestamp.Time)+", "+text.Duration(time.Duration(float64(c.Duration)*float64(time.Millisecond)))+", "+counted(int64(c.LLMCalls), "LLM call")+", "+
				counted(int64(c.ToolCalls), "tool call")+", "+text.Count(int64(c.TotalTokens))+" tokens, "+counted(int64(c.Errors), "error")))
	}
	out.notes(&d)
	return d
}
