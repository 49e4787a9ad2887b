package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/agentconfig"
	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/text"
)

func mcpInstall() leaf {
	return leaf{
		name: "install", summary: "make a coding agent start vedette", args: "CLIENT [-- SERVE FLAGS...]", min: 1, max: -1,
		details: "Clients: " + strings.Join(clientNames(), ", ") + ".\n" +
			"The client's own file is changed, the rest of it stays as it is; the file before is kept beside it.\n" +
			"--profile, --org, --project and --read-only are kept for the server. No token is written: the server uses the login of its\n" +
			"profile, and variables such as SENTRY_AUTH_TOKEN are handed on by name where the client can.",
		examples: []string{"vedette mcp install claude", "vedette mcp install cursor --scope project --dry-run", "vedette mcp install codex --profile work -- --toolsets main,explore",
			"vedette mcp install zed --print"},
		flags: append(clientFlags(), &ucli.BoolFlag{Name: "print", Usage: "print the entry to paste, change nothing"}),
		run: func(ctx context.Context, c *call) error {
			at, err := c.client()
			if err != nil {
				return err
			}
			entry, err := c.serverEntry(at)
			if err != nil {
				return err
			}
			if c.cmd.Bool("print") {
				snippet, err := at.Snippet(at.name, entry)
				if err == nil {
					_, err = c.out.Out.Write([]byte(snippet))
				}
				c.advise("for " + at.path + " (" + at.Docs + ")")
				return err
			}
			change, err := at.Install(at.path, at.name, entry, at.scope == agentconfig.Project)
			if err != nil {
				return spoilt(err)
			}
			return c.apply(ctx, at, change, "starts vedette")
		},
	}
}

func mcpUninstall() leaf {
	return leaf{
		name: "uninstall", summary: "remove the server from a coding agent's configuration", args: "CLIENT", min: 1, max: 1,
		details:  "Clients: " + strings.Join(clientNames(), ", ") + ".",
		examples: []string{"vedette mcp uninstall claude", "vedette mcp uninstall vscode --scope project --dry-run"}, flags: clientFlags(),
		run: func(ctx context.Context, c *call) error {
			at, err := c.client()
			if err != nil {
				return err
			}
			change, err := at.Uninstall(at.path, at.name)
			if err != nil {
				return spoilt(err)
			}
			return c.apply(ctx, at, change, "no longer starts vedette")
		},
	}
}

func clientFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "scope", Value: string(agentconfig.User), Usage: "whose configuration, `SCOPE`: user, project"},
		&ucli.StringFlag{Name: "name", Value: "vedette", Usage: "the server's `NAME` in it"},
		&ucli.BoolFlag{Name: "dry-run", Usage: "show what would change, change nothing"},
	}
}

func clientNames() []string {
	var names []string
	for _, c := range agentconfig.Clients() {
		names = append(names, c.Name)
	}
	return names
}

// clientAt is a client's configuration that a command is about.
type clientAt struct {
	agentconfig.Client
	scope agentconfig.Scope
	name  string // of the server
	path  string
}

// client finds the file that the arguments name.
func (c *call) client() (clientAt, error) {
	if err := check[clientChange](c); err != nil {
		return clientAt{}, err
	}
	at := clientAt{scope: agentconfig.Scope(c.cmd.String("scope")), name: c.cmd.String("name")}
	var known bool
	if at.Client, known = agentconfig.Find(c.args[0]); !known {
		hint := "clients: " + strings.Join(clientNames(), ", ")
		if best := text.Closest(c.args[0], clientNames()); best != "" {
			hint = "did you mean " + best + "? " + hint
		}
		return at, usage(hint, "%q is no client that vedette knows", c.args[0])
	}
	switch {
	case at.scope != agentconfig.User && at.scope != agentconfig.Project:
		return at, usage("--scope user, or --scope project", "--scope cannot be %q", at.scope)
	case !isAliasName(at.name):
		return at, usage("use letters, digits, - and _", "%q cannot be the name of a server", at.name)
	case c.app.Home == "" && at.scope == agentconfig.User:
		return at, usage("set HOME, or use --scope project", "this user has no home directory")
	}
	at.path = at.File(at.scope, agentconfig.Place{GOOS: runtime.GOOS, Home: c.app.Home, Root: projectRoot(c.app.Dir), Env: c.app.Env})
	if at.path == "" {
		return at, usage("--scope user", "%s has no configuration for a project alone", at.Title)
	}
	return at, nil
}

