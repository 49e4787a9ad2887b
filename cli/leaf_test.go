package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"

	"vedette/cli"
	"vedette/internal/render"
)

// leafCase is one leaf command with a command line that works on the demo.
type leafCase struct {
	args    []string
	offline bool     // asks no Sentry server
	reports bool     // answers on stdout even when something failed
	raw     bool     // prints what the server answers, whatever it is
	exit    int      // on the demo, which lacks such data
	empty   bool     // stdout stays empty: nothing to print, or the demo has none of it
	onDemo  []string // more arguments where it would really happen
	in      string   // on standard input
}

// leaves is the table over every command that does something.
func leaves() map[string]leafCase {
	local := leafCase{offline: true}
	with := func(c leafCase, args ...string) leafCase { c.args = args; return c }
	table := map[string]leafCase{
		"issue list":            {},
		"issue view":            {args: []string{"CHECKOUT-4"}},
		"issue events":          {args: []string{"CHECKOUT-4"}},
		"issue tags":            {args: []string{"CHECKOUT-4"}},
		"issue activity":        {args: []string{"CHECKOUT-4"}},
		"issue resolve":         {args: []string{"CHECKOUT-4", "--dry-run"}},
		"issue unresolve":       {args: []string{"CHECKOUT-4", "--dry-run"}, empty: true}, // it is not resolved
		"issue archive":         {args: []string{"CHECKOUT-4", "--dry-run"}},
		"issue assign":          {args: []string{"CHECKOUT-4", "--to", "me", "--dry-run"}},
		"issue priority":        {args: []string{"CHECKOUT-4", "--set", "low", "--dry-run"}},
		"fix":                   {args: []string{"CHECKOUT-4", "--until", "root_cause"}},
		"seer fix":              {args: []string{"CHECKOUT-4", "--until", "root_cause"}},
		"seer status":           {args: []string{"CHECKOUT-4"}},
		"seer watch":            {args: []string{"CHECKOUT-4", "--until", "root_cause", "--interval", "1ms"}},
		"seer answer":           {args: []string{"CHECKOUT-4", "yes"}, exit: 2},
		"seer diff":             {args: []string{"CHECKOUT-4"}, exit: 10},
		"seer apply":            {args: []string{"CHECKOUT-4"}, exit: 10},
		"seer pr":               {args: []string{"CHECKOUT-4"}, exit: 3},
		"seer handoff":          {args: []string{"CHECKOUT-4", "--to", "github_copilot", "--dry-run"}},
		"seer stop":             {args: []string{"CHECKOUT-4"}},
		"seer setup":            {args: []string{"CHECKOUT-4"}},
		"seer runs":             {},
		"seer summary":          {args: []string{"CHECKOUT-4"}, exit: 5},
		"org list":              {},
		"api":                   {args: []string{"organizations/{org}/projects/"}, raw: true},
		"whoami":                {},
		"auth login":            {args: []string{"--token"}, in: "sntryu_0123456789\n"},
		"auth status":           local,
		"auth switch":           {offline: true, exit: 4},
		"auth logout":           {offline: true, exit: 4},
		"auth token":            local,
		"config list":           local,
		"config get":            {args: []string{"tui.theme"}, offline: true, exit: 3},
		"config set":            {args: []string{"tui.theme", "light"}, offline: true, empty: true},
		"config unset":          {args: []string{"tui.theme"}, offline: true, empty: true},
		"config path":           local,
		"doctor":                {reports: true},
		"demo":                  {},
		"serve":                 {empty: true},
		"mcp install":           {args: []string{"claude"}, offline: true},
		"mcp uninstall":         {args: []string{"claude"}, offline: true},
		"mcp tools":             local,
		"mcp prompts":           local,
		"mcp call":              {args: []string{"whoami"}},
		"man":                   with(local, "issue", "list"),
		"help":                  with(local, "issue", "list"),
		"local run":             {args: []string{"--", "true"}, offline: true, empty: true},
		"local status":          local,
		"local dsn":             with(local, "--project", "shop"),
		"local reset":           {args: []string{"--yes"}, offline: true, empty: true},
		"alias list":            {offline: true, empty: true},
		"alias set":             {args: []string{"mine", "issue list"}, offline: true, empty: true},
		"alias delete":          {args: []string{"none"}, offline: true, exit: 3},
		"cache status":          local,
		"cache clear":           {offline: true, empty: true},
		"completion bash":       local,
		"completion zsh":        local,
		"completion fish":       local,
		"completion powershell": local,
	}
	maps.Copy(table, issueLeaves())
	maps.Copy(table, releaseLeaves())
	maps.Copy(table, exploreLeaves())
	maps.Copy(table, adminLeaves())
	return table
}

