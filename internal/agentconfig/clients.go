// Package agentconfig exists because every coding agent keeps its MCP servers in
// a file of its own, in a format of its own, and people write those files by
// hand: it knows where the files are and what an entry looks like in each, and
// adds or removes one entry without touching anything else in the file, comments
// and layout included. A secret is never written: an entry names the variables
// of the agent's own environment that it hands on.
package agentconfig

import (
	"cmp"
	"path/filepath"
	"slices"
)

// Scope says for whom a server is configured.
type Scope string

// The scopes.
const (
	User    Scope = "user"    // for the user, in all projects
	Project Scope = "project" // for whoever opens this project; the file belongs into version control
)

// Entry is how an agent starts the server.
type Entry struct {
	Command string
	Args    []string
	Env     []string // names of variables to hand on; never their values
	// Ours says that a variable is handed on for this server only: an entry that
	// refers to it goes on doing so only while Env names it. nil = none is.
	Ours func(variable string) bool
}

// Place is where the files are looked for.
type Place struct {
	GOOS string
	Home string // the user's home directory
	Root string // of the project
	Env  func(string) string
}

// Client is one coding agent.
type Client struct {
	Name  string // as given on a command line
	Title string // as its maker writes it
	Docs  string // where its maker documents the file
	Next  string // what makes it see a change, as a sentence

	servers []string // member names that lead to the servers by name
	nested  string   // member of the servers that holds them instead, where the file has it
	toml    bool     // the file is TOML; the others are JSON, with comments and trailing commas
	user    func(Place) []string
	project []string // below the project's root; nil = it has no such file
	entry   func(Entry, func(string) string) []member
	refer   func(variable string) string // how a value refers to a variable; nil = it cannot
}

// Clients are all that are known, by name.
func Clients() []Client {
	braces := func(name string) string { return "${" + name + "}" }
	env := func(name string) string { return "${env:" + name + "}" }
	return []Client{
		{
			Name: "claude", Title: "Claude Code", Docs: "https://code.claude.com/docs/en/mcp", Next: "Start claude again; /mcp shows the server.",
			servers: []string{"mcpServers"}, user: below("CLAUDE_CONFIG_DIR", ".claude.json"), project: []string{".mcp.json"}, entry: typed, refer: braces,
		},
		{
			Name: "claude-desktop", Title: "Claude Desktop", Docs: "https://modelcontextprotocol.io/docs/develop/connect-local-servers", Next: "Quit Claude Desktop and open it again.",
			servers: []string{"mcpServers"}, user: support("Claude", "claude_desktop_config.json"), entry: plain,
		},
		{
			Name: "codex", Title: "Codex", Docs: "https://developers.openai.com/codex/mcp", Next: "Start codex again; /mcp shows the server.",
			servers: []string{"mcp_servers"}, toml: true, user: below("CODEX_HOME", "config.toml", ".codex"), project: []string{".codex/config.toml"}, entry: codex, refer: braces,
		},
		{
			Name: "copilot", Title: "GitHub Copilot CLI", Docs: "https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers", Next: "Start copilot again; /mcp show lists the server.",
			servers: []string{"mcpServers"}, user: below("COPILOT_HOME", "mcp-config.json", ".copilot"), project: []string{".mcp.json"}, entry: copilot, refer: braces,
		},
		{
			Name: "cursor", Title: "Cursor", Docs: "https://cursor.com/docs/mcp", Next: "Restart Cursor; the server is among its MCPs.",
			servers: []string{"mcpServers"}, user: home(".cursor", "mcp.json"), project: []string{".cursor/mcp.json"}, entry: typed, refer: env,
		},
		{
			Name: "gemini", Title: "Gemini CLI", Docs: "https://geminicli.com/docs/tools/mcp-server", Next: "Start gemini again; /mcp shows the server.",
			servers: []string{"mcpServers"}, user: home(".gemini", "settings.json"), project: []string{".gemini/settings.json"}, entry: plain, refer: braces,
		},
		{
			Name: "kiro", Title: "Kiro", Docs: "https://kiro.dev/docs/mcp/configuration", Next: "Kiro connects when the file is saved.",
			servers: []string{"mcpServers"}, user: home(".kiro", "settings", "mcp.json"), project: []string{".kiro/settings/mcp.json"}, entry: plain, refer: braces,
		},
		{
			// Its second version has the servers in mcp.servers and still reads those of the first, which are directly in mcp.
			Name: "opencode", Title: "OpenCode", Docs: "https://opencode.ai/docs/mcp-servers", Next: "Start opencode again.",
			servers: []string{"mcp"}, nested: "servers", user: openCode, project: []string{"opencode.json", "opencode.jsonc"}, entry: openCodeEntry,
			refer: func(name string) string { return "{env:" + name + "}" },
		},
		{
			Name: "vscode", Title: "Visual Studio Code", Docs: "https://code.visualstudio.com/docs/copilot/reference/mcp-configuration", Next: "MCP: List Servers in the command palette shows and starts it.",
			servers: []string{"servers"}, user: support("Code", "User", "mcp.json"), project: []string{".vscode/mcp.json"}, entry: typed, refer: env,
		},
		{
			Name: "windsurf", Title: "Windsurf", Docs: "https://docs.windsurf.com/windsurf/cascade/mcp", Next: "Refresh the MCP servers in Cascade.",
			servers: []string{"mcpServers"}, user: home(".codeium", "windsurf", "mcp_config.json"), entry: plain, refer: env,
		},
		{
			Name: "zed", Title: "Zed", Docs: "https://zed.dev/docs/ai/mcp", Next: "Zed connects when the file is saved; the agent panel's settings show the server.",
			servers: []string{"context_servers"}, user: zed, project: []string{".zed/settings.json"}, entry: plain,
		},
	}
}

