package main

import (
	"testing"

	"vedette/cli"
	"vedette/internal/ops"
	"vedette/tui"
)

// exempt gives the reason why a face does without an operation; "" = none.
func exempt(face string, op ops.Operation) string {
	if face == "tui" {
		return notOnScreen()[op.Name]
	}
	return ""
}

// notOnScreen are the operations without a screen, with the reason.
func notOnScreen() map[string]string {
	const (
		rare  = "set up once in a while: a command's and a tool's"
		shell = "reached from the shell and by agents"
		part  = "a part of the event, which the screen reads whole"
	)
	return map[string]string{
		"get_event_stacktrace":        part,
		"get_issue_breadcrumbs":       part,
		"get_sentry_resource":         shell,
		"debug_source_maps":           shell,
		"get_issue_summary":           shell,
		"search_ai_conversations":     shell,
		"get_ai_conversation_details": shell,
		"create_release":              shell,
		"update_release":              shell,
		"create_deploy":               shell,
		"set_release_commits":         shell,
		"check_gate":                  shell,
		"update_monitor":              shell,
		"create_uptime_monitor":       shell,
		"update_uptime_monitor":       shell,
		"delete_uptime_monitor":       shell,
		"get_project_details":         rare,
		"create_project":              rare,
		"update_project":              rare,
		"delete_project":              rare,
		"create_team":                 rare,
		"add_team_to_project":         rare,
		"remove_team_from_project":    rare,
		"find_dsns":                   rare,
		"create_dsn":                  rare,
		"update_dsn":                  rare,
		"delete_dsn":                  rare,
		"update_environment":          rare,
		"get_ownership":               rare,
		"update_ownership":            rare,
		"find_repositories":           rare,
		"find_code_mappings":          rare,
		"find_integrations":           rare,
		"search_docs":                 rare,
		"get_doc":                     rare,
		"get_org_stats":               rare,
	}
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
