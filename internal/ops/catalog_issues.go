package ops

// issueOps find and read issues and their events.
func issueOps() []Operation {
	return []Operation{
		define("search_issues", "Search issues", Read, "issues", searchTime, (*Ops).SearchIssues, "event:read"),
		define("get_issue_details", "Issue details", Read, "issues", searchTime, (*Ops).GetIssueDetails, "event:read"),
		define("search_issue_events", "Events of an issue", Read, "issues", searchTime, (*Ops).SearchIssueEvents, "event:read"),
		define("get_issue_tag_values", "Tag distribution", Read, "issues", readTime, (*Ops).GetIssueTagValues, "event:read"),
		define("get_issue_activity", "Activity and comments", Read, "issues", readTime, (*Ops).GetIssueActivity, "event:read"),
		define("get_event_details", "One event", Read, "issues", searchTime, (*Ops).GetEventDetails, "event:read", "project:read"),
		define("get_event_stacktrace", "Whole stack trace", Read, "issues", searchTime, (*Ops).GetEventStacktrace, "event:read"),
		define("get_issue_breadcrumbs", "Breadcrumbs", Read, "issues", searchTime, (*Ops).GetIssueBreadcrumbs, "event:read"),
		define("get_event_attachment", "Files of an event", Read, "issues", searchTime, (*Ops).GetEventAttachment, "event:read", "project:read"),
		define("get_issue_user_reports", "What users said", Read, "issues", readTime, (*Ops).GetIssueUserReports, "event:read"),
		define("get_issue_owners", "Suspect commits and owners", Read, "issues", searchTime, (*Ops).GetIssueOwners, "event:read", "project:read"),
		define("find_similar_issues", "Similar issues", Read, "issues", searchTime, (*Ops).FindSimilarIssues, "event:read"),
		define("find_external_issues", "Linked issues of other trackers", Read, "issues", readTime, (*Ops).FindExternalIssues, "event:read"),
		define("find_issue_views", "Saved issue searches", Read, "issues", readTime, (*Ops).FindIssueViews, "member:read", "org:read"),
		define("get_sentry_resource", "What a Sentry URL shows", Read, "issues", searchTime, (*Ops).GetSentryResource, "event:read", "project:read", "org:read"),
		define("debug_source_maps", "Why a stack is not mapped", Read, "issues", searchTime, (*Ops).DebugSourceMaps, "project:read"),
	}
}
