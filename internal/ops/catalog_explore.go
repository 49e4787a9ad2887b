package ops

// exploreOps search telemetry: events, spans, logs, traces, replays, profiles.
func exploreOps() []Operation {
	return []Operation{
		define("search_events", "Search events, spans, logs, metrics, profiles, replays", Read, "explore", searchTime, (*Ops).SearchEvents, "event:read", "org:read"),
		define("find_event_fields", "Searchable fields", Read, "explore", searchTime, (*Ops).FindEventFields, "event:read", "org:read"),
		define("get_search_syntax", "Search syntax", Read, "explore", readTime, (*Ops).GetSearchSyntax),
	}
}
