package tomledit

import (
	"reflect"
	"testing"

	"github.com/BurntSushi/toml"
)

const agent = `# Mine.
model = "x" # the good one

[mcp_servers.other]
command = "npx"

# Ours, with a note.
[mcp_servers.vedette]
command = "vedette"
args = [ # how it starts
  "serve",
  "--read-only",
] # and no more
startup_timeout_sec = 20

# Last.
[tui]
notifications = true
`

func TestApply(t *testing.T) {
	table := []string{"mcp_servers", "vedette"}
	for _, c := range []struct {
		name, old string
		changes   []Change
		want      string
	}{
		{"a list over several lines is replaced", "[mcp_servers.vedette]\nargs = [\n  \"serve\",\n] # and no more\nx = 1\n",
			[]Change{{table, "args", []string{"serve", "--org"}}}, "[mcp_servers.vedette]\nargs = [\"serve\", \"--org\"] # and no more\nx = 1\n"},
		{"and removed", "[mcp_servers.vedette]\nargs = [\n  \"serve\",\n]\nx = 1\n", []Change{{table, "args", nil}}, "[mcp_servers.vedette]\nx = 1\n"},
		{"a new table in a file for Windows", "a = 1\r\n", []Change{{table, "command", "vedette"}}, "a = 1\r\n\r\n[mcp_servers.vedette]\r\ncommand = \"vedette\"\r\n"},
		{"a table goes with its comments, the others stay", agent, []Change{{Table: table}},
			"# Mine.\nmodel = \"x\" # the good one\n\n[mcp_servers.other]\ncommand = \"npx\"\n\n# Ours, with a note.\n# Last.\n[tui]\nnotifications = true\n"},
	} {
		if got, err := Apply(c.old, c.changes...); err != nil || got != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.name, err, got, c.want)
		}
	}
	if got, err := Apply(`mcp_servers = { vedette = { command = "a" } }`, Change{table, "command", "b"}); err == nil {
		t.Errorf("an inline table became %s", got)
	}
}

func FuzzApply(f *testing.F) {
	for _, s := range []string{agent, "", "a = 1", "[x]\n[x.y]\n", "a = '''\n[mcp_servers.vedette]\n'''", "a=[\n1,#x\n2]\n", "[[a]]\n", "\r\n[mcp_servers.vedette] # x\r\n"} {
		f.Add(s, "va#l'u\"e")
	}
	f.Fuzz(func(t *testing.T, doc, value string) {
		before := map[string]any{}
		if _, err := toml.Decode(doc, &before); err != nil {
			return
		}
		table := []string{"mcp_servers", "vedette"}
		out, err := Apply(doc, Change{table, "command", value}, Change{table, "args", []string{value, "x"}})
		if err != nil {
			return
		}
		after := map[string]any{}
		if _, err := toml.Decode(out, &after); err != nil {
			t.Fatalf("%q: %v", out, err)
		}
		ours, old := descend(after, table), descend(before, table)
		if ours["command"] != value || !reflect.DeepEqual(ours["args"], []any{value, "x"}) {
			t.Fatalf("%q has %v", out, ours)
		}
		for _, m := range []map[string]any{ours, old} {
			delete(m, "command")
			delete(m, "args")
		}
		if !reflect.DeepEqual(prune(before), prune(after)) {
			t.Errorf("%q became %q", doc, out)
		}
	})
}
