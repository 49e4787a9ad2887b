package ops

// issueOps find and read issues and their events.
func issueOps() []Operation {
	return []Operation{
		define("search_issues", "Search issues", Read, "issues", searchTime, (*Ops).SearchIssues, "event:read"),
		define("get_issue_details", "Issue details", Read, "issues", searchTime, (*Ops).GetIssueDetails, "event:read"),
		define("search_issue_events", "Events of an issue", Read, "issues", searchTime, (*Ops).SearchIssueEvents, "event:read"),
		define("get_issue_tag_values", "Tag distribution", Read, "issues", readTime, (*Ops).GetIssueTagValues, "event:read"),
		define("get_issue_activity", "Activity and comments", Read, "issues", readTime, (*Ops).GetIssueActivity, "event:read"),
	}
}
