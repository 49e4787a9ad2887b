package ops

// triageOps change issues.
func triageOps() []Operation {
	return []Operation{
		define("add_issue_note", "Comment on an issue", Write, "triage", writeTime, (*Ops).AddIssueNote, "event:write", "event:admin"),
		define("update_issue", "Resolve, archive, assign, prioritise", Destructive, "triage", writeTime, (*Ops).UpdateIssue, "event:write", "event:admin"),
	}
}
