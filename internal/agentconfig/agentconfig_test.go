package agentconfig

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/tailscale/hujson"
)

func client(t testing.TB, name string) Client {
	t.Helper()
	c, ok := Find(name)
	if !ok {
		t.Fatalf("there is no client %s", name)
	}
	return c
}

// Where each client's maker says that its file is.
func TestFiles(t *testing.T) {
	for _, c := range []struct {
		client, goos string
		env          map[string]string
		user         string
		project      string
	}{
		{"claude", "linux", nil, "/home/me/.claude.json", ".mcp.json"},
		{"claude", "linux", map[string]string{"CLAUDE_CONFIG_DIR": "/cfg"}, "/cfg/.claude.json", ".mcp.json"},
		{"claude-desktop", "darwin", nil, "/home/me/Library/Application Support/Claude/claude_desktop_config.json", ""},
		{"claude-desktop", "windows", map[string]string{"APPDATA": "/roaming"}, "/roaming/Claude/claude_desktop_config.json", ""},
		{"claude-desktop", "linux", nil, "/home/me/.config/Claude/claude_desktop_config.json", ""},
		{"codex", "linux", nil, "/home/me/.codex/config.toml", ".codex/config.toml"},
		{"codex", "linux", map[string]string{"CODEX_HOME": "/cx"}, "/cx/config.toml", ".codex/config.toml"},
		{"copilot", "linux", nil, "/home/me/.copilot/mcp-config.json", ".mcp.json"},
		{"cursor", "windows", nil, "/home/me/.cursor/mcp.json", ".cursor/mcp.json"},
		{"gemini", "darwin", nil, "/home/me/.gemini/settings.json", ".gemini/settings.json"},
		{"kiro", "linux", nil, "/home/me/.kiro/settings/mcp.json", ".kiro/settings/mcp.json"},
		{"opencode", "linux", map[string]string{"XDG_CONFIG_HOME": "/xdg"}, "/xdg/opencode/opencode.json", "opencode.json"},
		{"vscode", "linux", nil, "/home/me/.config/Code/User/mcp.json", ".vscode/mcp.json"},
		{"vscode", "darwin", nil, "/home/me/Library/Application Support/Code/User/mcp.json", ".vscode/mcp.json"},
		{"windsurf", "linux", nil, "/home/me/.codeium/windsurf/mcp_config.json", ""},
		{"zed", "darwin", map[string]string{"XDG_CONFIG_HOME": "/xdg"}, "/home/me/.config/zed/settings.json", ".zed/settings.json"},
		{"zed", "linux", map[string]string{"XDG_CONFIG_HOME": "/xdg"}, "/xdg/zed/settings.json", ".zed/settings.json"},
		{"zed", "windows", map[string]string{"APPDATA": "/roaming"}, "/roaming/Zed/settings.json", ".zed/settings.json"},
	} {
		p := Place{GOOS: c.goos, Home: "/home/me", Root: "/nowhere/repo", Env: func(name string) string { return c.env[name] }}
		if got := filepath.ToSlash(client(t, c.client).File(User, p)); got != c.user {
			t.Errorf("%s on %s: %s", c.client, c.goos, got)
		}
		want := c.project
		if want != "" {
			want = "/nowhere/repo/" + want
		}
		if got := filepath.ToSlash(client(t, c.client).File(Project, p)); got != want {
			t.Errorf("%s in a project: %s", c.client, got)
		}
	}
}

// docs/agents.md names every client, with its maker's page.
func TestAgentsPageIsComplete(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "agents.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Clients() {
		if !strings.Contains(string(page), "| [`"+c.Name+"`]("+c.Docs+") |") {
			t.Errorf("docs/agents.md lacks %s with %s", c.Name, c.Docs)
		}
	}
}

func TestTheFileThatIsThere(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "opencode.jsonc"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := client(t, "opencode").File(Project, Place{Root: root}); filepath.Base(got) != "opencode.jsonc" {
		t.Errorf("%s", got)
	}
}

var entry = Entry{Command: "/bin/vedette", Args: []string{"--profile", "work", "serve"}, Env: []string{"SENTRY_AUTH_TOKEN"}}

