package cli_test

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"vedette/internal/render"
)

// node is a command as its help shows it.
type node struct {
	commands []string
	flags    map[string]bool // with dashes; true = takes a value
}

// tree are all commands by their path, "" for the root.
func tree(t *testing.T) map[string]node {
	t.Helper()
	all, env := map[string]node{}, map[string]string{"HOME": t.TempDir()}
	var walk func(path string)
	walk = func(path string) {
		got := run(t, nil, env, append(strings.Fields(path), "--help")...)
		n := node{flags: map[string]bool{"--json": false}}
		for _, row := range append(section(got.out, "FLAGS"), section(got.out, "GLOBAL FLAGS")...) {
			names, _, _ := strings.Cut(row, "  ")
			words := strings.Fields(names)
			for _, w := range words {
				if name := strings.TrimSuffix(w, ","); strings.HasPrefix(w, "-") && !strings.Contains(w, "[") {
					n.flags[name] = !strings.HasPrefix(words[len(words)-1], "-")
				}
			}
		}
		for _, row := range section(got.out, "COMMANDS") {
			n.commands = append(n.commands, strings.Fields(row)[0])
		}
		all[path] = n
		for _, c := range n.commands {
			walk(strings.TrimSpace(path + " " + c))
		}
	}
	walk("")
	return all
}

// section are the rows of a part of a help page.
func section(help, title string) []string {
	_, rest, ok := strings.Cut(help, "\n"+title+"\n")
	if !ok {
		return nil
	}
	rows, _, _ := strings.Cut(rest, "\n\n")
	var out []string
	for row := range strings.SplitSeq(strings.TrimRight(rows, "\n"), "\n") {
		out = append(out, strings.TrimSpace(row))
	}
	return out
}

// TestEveryLeafObeysTheColourSettings looks at what every command prints most
// often besides its data: help and errors.
func TestEveryLeafObeysTheColourSettings(t *testing.T) {
	home := t.TempDir()
	look := func(tty bool, env map[string]string, args []string) result {
		s, out, errs := render.Test("")
		s.OutTTY, s.ErrTTY = tty, tty
		settings := map[string]string{"NO_COLOR": "", "TERM": "xterm", "HOME": home}
		maps.Copy(settings, env)
		return runOn(t, s, out, errs, nil, settings, args...)
	}
	for path, c := range leaves() {
		help, wrong := commandLine(path, c, "--help"), commandLine(path, c, "--no-such-flag")
		for _, w := range []struct {
			name  string
			tty   bool
			env   map[string]string
			flags []string
			color bool
		}{
			{"a terminal", true, nil, nil, true},
			{"NO_COLOR", true, map[string]string{"NO_COLOR": "1"}, nil, false},
			{"--no-color", true, nil, []string{"--no-color"}, false},
			{"TERM=dumb", true, map[string]string{"TERM": "dumb"}, nil, false},
			{"CLICOLOR=0", true, map[string]string{"CLICOLOR": "0"}, nil, false},
			{"a pipe", false, nil, nil, false},
			{"CLICOLOR_FORCE", false, map[string]string{"CLICOLOR_FORCE": "1"}, nil, true},
			{"CLICOLOR_FORCE and NO_COLOR", false, map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, nil, false},
		} {
			if got := look(w.tty, w.env, slices.Concat(w.flags, help)); strings.Contains(got.out, "\x1b") != w.color {
				t.Errorf("%s --help, %s: colour %v", path, w.name, !w.color)
			}
			if got := look(w.tty, w.env, slices.Concat(w.flags, wrong)); strings.Contains(got.err, "\x1b") != w.color {
				t.Errorf("%s --no-such-flag, %s: colour %v: %q", path, w.name, !w.color, got.err)
			}
		}
	}
}

// TestEveryLeafTakesItsFlagsLast gives every flag of every command after its
// arguments: one without a value lets --version be answered, one with a value
// asks for it.
func TestEveryLeafTakesItsFlagsLast(t *testing.T) {
	all, env := tree(t), map[string]string{"HOME": t.TempDir()}
	for path, c := range leaves() {
		line := append(strings.Fields(path), c.args...)
		if slices.Contains(line, "--") {
			continue // what follows is another program's
		}
		for flag, takes := range all[path].flags {
			got := run(t, nil, env, append(slices.Clone(line), "--version", flag)...)
			if !takes && flag != "--help" && flag != "-h" && got.out != "vedette 1.2.3\n" {
				t.Errorf("%s ... %s: %q %q", path, flag, got.out, got.err)
			}
			if takes && (got.exit != 2 || !strings.Contains(got.err, flag) && !strings.Contains(got.err, strings.TrimLeft(flag, "-"))) {
				t.Errorf("%s ... %s without its value: exit %d, %q", path, flag, got.exit, got.err)
			}
		}
	}
}

func TestEveryMisspellingGetsASuggestion(t *testing.T) {
	env := map[string]string{"HOME": t.TempDir()}
	for path, n := range tree(t) {
		words := strings.Fields(path)
		for _, name := range n.commands {
			wrong := name[:len(name)-1] + "x" + name[len(name)-1:]
			got := run(t, nil, env, append(slices.Clone(words), wrong)...)
			want := strings.Join(append([]string{"did you mean: vedette"}, append(slices.Clone(words), name)...), " ")
			if got.exit != 2 || !strings.Contains(got.err, want) {
				t.Errorf("vedette %s %s: exit %d, %q", path, wrong, got.exit, got.err)
			}
		}
		for flag := range n.flags {
			if len(flag) < 5 || path == "" && len(n.commands) == 0 {
				continue
			}
			wrong := flag[:len(flag)-1] + "x" + flag[len(flag)-1:]
			got := run(t, nil, env, append(slices.Clone(words), wrong)...)
			if got.exit != 2 || !strings.Contains(got.err, "did you mean "+flag+"?") {
				t.Errorf("vedette %s %s: exit %d, %q", path, wrong, got.exit, got.err)
			}
		}
	}
}

