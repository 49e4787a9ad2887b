package cli

import (
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

func (s *session) replayGroup() *ucli.Command {
	return s.group("replay", "Find and read session replays", s.command(replayList()), s.command(replayView()))
}

func replayList() leaf {
	return listOf(leaf{
		name: "list", summary: "search session replays, newest first",
		examples: []string{"vedette replay list -q 'count_rage_clicks:>0 url:*checkout*'", "vedette replay list --sort -count_errors --period 7d"},
	}, "replays", "", "id", "started_at", "duration", "user.display_name", "count_errors", "count_rage_clicks", "count_dead_clicks", "urls")
}

func replayView() leaf {
	return view(leaf{
		name: "view", summary: "show a session replay as a timeline", op: []string{"get_replay_details"}, args: "REPLAY", min: 1, max: 1,
		details:  "A REPLAY is its id or its URL. The timeline has navigations, clicks, rage and dead clicks, console errors and failed requests.",
		examples: []string{"vedette replay view 7e07485f12f9416b8b1426260799b51f", "vedette replay view 7e07485f12f9416b8b1426260799b51f --limit 500 --jq '.steps[].text'"},
		flags:    []ucli.Flag{&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 60, Usage: "at most `N` steps; plain clicks are left out first"}},
	}, (*ops.Ops).GetReplayDetails, func(c *call, _ config.Settings) (ops.GetReplayDetailsIn, error) {
		in := ops.GetReplayDetailsIn{ReplayID: c.args[0], Limit: c.cmd.Int("limit")}
		if strings.Contains(c.args[0], "://") {
			in.ReplayID, in.URL = "", c.args[0]
		}
		return in, nil
	})
}

func (s *session) conversationGroup() *ucli.Command {
	return s.group("conversation", "Find and read conversations with LLM agents", s.command(conversationList()), s.command(conversationView()))
}

func conversationList() leaf {
	return list(leaf{
		name: "list", summary: "list conversations with LLM agents, newest first", op: []string{"search_ai_conversations"},
		examples: []string{"vedette conversation list --period 7d", "vedette conversation list --sort -totalTokens"},
		flags: []ucli.Flag{queryFlag("the spans"), periodFlag("30d"), envFlag(),
			&ucli.StringFlag{Name: "sort", Value: "-timestamp", Usage: "`ORDER`: -timestamp, -duration, -errors, -llmCalls, -toolCalls, -totalTokens, -totalCost"}},
	}, lister[ops.SearchAIConversationsIn, ops.SearchAIConversationsOut, ops.AIConversation]{
		run: (*ops.Ops).SearchAIConversations, key: "conversations", empty: "No conversation matches.", columns: conversationColumns,
		rows: func(out *ops.SearchAIConversationsOut) *[]ops.AIConversation { return &out.Conversations },
		id:   func(c ops.AIConversation) string { return string(c.ID) },
		in: func(c *call, s config.Settings) (ops.SearchAIConversationsIn, error) {
			return ops.SearchAIConversationsIn{Query: c.cmd.String("query"), Sort: c.cmd.String("sort"), Period: c.cmd.String("period"), Environment: c.environments(s)}, nil
		},
	})
}

func conversationColumns(now time.Time) []render.Column[ops.AIConversation] {
	return []render.Column[ops.AIConversation]{
		{Title: "conversation", Value: func(c ops.AIConversation) string { return string(c.ID) }, Style: always[ops.AIConversation](render.Bold)},
		ago("last seen", now, func(c ops.AIConversation) time.Time { return c.Timestamp.Time }),
		{Title: "begins with", Value: func(c ops.AIConversation) string { return either(c.Title.String(), c.FirstInput.String()) }, Flex: true},
		count("calls", func(c ops.AIConversation) int64 { return int64(c.LLMCalls) }),
		count("tools", func(c ops.AIConversation) int64 { return int64(c.ToolCalls) }),
		{Title: "tokens", Right: true, Value: func(c ops.AIConversation) string { return itoa(int64(c.TotalTokens)) },
			Show: func(c ops.AIConversation) string { return text.Count(int64(c.TotalTokens)) }},
		count("errors", func(c ops.AIConversation) int64 { return int64(c.Errors) }),
	}
}

func conversationView() leaf {
	return view(leaf{
		name: "view", summary: "show the transcript of a conversation", op: []string{"get_ai_conversation_details"}, args: "CONVERSATION", min: 1, max: 1,
		examples: []string{"vedette conversation view conv-42"},
	}, (*ops.Ops).GetAIConversationDetails, func(c *call, _ config.Settings) (ops.GetAIConversationDetailsIn, error) {
		return ops.GetAIConversationDetailsIn{ConversationID: c.args[0]}, nil
	})
}