// The entries as the makers document them.
func TestSnippets(t *testing.T) {
	for name, want := range map[string]string{
		"claude":         `{"mcpServers":{"vedette":{"type":"stdio","command":"/bin/vedette","args":["--profile","work","serve"],"env":{"SENTRY_AUTH_TOKEN":"${SENTRY_AUTH_TOKEN}"}}}}`,
		"claude-desktop": `{"mcpServers":{"vedette":{"command":"/bin/vedette","args":["--profile","work","serve"]}}}`,
		"copilot":        `{"mcpServers":{"vedette":{"type":"stdio","command":"/bin/vedette","args":["--profile","work","serve"],"env":{"SENTRY_AUTH_TOKEN":"${SENTRY_AUTH_TOKEN}"},"tools":["*"]}}}`,
		"cursor":         `{"mcpServers":{"vedette":{"type":"stdio","command":"/bin/vedette","args":["--profile","work","serve"],"env":{"SENTRY_AUTH_TOKEN":"${env:SENTRY_AUTH_TOKEN}"}}}}`,
		"gemini":         `{"mcpServers":{"vedette":{"command":"/bin/vedette","args":["--profile","work","serve"],"env":{"SENTRY_AUTH_TOKEN":"${SENTRY_AUTH_TOKEN}"}}}}`,
		"kiro":           `{"mcpServers":{"vedette":{"command":"/bin/vedette","args":["--profile","work","serve"],"env":{"SENTRY_AUTH_TOKEN":"${SENTRY_AUTH_TOKEN}"}}}}`,
		"opencode":       `{"mcp":{"vedette":{"type":"local","command":["/bin/vedette","--profile","work","serve"],"environment":{"SENTRY_AUTH_TOKEN":"{env:SENTRY_AUTH_TOKEN}"}}}}`,
		"vscode":         `{"servers":{"vedette":{"type":"stdio","command":"/bin/vedette","args":["--profile","work","serve"],"env":{"SENTRY_AUTH_TOKEN":"${env:SENTRY_AUTH_TOKEN}"}}}}`,
		"windsurf":       `{"mcpServers":{"vedette":{"command":"/bin/vedette","args":["--profile","work","serve"],"env":{"SENTRY_AUTH_TOKEN":"${env:SENTRY_AUTH_TOKEN}"}}}}`,
		"zed":            `{"context_servers":{"vedette":{"command":"/bin/vedette","args":["--profile","work","serve"]}}}`,
	} {
		got, err := client(t, name).Snippet("vedette", entry)
		if err != nil {
			t.Fatal(err)
		}
		if min, err := hujson.Minimize([]byte(got)); err != nil || string(min) != want {
			t.Errorf("%s: %s", name, min)
		}
	}
	const want = "[mcp_servers.vedette]\ncommand = \"/bin/vedette\"\nargs = [\"--profile\", \"work\", \"serve\"]\nenv_vars = [\"SENTRY_AUTH_TOKEN\"]\n"
	if got, err := client(t, "codex").Snippet("vedette", entry); err != nil || got != want {
		t.Errorf("%v\n%s", err, got)
	}
	if len(Clients()) != 11 {
		t.Errorf("%d clients: the tables of this test know 11", len(Clients()))
	}
}