// projectRoot is the checkout's directory, else the directory itself.
func projectRoot(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// serverEntry is how the client is to start this server: with the flags of this
// command line that choose it, and those behind --.
func (c *call) serverEntry(at clientAt) (agentconfig.Entry, error) {
	entry := agentconfig.Entry{Command: c.app.Program, Ours: ourVariable}
	if at.scope == agentconfig.Project { // others have it elsewhere
		entry.Command = "vedette"
	}
	s, err := c.settings()
	if err != nil {
		return entry, err
	}
	if profile := either(c.cmd.String("profile"), c.app.Env("VEDETTE_PROFILE")); profile != "" {
		entry.Args = append(entry.Args, "--profile", profile)
	}
	entry.Args = append(entry.Args, "serve")
	for _, name := range []string{"org", "project"} {
		if v := c.cmd.String(name); v != "" {
			entry.Args = append(entry.Args, "--"+name, v)
		}
	}
	if c.cmd.Bool("read-only") {
		entry.Args = append(entry.Args, "--read-only")
	}
	extra := c.args[1:]
	if err := c.serveFlags(extra); err != nil {
		return entry, err
	}
	entry.Args = append(entry.Args, extra...)
	entry.Env = variablesOf(s, c.app.Env)
	if len(entry.Env) > 0 && !at.HandsOn() {
		c.advise("note: the file of " + at.Title + " cannot hand on " + strings.Join(entry.Env, ", ") + "; vedette auth login --token keeps a login that needs no variable")
	}
	return entry, nil
}

// serveFlags refuses what `vedette serve` would not take.
func (c *call) serveFlags(words []string) error {
	const path = "vedette serve"
	known := serve().flags
	known = append(known, globalFlags()...)
	for n := 0; n < len(words); n++ {
		name, _, assigned := strings.Cut(strings.TrimLeft(words[n], "-"), "=")
		at := slices.IndexFunc(known, func(f ucli.Flag) bool { return slices.Contains(f.Names(), name) })
		switch {
		case !strings.HasPrefix(words[n], "-"):
			return usage("flags of "+path+" stand behind --", "%s takes no argument; %q is one", path, words[n])
		case at < 0:
			return usage(path+" --help", "%s has no flag --%s", path, name)
		case name == "http":
			return usage("vedette serve --http, and the address in the client's configuration", "a client that starts the server talks to it on standard input and output")
		case takesValue(known[at]) && !assigned:
			if n++; n == len(words) {
				return usage(path+" --help", "--%s needs a value", name)
			}
		}
	}
	return nil
}

// ourVariable is true for variables that vedette reads.
func ourVariable(name string) bool {
	return strings.HasPrefix(name, "VEDETTE_") || strings.HasPrefix(name, "SENTRY_")
}

// variablesOf are the environment variables that the settings came from.
func variablesOf(s config.Settings, env func(string) string) []string {
	var names []string
	for key, from := range s.Source {
		if key != "profile" && ourVariable(from) && env(from) != "" {
			names = append(names, from)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// clientChange is what became of a client's configuration.
type clientChange struct {
	Client  string            `json:"client"`
	Scope   agentconfig.Scope `json:"scope"`
	Name    string            `json:"name"`
	Path    string            `json:"path"`
	Changed bool              `json:"changed"` // with --dry-run: would be
	Backup  string            `json:"backup,omitempty"`
	Diff    string            `json:"diff,omitempty"` // of --dry-run

	sentence string
	dry      bool
}

// Doc says it in a sentence, or shows the difference.
func (out clientChange) Doc() text.Doc {
	var d text.Doc
	switch {
	case !out.Changed:
		d.Para(text.T("Nothing to change: "), text.Code(text.From(out.Path)))
	case out.dry:
		var lines []text.Untrusted
		for line := range strings.SplitSeq(strings.TrimSuffix(out.Diff, "\n"), "\n") {
			lines = append(lines, text.From(line))
		}
		d.CodeBlock("diff", lines...)
	default:
		d.Para(text.T(out.sentence + "."))
		d.Field("File", text.Code(text.From(out.Path)))
		if out.Backup != "" {
			d.Field("Before", text.Code(text.From(out.Backup)))
		}
	}
	return d
}

// apply makes the change, or shows it.
func (c *call) apply(ctx context.Context, at clientAt, change agentconfig.Change, does string) error {
	out := clientChange{Client: at.Name, Scope: at.scope, Name: at.name, Path: at.path, Changed: !change.Empty(), dry: c.cmd.Bool("dry-run"),
		sentence: at.Title + " " + does}
	if out.dry {
		out.Diff = change.Diff()
		return c.object(ctx, out)
	}
	backup, err := change.Apply(c.app.Now())
	if err != nil {
		return spoilt(err)
	}
	out.Backup = backup
	if err := c.object(ctx, out); err != nil {
		return err
	}
	if out.Changed {
		c.notes.Say(at.Next)
	}
	return nil
}

// spoilt is the error for a file that was left alone.
func spoilt(err error) error {
	var e *agentconfig.Error
	if !errors.As(err, &e) {
		return err
	}
	return &ops.Error{Kind: ops.KindInvalid, Op: "mcp", Message: text.From(err.Error()), Err: err,
		Hint: "nothing was written: correct the file, or paste what vedette mcp install CLIENT --print shows"}
}
