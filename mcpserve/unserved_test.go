package mcpserve

import (
	"strings"
	"testing"
)

// A token that only reads: the tools that it cannot serve leave the list, the
// client is told, and one that it calls all the same fails with the reason.
func TestToolsThatCannotWorkAreNotListed(t *testing.T) {
	c := connectWith(t, answers(map[string]string{"GET /organizations/acme/": `{"slug":"acme","access":["org:read","event:read","project:read"],"features":["gen-ai-features"]}`}), Options{Learn: true})
	for range 10_000 { // calls go on until the news is there
		if len(c.news) > 0 {
			break
		}
		c.call("ping", map[string]any{})
	}
	if len(c.news) != 1 || c.news[0]["method"] != "notifications/tools/list_changed" {
		t.Fatalf("%v", c.news)
	}
	var names []string
	for _, tool := range c.call("tools/list", map[string]any{})["tools"].([]any) {
		names = append(names, tool.(map[string]any)["name"].(string))
	}
	all := " " + strings.Join(names, " ") + " "
	for _, gone := range []string{"update_issue", "add_issue_note", "analyze_issue_with_seer"} {
		if strings.Contains(all, " "+gone+" ") {
			t.Errorf("%s is listed", gone)
		}
	}
	for _, there := range []string{"search_issues", "get_seer_run", searchTools, callReadTool} {
		if !strings.Contains(all, " "+there+" ") {
			t.Errorf("%s is not listed", there)
		}
	}
	if md, _, isError := c.tool("add_issue_note", map[string]any{"issueId": "SHOP-1A", "text": "x"}); !isError || !strings.Contains(md, "SHOP-1A") {
		t.Error(md)
	}
}