// change writes old, installs, and gives the file after; it checks that the
// second time changes nothing, and that a change leaves a copy.
func change(t *testing.T, c Client, old string, e Entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(old), 0o640); err != nil {
		t.Fatal(err)
	}
	ch, err := c.Install(path, "vedette", e, false)
	if err != nil {
		t.Fatal(err)
	}
	backup, err := ch.Apply(time.Unix(0, 0).UTC())
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile(backup); backup != "" && (err != nil || string(kept) != old) {
		t.Errorf("the copy: %v, %q", err, kept)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	again, err := c.Install(path, "vedette", e, false)
	if err != nil || !again.Empty() || again.Diff() != "" {
		t.Errorf("the second time: %v\n%s", err, again.Diff())
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

// What a person wrote stays as it was written.
func TestInstallKeeps(t *testing.T) {
	e := Entry{Command: "vedette", Args: []string{"serve"}}
	for _, c := range []struct{ name, client, old, want string }{
		{"comments and a last comma", "zed", "// mine\n{\n    \"theme\": \"x\", // dark\n    /* servers */\n    \"context_servers\": {\n        \"a\": {\"command\": \"b\"}, // the first\n    },\n}\n",
			"// mine\n{\n    \"theme\": \"x\", // dark\n    /* servers */\n    \"context_servers\": {\n        \"a\": {\"command\": \"b\"}, // the first\n        \"vedette\": {\n            \"command\": \"vedette\",\n            \"args\": [\"serve\"]\n        },\n    },\n}\n"},
		{"no last comma, a comment at the end", "cursor", "{\n\t\"mcpServers\": {\n\t\t\"a\": {} // one\n\t}\n}",
			"{\n\t\"mcpServers\": {\n\t\t\"a\": {}, // one\n\t\t\"vedette\": {\n\t\t\t\"type\": \"stdio\",\n\t\t\t\"command\": \"vedette\",\n\t\t\t\"args\": [\"serve\"]\n\t\t}\n\t}\n}"},
		{"one line", "claude-desktop", `{"a":1}`, `{"a":1,"mcpServers":{"vedette":{"command":"vedette","args":["serve"]}}}`},
		{"lines of Windows, a byte order mark", "claude-desktop", "\ufeff{\r\n  \"a\": 1\r\n}\r\n",
			"\ufeff{\r\n  \"a\": 1,\r\n  \"mcpServers\": {\r\n    \"vedette\": {\r\n      \"command\": \"vedette\",\r\n      \"args\": [\"serve\"]\r\n    }\r\n  }\r\n}\r\n"},
		{"an entry of ours: what was added to it", "kiro", "{\n  \"mcpServers\": {\n    \"vedette\": {\n      \"disabled\": true, // for now\n      \"command\": \"/old/vedette\", // here\n      \"args\": [ \"serve\" ],\n      \"env\": {\"X\": \"1\"}\n    }\n  }\n}\n",
			"{\n  \"mcpServers\": {\n    \"vedette\": {\n      \"disabled\": true, // for now\n      \"command\": \"vedette\", // here\n      \"args\": [ \"serve\" ],\n      \"env\": {\"X\": \"1\"}\n    }\n  }\n}\n"},
		{"an empty file", "gemini", " \n", "{\n  \"mcpServers\": {\n    \"vedette\": {\n      \"command\": \"vedette\",\n      \"args\": [\"serve\"]\n    }\n  }\n}\n"},
		{"OpenCode 2", "opencode", `{"mcp":{"servers":{"a":{}}}}`, `{"mcp":{"servers":{"a":{},"vedette":{"type":"local","command":["vedette","serve"]}}}}`},
		{"a server called servers", "opencode", `{"mcp":{"servers":{"type":"local"}}}`, `{"mcp":{"servers":{"type":"local"},"vedette":{"type":"local","command":["vedette","serve"]}}}`},
		{"TOML", "codex", "model = \"x\" # good\n\n# other\n[mcp_servers.other]\ncommand = \"npx\"\n", "model = \"x\" # good\n\n# other\n[mcp_servers.other]\ncommand = \"npx\"\n\n[mcp_servers.vedette]\ncommand = \"vedette\"\nargs = [\"serve\"]\n"},
		{"TOML, an entry of ours", "codex", "[mcp_servers.vedette]\ncommand = \"/old\" # here\nargs = [\n  \"serve\", \"--org\", \"x\",\n]\nstartup_timeout_sec = 20\n", "[mcp_servers.vedette]\ncommand = \"vedette\" # here\nargs = [\"serve\"]\nstartup_timeout_sec = 20\n"},
	} {
		if got := change(t, client(t, c.client), c.old, e); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	e.Ours = func(name string) bool { return name == "SENTRY_AUTH_TOKEN" }
	const old = `{"mcpServers":{"vedette":{"command":"vedette","args":["serve"],"env":{"SENTRY_AUTH_TOKEN":"${SENTRY_AUTH_TOKEN}","X":"${X}"}}}}`
	if got := change(t, client(t, "kiro"), old, e); got != strings.Replace(old, `"SENTRY_AUTH_TOKEN":"${SENTRY_AUTH_TOKEN}",`, "", 1) {
		t.Errorf("a variable that is handed on no more: %s", got)
	}
	if fixed := strings.Replace(old, "${SENTRY_AUTH_TOKEN}", "mine", 1); change(t, client(t, "kiro"), fixed, e) != fixed {
		t.Error("a value that a person wrote is gone")
	}
	if got := change(t, client(t, "codex"), "[mcp_servers.vedette]\nenv_vars = [\"SENTRY_AUTH_TOKEN\", \"X\"]\n", e); !strings.Contains(got, `env_vars = ["X"]`) {
		t.Errorf("%s", got)
	}
	const more = "[mcp_servers.vedette]\ncommand = \"/bin/vedette\"\nargs = []\nenv_vars = [\"HTTP_PROXY\"]\n"
	if got := change(t, client(t, "codex"), more, entry); !strings.Contains(got, `env_vars = ["HTTP_PROXY", "SENTRY_AUTH_TOKEN"]`) {
		t.Errorf("variables that somebody added are gone:\n%s", got)
	}
}

func TestUninstall(t *testing.T) {
	for _, c := range []struct{ name, client, old, want string }{
		{"the last of two", "cursor", "{\n  \"mcpServers\": {\n    \"a\": {}, // one\n    // ours\n    \"vedette\": {}\n  }\n}\n", "{\n  \"mcpServers\": {\n    \"a\": {}\n  }\n}\n"},
		{"the first of two", "cursor", `{"mcpServers":{"vedette":{},"a":{}}}`, `{"mcpServers":{"a":{}}}`},
		{"the only one", "cursor", "{\n  \"mcpServers\": {\n    \"vedette\": {},\n  },\n}\n", "{\n  \"mcpServers\": {},\n}\n"},
		{"a last comma stays", "zed", "{\n  \"context_servers\": {\n    \"a\": {},\n    \"vedette\": {},\n  },\n}\n", "{\n  \"context_servers\": {\n    \"a\": {},\n  },\n}\n"},
		{"not there", "zed", "{ // x\n}", "{ // x\n}"},
		{"TOML", "codex", "model = \"x\"\n\n[mcp_servers.vedette]\ncommand = \"v\"\n\n[mcp_servers.vedette.env]\nA = \"b\"\n", "model = \"x\"\n"},
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(c.old), 0o600); err != nil {
			t.Fatal(err)
		}
		ch, err := client(t, c.client).Uninstall(path, "vedette")
		if err != nil || string(ch.After) != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.name, err, ch.After, c.want)
		}
	}
	if ch, err := client(t, "zed").Uninstall(filepath.Join(t.TempDir(), "none"), "vedette"); err != nil || !ch.Empty() {
		t.Errorf("a file that is not there: %v", err)
	}
}

