package mcpserve

import (
	"encoding/json"
	"strings"
	"testing"
)

// The call that a cut answer proposed was the one just made.
func TestNarrowerProposesAnotherCall(t *testing.T) {
	first := narrower("get_issue_details", json.RawMessage(`{"issueId":"SHOP-1A"}`), 0.5)
	if !strings.Contains(first, `"include":["stack"]`) {
		t.Errorf("the whole issue: %q", first)
	}
	if again := narrower("get_issue_details", json.RawMessage(`{"issueId":"SHOP-1A","include":["stack"]}`), 0.5); strings.Contains(again, "stack") {
		t.Errorf("the stack alone: %q", again)
	}
}
