package mcpserve

import (
	"strings"
	"testing"

	"vedette/mcpserve/transport"
)

// A call of what is not in the list says how it is reached, and an error of ours
// comes with a good status on the older wire: its clients drop the body of
// another.
func TestCallsOfUnlistedToolsSayHowToGoOn(t *testing.T) {
	r := serveHTTP(t, answers(nil), Options{}, HTTP{Access: transport.OpenAccess})
	id := r.session("")
	for tool, want := range map[string]string{
		"find_dashboards": "call_read_tool with name find_dashboards", "delete_issues": "X-MCP-Toolsets",
		"serch_issues": "did you mean search_issues",
	} {
		status, _, answer := r.send("", callOf(tool, `{}`), "Mcp-Session-Id", id)
		if status != 200 || !strings.Contains(string(answer), want) || !strings.Contains(string(answer), "-32602") {
			t.Errorf("%s: %d %s", tool, status, answer)
		}
	}
	modern := strings.Replace(callOf("find_dashboards", `{}`), `"params":{`, `"params":{`+aboutMe+`,`, 1)
	status, _, answer := r.send("", modern, "Mcp-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "find_dashboards")
	if status != 400 || !strings.Contains(string(answer), "-32602") {
		t.Errorf("%d %s", status, answer)
	}
}