// TestEveryLeafChecksItsFormatFirst: a wrong format is said before anything is
// sent or done, also where --dry-run or --yes are missing.
func TestEveryLeafChecksItsFormatFirst(t *testing.T) {
	noFields := []string{ // print no data, or that of others
		"serve", "demo", "man", "help", "local run", "local reset", "completion bash", "completion zsh", "completion fish", "completion powershell", "api",
		"auth login", "auth logout", "auth switch", "auth token", "alias set", "alias delete", "cache clear", "config set", "config unset", "config path",
	}
	asAsked := []string{"explore", "span list", "trace list", "log list", "profile list", "replay list"} // their fields are those of the search, which the server answers
	asked := 0
	rt := transport(func(r *http.Request) (*http.Response, error) {
		asked++
		return answer(200, "application/json", `{"data":[{"id":"1"}],"meta":{"fields":{"id":"string"}}}`)(r)
	})
	env := map[string]string{"HOME": t.TempDir()}
	for path, c := range leaves() {
		for _, w := range []struct{ args, message, hint string }{
			{"--json=no_such_field", "no_such_field", "fields: "},
			{"--jq . --template x", "exclude each other", "--json"},
			{"--jq .[", "--jq", "--json"},
			{"--template {{", "template", "--json"},
		} {
			fields := strings.HasPrefix(w.args, "--json=")
			if strings.HasPrefix(path, "completion ") || fields && slices.Contains(noFields, path) {
				continue
			}
			line := commandLine(path, c, strings.Fields(w.args)...)
			line = slices.DeleteFunc(line, func(a string) bool { return a == "--dry-run" })
			got := run(t, rt, env, line...)
			if got.exit != 2 || got.out != "" || !strings.Contains(got.err, w.message) || !strings.Contains(got.err, w.hint) {
				t.Errorf("%s %s: exit %d, stdout %q, stderr %q", path, w.args, got.exit, got.out, got.err)
			}
			if asked > 0 && !(fields && slices.Contains(asAsked, path)) {
				t.Errorf("%s %s: %d requests", path, w.args, asked)
			}
			asked = 0
		}
	}
}

// typing is a standard input that nobody closes and that must not be waited for.
type typing struct{ read bool }

// Read notes that somebody waited.
func (r *typing) Read([]byte) (int, error) { r.read = true; return 0, io.EOF }

// TestNoLeafAsksWithoutATerminal: none waits for an input that it was not told to
// read, and one that would ask wants --yes instead.
func TestNoLeafAsksWithoutATerminal(t *testing.T) {
	told := []string{"ownership set", "auth login", "local run"} // by "-" and --token; for the program that it runs
	backend, wrote := demo(t), ""
	rt := transport(func(r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodGet {
			wrote = r.Method + " " + r.URL.Path
			return answer(409, "application/json", `{}`)(r)
		}
		return backend.RoundTrip(r)
	})
	env := map[string]string{"SENTRY_URL": "http://127.0.0.1:8969", "SENTRY_ORG": "local"}
	all := tree(t)
	for path, c := range leaves() {
		if slices.Contains(told, path) || path == "demo" {
			continue
		}
		line := slices.DeleteFunc(commandLine(path, c), func(a string) bool { return a == "--dry-run" || a == "--yes" })
		flags := all[path].flags
		_, asks := flags["--yes"]
		if _, bulk := flags["--query"]; asks && bulk { // one issue that is named is no question
			line = append(strings.Fields(path), "--query", "")
			if path == "issue assign" || path == "issue priority" {
				line = append(line, c.args[1:3]...)
			}
		}
		streams, out, errs := render.Test("")
		in := &typing{}
		streams.In = in
		got := runOn(t, streams, out, errs, rt, env, line...)
		if in.read {
			t.Errorf("%s reads standard input", path)
		}
		if asks && (got.exit != 2 || !strings.Contains(got.err, "--yes") || wrote != "") {
			t.Errorf("%q: exit %d, sent %q: %q", line, got.exit, wrote, got.err)
		}
		wrote = ""
	}
}

// TestQuietChangesNoData: --quiet is about messages only.
func TestQuietChangesNoData(t *testing.T) {
	rt := demo(t)
	env := map[string]string{"SENTRY_URL": "http://127.0.0.1:8969", "SENTRY_ORG": "local", "HOME": t.TempDir()}
	for line, exit := range map[string]int{ // what is there both times
		"release create checkout@2.5.0 --in checkout": 0, "fix CHECKOUT-4 --until solution": 10,
	} {
		if got := run(t, rt, env, strings.Fields(line)...); got.exit != exit {
			t.Fatal(got.err)
		}
	}
	for path, c := range leaves() {
		switch path {
		case "demo": // has its own script
			continue
		case "mcp install", "mcp uninstall": // done once, there is nothing left to do
			c.onDemo = []string{"--dry-run"}
		}
		line := append(commandLine(path, c), c.onDemo...)
		loud := run(t, rt, env, line...)
		quiet := run(t, rt, env, append(commandLine(path, c, "--quiet"), c.onDemo...)...)
		if loud.out != quiet.out || loud.exit != quiet.exit {
			t.Errorf("%s: %d %q, with --quiet %d %q", path, loud.exit, loud.out, quiet.exit, quiet.out)
		}
		if quiet.exit == 0 && quiet.err != "" {
			t.Errorf("%s --quiet says %q", path, quiet.err)
		}
	}
}
