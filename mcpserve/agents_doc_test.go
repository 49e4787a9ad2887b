package mcpserve

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vedette/mcpserve/prompts"
	"vedette/mcpserve/resources"
)

// docs/agents.md names every prompt with its arguments, and every address.
func TestAgentsPageIsComplete(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "agents.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{}
	all, err := prompts.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		var args []string
		for _, a := range p.Arguments {
			args = append(args, "`"+a.Name+"`")
		}
		want = append(want, "| `"+p.Name+"` | "+strings.Join(args, ", ")+" |")
	}
	for _, r := range resources.Templates() {
		want = append(want, "| `"+strings.TrimSuffix(r.URITemplate(), "{?format}")+"` | `"+r.Operation+"`")
	}
	for _, r := range resources.Listed() {
		want = append(want, "`"+r.URI+"`")
	}
	for _, part := range want {
		if !strings.Contains(string(page), part) {
			t.Errorf("docs/agents.md lacks %s", part)
		}
	}
}