// Nothing is written where it is not certain what would come of it.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ client, old, reason string }{
		{"cursor", "{\n  \"mcpServers\": \n}", "line 3"},
		{"cursor", "[]", "no JSON object"},
		{"cursor", `{"mcpServers":[]}`, "no object"},
		{"cursor", `{"mcpServers":{},"mcpServers":{}}`, "twice"},
		{"cursor", `{"mcpServers":{"vedette":"x"}}`, "no object"},
		{"cursor", `{"a":"\\",` + "\n//\"\n" + `"b":` + strings.Repeat("[", 20_000), "too deeply"},
		{"codex", "[mcp_servers", "expected"},
		{"codex", "mcp_servers = { vedette = { command = 'x' } }\n", "written like this"},
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(c.old), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := client(t, c.client).Install(path, "vedette", entry, false)
		var e *Error
		if !errors.As(err, &e) || e.Path != path || !strings.Contains(e.Reason, c.reason) {
			t.Errorf("%.60s: %v", c.old, err)
		}
	}
	path := filepath.Join(t.TempDir(), "file")
	ch, err := client(t, "cursor").Install(path, "vedette", entry, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ch.Apply(time.Now()); err == nil {
		t.Error("what another program wrote meanwhile was replaced")
	}
}

// What a file says elsewhere stays, and what was asked for is there.
func FuzzInstall(f *testing.F) {
	for _, s := range []string{"", "{}", "// c\n{\"a\": [1, /* x */ 2,], // y\n}", "{\"mcpServers\":{\"vedette\":{\"args\":[]}}}", "{\"mcpServers\":{\"x\":{}/*a*/,}}", "a = 1\n[mcp_servers.vedette]\n", "\ufeff{\r\n}"} {
		f.Add(s)
	}
	cursor, codex := client(f, "cursor"), client(f, "codex")
	members := plain(Entry{Command: "c", Args: []string{"a"}}, nil)
	f.Fuzz(func(t *testing.T, doc string) {
		out, err := cursor.putJSON([]byte(doc), "vedette", members)
		if err == nil {
			before, after := meaning(t, doc), meaning(t, string(out))
			servers, _ := after["mcpServers"].(map[string]any)
			ours, _ := servers["vedette"].(map[string]any)
			if ours["command"] != "c" || !reflect.DeepEqual(ours["args"], []any{"a"}) {
				t.Fatalf("%q became %q", doc, out)
			}
			dropped, err := cursor.dropJSON(out, "vedette")
			if err != nil {
				t.Fatal(err)
			}
			rest := meaning(t, string(dropped))
			for _, m := range []map[string]any{before, rest} {
				if servers, ok := m["mcpServers"].(map[string]any); ok {
					delete(servers, "vedette")
					if len(servers) == 0 {
						delete(m, "mcpServers")
					}
				}
			}
			if !reflect.DeepEqual(before, rest) {
				t.Fatalf("%q became %q", doc, dropped)
			}
		}
		ch := Change{Before: []byte(doc)}
		if ch.editTOML(codex.servers, "vedette", members) == nil {
			var got struct {
				Servers map[string]struct{ Command string } `toml:"mcp_servers"`
			}
			if _, err := toml.Decode(string(ch.After), &got); err != nil || got.Servers["vedette"].Command != "c" {
				t.Fatalf("%q became %q", doc, ch.After)
			}
		}
	})
}

func meaning(t *testing.T, doc string) map[string]any {
	t.Helper()
	root, err := parseJSON([]byte(doc))
	if err != nil {
		t.Fatalf("%q: %v", doc, err)
	}
	root.Minimize()
	out := map[string]any{}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(string(root.Pack()), "\ufeff")), &out); err != nil {
		t.Fatalf("%q: %v", doc, err)
	}
	return out
}
