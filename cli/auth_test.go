package cli_test

import (
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/cli"
	"vedette/internal/render"
	"vedette/internal/sentryapi/oauthtest"
)

// person is a user with a home directory, at a server that has logins.
type person struct {
	*oauthtest.Server
	url  string
	home string
	env  map[string]string
	tty  bool
}

func newPerson(t *testing.T) *person {
	t.Helper()
	now := time.Now()
	p := &person{home: t.TempDir(), env: map[string]string{}}
	// The server's clock jumps, because the client under test does not sleep.
	p.Server = oauthtest.New(func() time.Time { now = now.Add(6 * time.Second); return now })
	web := httptest.NewServer(p.Server)
	t.Cleanup(web.Close)
	p.url = web.URL
	return p
}

// do runs one command line as that user, at home.
func (p *person) do(t *testing.T, in string, args ...string) result {
	t.Helper()
	streams, out, errs := render.Test(in)
	env := func(name string) string { return p.env[name] }
	streams.Configure(env)
	streams.OutTTY, streams.ErrTTY = p.tty, p.tty
	a := app(streams, env, connect(nil))
	a.Dir, a.Home = p.home, p.home
	return result{exit: cli.Run(t.Context(), a, args), out: out.String(), err: errs.String()}
}

func (p *person) config(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(p.home, ".config", "vedette", "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestLoginInTheBrowser(t *testing.T) {
	p := newPerson(t)
	if got := p.do(t, "", "auth", "status", "--json"); got.exit != 4 || !strings.Contains(got.err, "vedette auth login") {
		t.Fatalf("%+v", got)
	}
	got := p.do(t, "", "auth", "login", "--url", p.url)
	if got.exit != 2 || !strings.Contains(got.err, "client id") || !strings.Contains(got.err, p.url+"/settings/account/api/applications/") {
		t.Fatalf("without a client id: %+v", got)
	}
	go func() { // the user in the browser
		for range time.Tick(time.Millisecond) {
			p.Answer("approved")
		}
	}()
	p.tty = true
	got = p.do(t, "", "auth", "login", "--url", p.url, "--client-id", oauthtest.ClientID, "--json", "--quiet", "--read-only")
	if got.exit != 0 || !strings.Contains(got.err, "BCDF-GHJK") || !strings.Contains(got.err, "█") || !strings.Contains(got.out, `"user": "ada@example.com"`) {
		t.Fatalf("%+v", got)
	}
	if strings.Contains(p.Scope, ":write") || !strings.Contains(p.Scope, "event:read") {
		t.Errorf("--read-only asked for %s", p.Scope)
	}
	p.tty = false
	if got = p.do(t, "", "whoami", "--jq", ".user.email"); strings.TrimSpace(got.out) != `ada@example.com` && strings.TrimSpace(got.out) != `"ada@example.com"` {
		t.Errorf("whoami: %+v", got)
	}
	if file := p.config(t); strings.Contains(file, "sntryu") || strings.Contains(file, "refresh") || !strings.Contains(file, "client_id") {
		t.Errorf("the settings file holds\n%s", file)
	}
	got = p.do(t, "", "auth", "status", "--json")
	for _, want := range []string{`"active":true`, `"renewable":true`, `"stored":"file"`, `"scopes":["org:read",`} {
		if !strings.Contains(got.out, want) {
			t.Errorf("status lacks %s: %s", want, got.out)
		}
	}
	if strings.Contains(got.out, "sntryu_") {
		t.Errorf("status gives the token away: %s", got.out)
	}
}

func TestLoginRefused(t *testing.T) {
	p := newPerson(t)
	go func() {
		for range time.Tick(time.Millisecond) {
			p.Answer("denied")
		}
	}()
	got := p.do(t, "", "auth", "login", "--url", p.url, "--client-id", oauthtest.ClientID)
	if got.exit != 4 || !strings.Contains(got.err, "denied in the browser") || got.out != "" {
		t.Errorf("%+v", got)
	}
	for _, c := range []struct{ args, want string }{
		{"--client-id nobody", "client id"}, {"--client-id " + oauthtest.ClientID + " --scopes event:raed", "did you mean event:read"},
	} {
		got = p.do(t, "", append([]string{"auth", "login", "--url", p.url}, strings.Fields(c.args)...)...)
		if got.exit != 2 || !strings.Contains(got.err, c.want) {
			t.Errorf("%s: %+v", c.args, got)
		}
	}
	if _, err := os.Stat(filepath.Join(p.home, ".config")); err == nil {
		t.Error("a refused login left something behind")
	}
}

// A token on the command line is refused, and not repeated either.
func TestTokenIsNoArgument(t *testing.T) {
	p := newPerson(t)
	for _, args := range [][]string{{"--token", "sntryu_0123"}, {"--token=sntryu_0123"}, {"sntryu_0123"}, {"--token", "sntryu_0123", "--json"}} {
		got := p.do(t, "", append([]string{"auth", "login", "--url", p.url}, args...)...)
		if got.exit != 2 || strings.Contains(got.out+got.err, "0123") {
			t.Errorf("%v: %+v", args, got)
		}
	}
	for in, want := range map[string]int{"": 2, " \n": 2, "two words": 2, "wrong\n": 4} {
		if got := p.do(t, in, "auth", "login", "--url", p.url, "--token"); got.exit != want {
			t.Errorf("%q: %+v", in, got)
		}
	}
}

func TestAccounts(t *testing.T) {
	first, second := newPerson(t), newPerson(t)
	second.home = first.home // one user, two servers
	for _, p := range []*person{first, second} {
		p.Grant("sntryu_" + p.url[len(p.url)-5:])
		if got := p.do(t, "sntryu_"+p.url[len(p.url)-5:]+"\n", "auth", "login", "--token", "--url", p.url); got.exit != 0 {
			t.Fatalf("%+v", got)
		}
	}
	token := func(p *person) string { return strings.TrimSpace(p.do(t, "", "auth", "token").out) }
	if got := token(first); got != "sntryu_"+second.url[len(second.url)-5:] {
		t.Errorf("the newest login is in use: %q", got)
	}
	if got := first.do(t, "", "auth", "switch"); got.exit != 0 || token(first) != "sntryu_"+first.url[len(first.url)-5:] {
		t.Errorf("switch: %+v, then %q", got, token(first))
	}
	first.env["SENTRY_URL"] = second.url // the address chooses the login for it
	if got := token(first); got != "sntryu_"+second.url[len(second.url)-5:] {
		t.Errorf("by address: %q", got)
	}
	first.env = map[string]string{"SENTRY_AUTH_TOKEN": "other"}
	if got := first.do(t, "", "auth", "status"); token(first) != "other" || !strings.Contains(got.out, "SENTRY\\_AUTH\\_TOKEN is used") && !strings.Contains(got.out, "SENTRY_AUTH_TOKEN is used") {
		t.Errorf("the environment goes first, and status says so: %+v", got)
	}
	first.env = map[string]string{}
	first.tty = true
	if got := first.do(t, "", "auth", "token"); got.exit != 2 || strings.Contains(got.out, "sntryu") {
		t.Errorf("on a terminal: %+v", got)
	}
	first.tty = false
	if got := first.do(t, "", "auth", "switch", "nobody"); got.exit != 2 {
		t.Errorf("%+v", got)
	}
	if got := first.do(t, "", "auth", "logout"); got.exit != 0 || !strings.Contains(got.out, first.url) {
		t.Errorf("%+v", got)
	}
	if file := first.config(t); strings.Contains(file, first.url) || !strings.Contains(file, second.url) {
		t.Errorf("after logging out of the first:\n%s", file)
	}
	if got := first.do(t, "", "auth", "logout", "--all"); got.exit != 0 {
		t.Errorf("%+v", got)
	}
	stored, err := os.ReadFile(filepath.Join(first.home, ".config", "vedette", "credentials.json"))
	if err != nil || strings.Contains(string(stored), "sntryu") || first.do(t, "", "auth", "status").exit != 4 {
		t.Errorf("after logging out of all: %s, %v", stored, err)
	}
}

func TestDoctorExplains(t *testing.T) {
	p := newPerson(t)
	p.Grant("sntryu_0123456789abcdef0123")
	if got := p.do(t, "sntryu_0123456789abcdef0123", "auth", "login", "--token", "--url", p.url); got.exit != 0 {
		t.Fatalf("%+v", got)
	}
	p.env = map[string]string{"HTTP_PROXY": "http://user:hidden@proxy.internal:3128", "SENTRY_DSN": "https://0123456789abcdef0123456789abcdef@o77.ingest.sentry.io/4507"}
	got := p.do(t, "", "doctor")
	for _, want := range []string{"login of ada@example.com", "user token of ada@example.com, in the file", "project 4507 at o77.ingest.sentry.io in SENTRY_DSN, not used: it is of another server", "clock"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("doctor does not say %q:\n%s%s", want, got.out, got.err)
		}
	}
	if strings.Contains(got.out, "hidden") || strings.Contains(got.out, "0123456789abcdef0123\n") {
		t.Errorf("a secret:\n%s", got.out)
	}
	p.env["SENTRY_AUTH_TOKEN"] = "sntryu_0123456789abcdef0123"
	if got = p.do(t, "", "doctor", "--jq", ".settings[] | select(.name == \"token\") | .overrode[0]"); !strings.Contains(got.out, "login in ") {
		t.Errorf("what the environment's token goes before: %+v", got)
	}
}

