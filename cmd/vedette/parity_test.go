package main

import (
	"testing"

	"vedette/cli"
	"vedette/internal/ops"
	"vedette/tui"
)

// exempt gives the reason why a face does without an operation; "" = none. The
// terminal interface is for triage: what is read or set up once in a while is a
// command's and a tool's.
func exempt(face string, op ops.Operation) string {
	main := map[string]bool{
		"whoami": true, "find_organizations": true, "find_projects": true, "find_teams": true, "find_releases": true,
		"search_issues": true, "get_issue_details": true, "search_issue_events": true, "get_issue_tag_values": true, "get_issue_activity": true,
		"add_issue_note": true, "update_issue": true, "analyze_issue_with_seer": true, "get_seer_run": true,
	}
	if face == "tui" && !main[op.Name] {
		return "the toolset " + op.Toolset + " is reached from the shell and by agents"
	}
	return ""
}

// Every operation is reachable through every face. The MCP tools are derived
// from the catalogue, so only the two hand-made faces can lack one.
func TestEveryFaceHasEveryOperation(t *testing.T) {
	faces := map[string]map[string][]string{"cli": cli.Operations(), "tui": tui.Operations()}
	known := map[string]bool{}
	for _, op := range ops.Catalog() {
		known[op.Name] = true
		for face, covered := range faces {
			switch reason := exempt(face, op); {
			case len(covered[op.Name]) == 0 && reason == "":
				t.Errorf("%s has no way to %s, and no reason is given", face, op.Name)
			case len(covered[op.Name]) > 0 && reason != "":
				t.Errorf("%s reaches %s by %v: its exemption (%s) is out of date", face, op.Name, covered[op.Name], reason)
			}
		}
	}
	for face, covered := range faces {
		for op := range covered {
			if !known[op] {
				t.Errorf("%s claims the operation %s, which the catalogue does not know", face, op)
			}
		}
	}
}