func commandLine(path string, c leafCase, more ...string) []string {
	args := append(strings.Fields(path), more...) // flags first: "--" may follow
	return append(args, c.args...)
}

// TestEveryLeafIsInTheTable keeps the table complete: help lists the commands,
// and each that lists none itself is a leaf.
func TestEveryLeafIsInTheTable(t *testing.T) {
	var found []string
	var walk func(path []string)
	walk = func(path []string) {
		got := run(t, nil, nil, append(slices.Clone(path), "--help")...)
		_, list, ok := strings.Cut(got.out, "\nCOMMANDS\n")
		if !ok {
			found = append(found, strings.Join(path, " "))
			return
		}
		list, _, _ = strings.Cut(list, "\n\n")
		for line := range strings.SplitSeq(strings.TrimRight(list, "\n"), "\n") {
			walk(append(slices.Clone(path), strings.Fields(line)[0]))
		}
	}
	walk(nil)
	table := leaves()
	for _, path := range found {
		if _, ok := table[path]; !ok {
			t.Errorf("%q is in no test", path)
		}
	}
	if len(found) != len(table) {
		t.Errorf("%d commands, %d in the table", len(found), len(table))
	}
}

func TestEveryLeafHelps(t *testing.T) {
	unused := transport(func(r *http.Request) (*http.Response, error) {
		t.Errorf("help asked the server: %s", r.URL)
		return nil, context.Canceled
	})
	for path, c := range leaves() {
		t.Run(path, func(t *testing.T) {
			got := run(t, unused, nil, append(strings.Fields(path), "--help")...)
			examples, usage := strings.Index(got.out, "\nEXAMPLES\n"), strings.Index(got.out, "\nUSAGE\n")
			if got.exit != 0 || got.err != "" || examples < 0 || usage < examples {
				t.Fatalf("exit %d, stderr %q, examples at %d, usage at %d:\n%s", got.exit, got.err, examples, usage, got.out)
			}
			if name := strings.Fields(path)[0]; !strings.Contains(got.out[examples:usage], "vedette ") || !strings.Contains(got.out[examples:usage], name) {
				t.Errorf("the examples of %q do not show it:\n%s", path, got.out[examples:usage])
			}
			again := run(t, unused, nil, commandLine(path, c, "-h")...)
			if again.out != got.out {
				t.Errorf("-h with arguments differs from --help")
			}
		})
	}
}

func TestEveryLeafRefusesAnUnknownFlag(t *testing.T) {
	for path, c := range leaves() {
		got := run(t, nil, nil, commandLine(path, c, "--json", "--no-such-flag")...)
		if e := problem(t, path, got); got.exit != 2 || e.Kind != "invalid" || !strings.Contains(e.Message, "--no-such-flag") {
			t.Errorf("%s: exit %d, %+v", path, got.exit, e)
		}
		if got := run(t, nil, nil, commandLine(path, c, "--no-such-flag")...); got.exit != 2 || got.out != "" ||
			!strings.HasPrefix(got.err, "error: ") || !strings.Contains(got.err, "\nhint: ") {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", path, got.exit, got.out, got.err)
		}
	}
}

func TestEveryLeafWorksAndIsPlainInAPipe(t *testing.T) {
	rt := demo(t)
	onDemo := map[string]string{"SENTRY_URL": "http://127.0.0.1:8969", "SENTRY_ORG": "local"}
	if got := run(t, rt, onDemo, "fix", "CHECKOUT-4", "--until", "root_cause"); got.exit != 0 { // for `seer status`
		t.Fatal(got.err)
	}
	for path, c := range leaves() {
		if path == "demo" { // has its own script: it builds its own backend
			continue
		}
		t.Run(path, func(t *testing.T) {
			line := append(commandLine(path, c), c.onDemo...)
			got := runIn(t, c.in, rt, onDemo, line...)
			if got.exit != c.exit || strings.Contains(got.out+got.err, "\x1b") {
				t.Fatalf("exit %d\n%s\n%.2000s", got.exit, got.err, got.out)
			}
			if c.exit != 0 {
				return
			}
			if (got.out == "") != c.empty {
				t.Errorf("stdout %q", got.out)
			}
			streams, out, errs := render.Test(c.in)
			streams.SetOut(failing{syscall.EPIPE})
			if got := runOn(t, streams, out, errs, rt, onDemo, line...); got.exit != 0 || strings.Contains(got.err, "error") {
				t.Errorf("with nobody reading: exit %d, stderr %q", got.exit, got.err)
			}
		})
	}
}