func TestProxyOf(t *testing.T) {
	for name, c := range map[string]struct {
		env                  map[string]string
		address, want, never string
	}{
		"https":   {map[string]string{"https_proxy": "http://u:hidden@proxy:3128"}, "https://sentry.io", "proxy:3128", "hidden"},
		"not for": {map[string]string{"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": ".sentry.io,sentry.io"}, "https://sentry.io", "", "proxy"},
		"none":    {nil, "https://sentry.io", "", "proxy"},
	} {
		env := map[string]string{"SENTRY_URL": c.address}
		maps.Copy(env, c.env)
		refuse := answer(401, "application/json", `{"detail":"Invalid token"}`)
		got := run(t, refuse, env, "doctor", "--jq", `.checks[] | select(.name == "proxy") | .details`)
		if !strings.Contains(got.out, c.want) || strings.Contains(got.out, c.never) {
			t.Errorf("%s: %q", name, got.out)
		}
	}
}

// A repository does not choose the login page.
func TestLoginIgnoresTheRepository(t *testing.T) {
	p := newPerson(t)
	for name, content := range map[string]string{".sentryclirc": "[defaults]\nurl=http://evil.internal", ".vedette.toml": "url='http://evil.internal'\nprofile='x'", "sentry.properties": "defaults.url=http://evil.internal"} {
		if err := os.WriteFile(filepath.Join(p.home, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	streams, _, errs := render.Test("")
	a := app(streams, func(string) string { return "" }, connect(nil))
	a.Dir, a.Home = p.home, t.TempDir()
	exit := cli.Run(t.Context(), a, []string{"auth", "login"})
	if exit != 2 || !strings.Contains(errs.String(), "https://sentry.io/settings") || strings.Contains(errs.String(), "evil") {
		t.Errorf("exit %d, %s", exit, errs)
	}
}

func TestConfigCommands(t *testing.T) {
	p := newPerson(t)
	for _, c := range []struct {
		args string
		exit int
		want string
	}{
		{"config get tui.theme", 3, "tui.theme is not set"},
		{"config set tui.theme light", 0, ""},
		{"config get tui.theme", 0, "light"},
		{"config set profile.work.url sentry.example.com/", 0, ""},
		{"config set profile.work.read_only yes", 2, "neither true nor false"},
		{"config set profile.work.read_only true", 0, ""},
		{"config set default_profile wrok", 2, "no profile"},
		{"config set default_profile work", 0, ""},
		{"config set profile.work.token x", 2, "vedette auth login"},
		{"config set profile.demo.org x", 2, "built in"},
		{"config set color red", 2, "no such setting"},
		{"config list", 0, `profile.work.url = "https://sentry.example.com"`},
		{"config list --json", 0, `{"key":"profile.work.read_only","value":"true"}`},
		{"config unset tui.theme", 0, ""},
		{"config unset tui.theme", 0, ""},
		{"config path", 0, "config.toml"},
	} {
		got := p.do(t, "", strings.Fields(c.args)...)
		if got.exit != c.exit || !strings.Contains(got.out+got.err, c.want) {
			t.Errorf("%s: %+v, want exit %d and %q", c.args, got, c.exit, c.want)
		}
	}
	if got, want := p.config(t), "default_profile = \"work\"\n\n[tui]\n\n[profile.work]\nurl = \"https://sentry.example.com\"\nread_only = true\n"; got != want {
		t.Errorf("the file holds\n%s", got)
	}
}
