package mcpserve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
)

// everyTool is each tool's definition, by name.
func everyTool(t *testing.T) map[string]mcp.Tool {
	t.Helper()
	all := map[string]mcp.Tool{}
	add := func(tool mcp.Tool, err error) {
		if err != nil {
			t.Fatal(err)
		}
		all[tool.Name] = tool
	}
	for _, op := range listed(Selection{Toolsets: []string{All}}) {
		add(toolOf(op, ops.Constraints{}))
	}
	for _, name := range (Selection{}).leads() {
		add(definition(name))
	}
	return all
}

// Hosts keep what they were told about a tool, and people approve it by its
// definition: a change is looked at, tool by tool.
func TestToolsAreAsCommitted(t *testing.T) {
	dir := filepath.Join("testdata", "tools")
	all := everyTool(t)
	for name, tool := range all {
		compareGolden(t, filepath.Join(dir, name+".json"), indented(t, tool))
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ok := all[strings.TrimSuffix(f.Name(), ".json")]; !ok {
			t.Errorf("%s is of no tool: delete it", f.Name())
		}
	}
}

func indented(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// compareGolden checks a file, or writes it with -update.
func compareGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s changed; look at the difference, then go test ./mcpserve -update", path)
	}
}

// Every conversation pays for the tools that are listed, in tokens.
func TestToolsStayWithinTheirBudget(t *testing.T) {
	const (
		mainBudget = 3000   // for all main tools together
		oneBudget  = 525    // for one
		allBudget  = 16_600 // for all tools together
	)
	sum, mainSum := 0, 0
	isMain := append((Selection{}).leads(), mainTools()...)
	for name, tool := range everyTool(t) {
		n, err := cost(tool)
		if err != nil {
			t.Fatal(err)
		}
		if n > oneBudget {
			t.Errorf("%s costs %d tokens, more than %d", name, n, oneBudget)
		}
		sum += n
		if slices.Contains(isMain, name) {
			mainSum += n
		}
	}
	if mainSum > mainBudget {
		t.Errorf("the main tools cost %d tokens, more than %d", mainSum, mainBudget)
	}
	if sum > allBudget {
		t.Errorf("all tools cost %d tokens, more than %d", sum, allBudget)
	}
	t.Logf("main %d tokens in %d tools, all %d", mainSum, len(isMain), sum)
}

// docs/tools.md is generated, so that it cannot say what is not so.
func TestToolReferenceIsCurrent(t *testing.T) {
	all, err := List(Selection{Toolsets: []string{Main, All}})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(referenceHead)
	for _, set := range Toolsets() {
		var rows strings.Builder
		sum := 0
		for _, l := range all {
			if set == Main && l.Main || l.Toolset == set && set != Main {
				sum += l.Tokens
				fmt.Fprintf(&rows, "| `%s` | %s | %s | %d | %s |\n", l.Name, l.Effect, strings.Join(l.Scopes, ", "), l.Tokens, strings.Join(strings.Fields(l.Summary), " "))
			}
		}
		if rows.Len() > 0 {
			fmt.Fprintf(&b, "\n## %s: about %d tokens\n\n| tool | effect | scope, any of | tokens | what it does |\n| --- | --- | --- | --- | --- |\n%s", set, sum, &rows)
		}
	}
	compareGolden(t, filepath.Join("..", "docs", "tools.md"), []byte(b.String()))
}

const referenceHead = `# Tools

What ` + "`vedette serve`" + ` offers to coding agents. Without flags it lists the set *main*; ` + "`--toolsets`" + `, ` + "`--allow`" + `, ` + "`--deny`" + ` and ` + "`--read-only`" + ` choose others.
What is not listed is found by ` + "`search_tools`" + `, and what only reads is run by ` + "`call_read_tool`" + `. *main* holds tools of the other sets.
Tokens are estimates for name, description and input schema. This page is generated: ` + "`go test ./mcpserve -update`" + `.
`
