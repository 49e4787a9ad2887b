package ops

// exploreOps search telemetry: events, spans, logs, traces, replays, profiles.
func exploreOps() []Operation {
	return []Operation{
		define("search_events", "Search events, spans, logs, metrics, profiles, replays", Read, "explore", searchTime, (*Ops).SearchEvents, "event:read", "org:read"),
		define("find_event_fields", "Searchable fields", Read, "explore", searchTime, (*Ops).FindEventFields, "event:read", "org:read"),
		define("get_trace_details", "Trace", Read, "explore", searchTime, (*Ops).GetTraceDetails, "event:read", "org:read"),
		define("get_span_details", "Span", Read, "explore", searchTime, (*Ops).GetSpanDetails, "event:read", "org:read"),
		define("get_log_details", "Log entry", Read, "explore", searchTime, (*Ops).GetLogDetails, "event:read", "project:read"),
		define("get_performance_summary", "Performance", Read, "explore", searchTime, (*Ops).GetPerformanceSummary, "event:read", "org:read"),
		define("get_replay_details", "Replay", Read, "explore", searchTime, (*Ops).GetReplayDetails, "event:read", "org:read", "project:read"),
		define("search_ai_conversations", "AI conversations", Read, "explore", searchTime, (*Ops).SearchAIConversations, "event:read", "org:read"),
		define("get_ai_conversation_details", "AI conversation", Read, "explore", searchTime, (*Ops).GetAIConversationDetails, "event:read", "org:read"),
		define("get_profile", "Profiles of a transaction", Read, "explore", searchTime, (*Ops).GetProfile, "event:read", "org:read", "project:read"),
		define("get_profile_details", "Profile", Read, "explore", searchTime, (*Ops).GetProfileDetails, "event:read", "org:read", "project:read"),
		define("get_search_syntax", "Search syntax", Read, "explore", readTime, (*Ops).GetSearchSyntax),
	}
}
