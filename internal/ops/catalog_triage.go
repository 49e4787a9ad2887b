package ops

import "time"

// bulkTime is for changes that read up to 1,000 issues first.
const bulkTime = 5 * time.Minute

// triageOps change issues.
func triageOps() []Operation {
	return []Operation{
		define("add_issue_note", "Comment on an issue", Write, "triage", writeTime, (*Ops).AddIssueNote, "event:write", "event:admin"),
		define("update_issue", "Resolve, archive, assign, prioritise", Destructive, "triage", writeTime, (*Ops).UpdateIssue, "event:write", "event:admin"),
		define("update_issues", "Change many issues", Destructive, "triage", bulkTime, (*Ops).UpdateIssues, "event:write", "event:admin"),
		define("merge_issues", "Merge issues", Destructive, "triage", bulkTime, (*Ops).MergeIssues, "event:write", "event:admin"),
		define("delete_issues", "Delete issues", Destructive, "triage", bulkTime, (*Ops).DeleteIssues, "event:admin"),
		define("update_issue_note", "Edit a comment", Destructive, "triage", writeTime, (*Ops).UpdateIssueNote, "event:write", "event:admin"),
		define("delete_issue_note", "Delete a comment", Destructive, "triage", writeTime, (*Ops).DeleteIssueNote, "event:write", "event:admin"),
	}
}