// home is one file below the user's home directory.
func home(parts ...string) func(Place) []string {
	return func(p Place) []string { return []string{filepath.Join(append([]string{p.Home}, parts...)...)} }
}

// below is a file in the directory that a variable names, else in one of the
// home directory.
func below(variable, name string, parts ...string) func(Place) []string {
	return func(p Place) []string {
		if dir := p.Env(variable); filepath.IsAbs(dir) {
			return []string{filepath.Join(dir, name)}
		}
		return home(append(parts, name)...)(p)
	}
}

// support is a file in the system's folder for settings.
func support(parts ...string) func(Place) []string {
	return func(p Place) []string { return []string{filepath.Join(append([]string{p.support()}, parts...)...)} }
}

// Find is the client of a name.
func Find(name string) (Client, bool) {
	all := Clients()
	n := slices.IndexFunc(all, func(c Client) bool { return c.Name == name })
	if n < 0 {
		return Client{}, false
	}
	return all[n], true
}

// HandsOn is true for a client whose file can refer to environment variables.
func (c Client) HandsOn() bool { return c.refer != nil }

// File is the client's file in a scope: the one there is, of those that it
// reads, or where it would be. "" = it has none in that scope.
func (c Client) File(s Scope, p Place) string {
	var files []string
	if s == User {
		files = c.user(p)
	} else {
		for _, name := range c.project {
			files = append(files, filepath.Join(p.Root, filepath.FromSlash(name)))
		}
	}
	if len(files) == 0 {
		return ""
	}
	if n := slices.IndexFunc(files, exists); n >= 0 {
		return files[n]
	}
	return files[0]
}

// support is where applications of this system keep a user's settings.
func (p Place) support() string {
	switch p.GOOS {
	case "darwin":
		return filepath.Join(p.Home, "Library", "Application Support")
	case "windows":
		return cmp.Or(p.Env("APPDATA"), filepath.Join(p.Home, "AppData", "Roaming"))
	default:
		return p.dotConfig()
	}
}

// dotConfig is the directory that the XDG rules name.
func (p Place) dotConfig() string {
	if dir := p.Env("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return dir
	}
	return filepath.Join(p.Home, ".config")
}

// openCode uses ~/.config on every system.
func openCode(p Place) []string {
	dir := filepath.Join(p.dotConfig(), "opencode")
	return []string{filepath.Join(dir, "opencode.json"), filepath.Join(dir, "opencode.jsonc")}
}

func zed(p Place) []string {
	switch p.GOOS {
	case "darwin":
		return []string{filepath.Join(p.Home, ".config", "zed", "settings.json")}
	case "windows":
		return []string{filepath.Join(p.support(), "Zed", "settings.json")}
	default:
		return []string{filepath.Join(p.dotConfig(), "zed", "settings.json")}
	}
}
