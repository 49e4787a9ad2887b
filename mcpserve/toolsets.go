package mcpserve

import (
	"slices"

	"vedette/internal/ops"
)

// mainTools are listed by default. Every tool that is listed costs each
// conversation its description and schema; a test holds the sum to its budget.
func mainTools() []string {
	return []string{
		"find_organizations", "find_projects", "find_releases", "search_issues", "get_issue_details", "search_issue_events",
		"get_issue_tag_values", "search_events", "get_trace_details", "get_sentry_resource",
		"update_issue", "add_issue_note", "analyze_issue_with_seer", "get_seer_run",
	}
}

// toolNames are the names of all tools.
func toolNames() []string {
	out := []string{searchTools, callReadTool}
	for _, op := range ops.Catalog() {
		out = append(out, op.Name)
	}
	return out
}

// leads are the tools of this package that a selection lists: they lead to what
// it does not list.
func (s Selection) leads() []string {
	return slices.DeleteFunc([]string{callReadTool, searchTools}, func(name string) bool {
		return !s.offers(name, ops.Read) || !s.lists(name, "", true)
	})
}

// listed are the operations that a selection lists, in the catalogue's order.
func listed(s Selection) []ops.Operation {
	return slices.DeleteFunc(ops.Catalog(), func(op ops.Operation) bool {
		return !s.offers(op.Name, op.Effect) || !s.lists(op.Name, op.Toolset, slices.Contains(mainTools(), op.Name))
	})
}
