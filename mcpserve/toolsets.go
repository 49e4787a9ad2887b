package mcpserve

import (
	"fmt"
	"slices"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// Toolsets that name more than one set of operations.
const (
	Main = "main" // what debugging needs most; listed when nothing is chosen
	All  = "all"
)

// mainTools are listed by default. Every tool that is listed costs each
// conversation its description and schema; a test holds the sum to its budget.
func mainTools() []string {
	return []string{
		"whoami", "find_organizations", "find_projects", "find_teams", "find_releases",
		"search_issues", "get_issue_details", "search_issue_events", "get_issue_tag_values", "get_issue_activity",
		"add_issue_note", "update_issue", "analyze_issue_with_seer", "get_seer_run",
	}
}

// listed are the operations of the toolsets; none named means Main.
func listed(toolsets []string) ([]ops.Operation, error) {
	if len(toolsets) == 0 {
		toolsets = []string{Main}
	}
	known := []string{Main, All}
	var out []ops.Operation
	for _, op := range ops.Catalog() {
		if !slices.Contains(known, op.Toolset) {
			known = append(known, op.Toolset)
		}
		if slices.Contains(toolsets, All) || slices.Contains(toolsets, op.Toolset) || slices.Contains(toolsets, Main) && slices.Contains(mainTools(), op.Name) {
			out = append(out, op)
		}
	}
	for _, name := range toolsets {
		if !slices.Contains(known, name) {
			return nil, &ops.Error{Kind: ops.KindInvalid, Op: "serve", Message: text.From(fmt.Sprintf("there is no toolset %q", name)), Hint: "toolsets: " + strings.Join(known, ", ")}
		}
	}
	return out, nil
}