// failing is an output that cannot be written.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestEveryLeafMapsErrors(t *testing.T) {
	const page = "<html><body>Log in <script>alert(1)</script></body></html>"
	limited := answer(429, "application/json", `{"detail":"slow down"}`)
	for _, server := range []struct {
		name string
		rt   transport
		exit int
		kind string
	}{
		{"401", answer(401, "application/json", `{"detail":"Invalid token"}`), 4, "unauthenticated"},
		{"403", answer(403, "application/json", `{"detail":"You do not have permission"}`), 5, "forbidden"},
		{"404", answer(404, "application/json", `{"detail":"The requested resource does not exist"}`), 3, "not_found"},
		{"429", func(r *http.Request) (*http.Response, error) {
			resp, err := limited(r)
			resp.Header.Set("Retry-After", "7")
			return resp, err
		}, 6, "rate_limited"},
		{"500", answer(500, "application/json", `{"detail":"Internal Error"}`), 7, "unavailable"},
		{"HTML", answer(200, "text/html", page), 7, "unavailable"},
		{"timeout", func(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded }, 7, "timeout"},
		{"no connection", func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNREFUSED }, 7, "unavailable"},
	} {
		t.Run(server.name, func(t *testing.T) {
			for path, c := range leaves() {
				if c.offline || path == "demo" || c.raw && server.name == "HTML" {
					continue
				}
				got := runIn(t, c.in, server.rt, nil, commandLine(path, c)...)
				if got.exit != server.exit || strings.Contains(got.out+got.err, "<script>") {
					t.Errorf("%s: exit %d, want %d: %s", path, got.exit, server.exit, got.err)
				}
				if c.reports || c.raw {
					continue
				}
				if got.out != "" || !strings.HasPrefix(got.err, "error: ") || !strings.Contains(got.err, "\nhint: ") || strings.Count(got.err, "\n") != 2 {
					t.Errorf("%s: stdout %q, stderr %q", path, got.out, got.err)
				}
				got = runIn(t, c.in, server.rt, nil, commandLine(path, c, "--json")...)
				if e := problem(t, path, got); e.Exit != server.exit || got.exit != server.exit || e.Kind != server.kind || e.Hint == "" {
					t.Errorf("%s --json: exit %d, want %d %s: %+v", path, got.exit, server.exit, server.kind, e)
				}
			}
		})
	}
}

// shown is the error object of --json.
type shown struct {
	Kind, Message, Hint string
	Exit, Status        int
	RetryAfter          int `json:"retry_after_s"`
}

// problem reads the error object; stdout must be clean and stderr one line.
func problem(t *testing.T, path string, got result) shown {
	t.Helper()
	var e struct{ Error map[string]json.RawMessage }
	var out struct{ Error shown }
	if err := json.Unmarshal([]byte(got.err), &e); err != nil {
		t.Fatalf("%s: stderr is no JSON: %v: %q", path, err, got.err)
	}
	if err := json.Unmarshal([]byte(got.err), &out); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"kind", "exit", "message", "hint", "status", "retry_after_s"} {
		if e.Error[key] == nil {
			t.Errorf("%s: the error has no %q: %s", path, key, got.err)
		}
	}
	if got.out != "" || strings.Count(got.err, "\n") != 1 {
		t.Errorf("%s: stdout %q, stderr %q", path, got.out, got.err)
	}
	return out.Error
}

func TestRetryAfterReachesTheError(t *testing.T) {
	rt := transport(func(r *http.Request) (*http.Response, error) {
		resp, err := answer(429, "application/json", `{}`)(r)
		resp.Header.Set("Retry-After", "7")
		return resp, err
	})
	got := run(t, rt, nil, "issue", "resolve", "SHOP-1", "--json")
	if e := problem(t, "resolve", got); e.RetryAfter != 7 || e.Status != 429 {
		t.Errorf("%+v", e)
	}
}

func TestOtherWriteErrorsAreErrors(t *testing.T) {
	streams, _, errs := render.Test("")
	streams.SetOut(failing{syscall.ENOSPC})
	if got := runOn(t, streams, &bytes.Buffer{}, errs, answer(200, "application/json", `[]`), nil, "org", "list", "--json"); got.exit != 1 {
		t.Errorf("exit %d, stderr %q; a full disk is no closed pipe", got.exit, got.err)
	}
}

func TestOperationsNamesWorkingPaths(t *testing.T) {
	table := leaves()
	for op, paths := range cli.Operations() {
		for _, path := range paths {
			if _, ok := table[path]; !ok {
				t.Errorf("%s names %q, which is no command", op, path)
			}
		}
	}
}
