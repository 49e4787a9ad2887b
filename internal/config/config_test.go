package config

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// place is a machine: a home, a repository in it, and what lies there.
type place struct {
	home, repo string
	env        map[string]string
}

// setUp writes files ("~/x" in the home, "x" in the repository).
func setUp(t *testing.T, files, env map[string]string) place {
	t.Helper()
	home := t.TempDir()
	p := place{home: home, repo: filepath.Join(home, "src", "repo"), env: env}
	if err := os.MkdirAll(filepath.Join(p.repo, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		path := filepath.Join(p.repo, name)
		if rest, ok := strings.CutPrefix(name, "~/"); ok {
			path = filepath.Join(home, rest)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p place) load(f Flags) (Settings, error) { return Load(p.options(f)) }

func (p place) options(f Flags) Options {
	env := func(name string) string {
		if v, ok := p.env[name]; ok {
			return v
		}
		return map[string]string{"XDG_CONFIG_HOME": p.home + "/.config", "XDG_DATA_HOME": p.home + "/.data", "XDG_CACHE_HOME": p.home + "/.cache"}[name]
	}
	return Options{Flags: f, Env: env, Dir: filepath.Join(p.repo, "sub"), Home: p.home}
}

// brief is the part of the settings that the table compares.
type brief struct{ Profile, URL, Token, Org, Project string }

const userFileText = `
[profile.work]
url = "https://sentry.work.example/"
token = "work-token"
org = "work"
headers = { X-Team = "web" }
ca_cert = "/etc/work.pem"
`

func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		env   map[string]string
		flags Flags
		want  brief
	}{
		{name: "nothing", want: brief{}},
		{name: "local data", files: map[string]string{"~/.data/vedette/local.db": ""}, want: brief{Profile: Local, Org: "local"}},
		{name: "demo", flags: Flags{Profile: "demo", Project: "shop"}, env: map[string]string{"SENTRY_AUTH_TOKEN": "t", "SENTRY_ORG": "acme", "SENTRY_URL": "https://x.example"},
			want: brief{Profile: Demo, Org: "local", Project: "shop"}},
		{name: "token alone is for sentry.io", env: map[string]string{"SENTRY_AUTH_TOKEN": " t \n"}, want: brief{Profile: Default, URL: SaaS, Token: "t"}},
		{name: "access token", env: map[string]string{"SENTRY_ACCESS_TOKEN": "t"}, want: brief{Profile: Default, URL: SaaS, Token: "t"}},
		{name: "auth token first", env: map[string]string{"SENTRY_ACCESS_TOKEN": "b", "SENTRY_AUTH_TOKEN": "a"}, want: brief{Profile: Default, URL: SaaS, Token: "a"}},
		{name: "url alone", env: map[string]string{"SENTRY_URL": "http://127.0.0.1:8969"}, want: brief{Profile: Default, URL: "http://127.0.0.1:8969"}},
		{name: "host", env: map[string]string{"SENTRY_HOST": "Sentry.Example.com", "SENTRY_AUTH_TOKEN": "t"}, want: brief{Profile: Default, URL: "https://sentry.example.com", Token: "t"}},
		{name: "url with path and api", env: map[string]string{"SENTRY_URL": "https://x.example/sentry/api/0/", "SENTRY_AUTH_TOKEN": "t"}, want: brief{Profile: Default, URL: "https://x.example/sentry", Token: "t"}},
		{name: "org/project", env: map[string]string{"SENTRY_AUTH_TOKEN": "t", "SENTRY_PROJECT": "acme/shop"}, want: brief{Profile: Default, URL: SaaS, Token: "t", Org: "acme", Project: "shop"}},
		{name: "org beats org/project", env: map[string]string{"SENTRY_AUTH_TOKEN": "t", "SENTRY_PROJECT": "acme/shop", "SENTRY_ORG": "other"}, want: brief{Profile: Default, URL: SaaS, Token: "t", Org: "other", Project: "shop"}},
		{name: "vedette beats sentry, flag beats both", env: map[string]string{"SENTRY_AUTH_TOKEN": "t", "VEDETTE_TOKEN": "v", "SENTRY_ORG": "s", "VEDETTE_ORG": "v", "VEDETTE_PROJECT": "p"}, flags: Flags{Project: "flag"},
			want: brief{Profile: Default, URL: SaaS, Token: "v", Org: "v", Project: "flag"}},
		{name: "project file beats clirc beats home", env: map[string]string{"SENTRY_AUTH_TOKEN": "t"},
			files: map[string]string{".vedette.toml": "org = 'toml'", ".sentryclirc": "[defaults]\norg=rc\nproject=rc", "~/.sentryclirc": "[defaults]\norg=home\nproject=home\n"},
			want:  brief{Profile: Default, URL: SaaS, Token: "t", Org: "toml", Project: "rc"}},
		{name: "nearest file first", env: map[string]string{"SENTRY_AUTH_TOKEN": "t"}, files: map[string]string{"sub/.sentryclirc": "[defaults]\norg=near", ".sentryclirc": "[defaults]\norg=far\nproject=far"},
			want: brief{Profile: Default, URL: SaaS, Token: "t", Org: "near", Project: "far"}},
		{name: "home clirc with its own url", files: map[string]string{"~/.sentryclirc": "; comment\n[auth]\ntoken: home-token\n[defaults]\nurl = 'https://home.example/'\n"},
			want: brief{Profile: Default, URL: "https://home.example", Token: "home-token"}},
		{name: "profile by flag outranks the environment", files: map[string]string{"~/.config/vedette/config.toml": userFileText}, flags: Flags{Profile: "work"}, env: map[string]string{"SENTRY_AUTH_TOKEN": "t", "SENTRY_ORG": "acme"},
			want: brief{Profile: "work", URL: "https://sentry.work.example", Token: "work-token", Org: "work"}},
		{name: "default profile", files: map[string]string{"~/.config/vedette/config.toml": "default_profile = 'work'\n" + userFileText}, want: brief{Profile: "work", URL: "https://sentry.work.example", Token: "work-token", Org: "work"}},
		{name: "another token does not go to the profile's server", files: map[string]string{"~/.config/vedette/config.toml": "default_profile = 'work'\n" + userFileText}, env: map[string]string{"SENTRY_AUTH_TOKEN": "t"},
			want: brief{Profile: "work", URL: SaaS, Token: "t"}},
		{name: "project file with url and token", files: map[string]string{".vedette.toml": "url = 'https://team.example'\ntoken = 'team'\n"}, want: brief{Profile: Default, URL: "https://team.example", Token: "team"}},
		{name: "project file names the user's host", files: map[string]string{".vedette.toml": "url = 'https://home.example/sentry'", "~/.sentryclirc": "[auth]\ntoken=h\n[defaults]\nurl=https://home.example"},
			want: brief{Profile: Default, URL: "https://home.example/sentry", Token: "h"}},
		{name: "project file names a region of sentry.io", files: map[string]string{".sentryclirc": "[defaults]\nurl=https://us.sentry.io/"}, env: map[string]string{"SENTRY_AUTH_TOKEN": "t"},
			want: brief{Profile: Default, URL: "https://us.sentry.io", Token: "t"}},
		{name: "project file picks a profile", files: map[string]string{".vedette.toml": "profile = 'work'", "~/.config/vedette/config.toml": userFileText}, want: brief{Profile: "work", URL: "https://sentry.work.example", Token: "work-token", Org: "work"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := setUp(t, c.files, c.env).load(c.flags)
			if err != nil {
				t.Fatal(err)
			}
			if got := (brief{s.Profile, s.BaseURL, s.Token, s.Org, s.Project}); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
			for key, value := range map[string]string{"url": s.BaseURL, "token": s.Token, "org": s.Org, "project": s.Project} {
				if (value == "") != (s.Source[key] == "") {
					t.Errorf("%s is %q and comes from %q", key, value, s.Source[key])
				}
			}
		})
	}
}

// orgToken is an organization token that says where it belongs.
func orgToken(url string) string {
	return "sntrys_" + base64.RawStdEncoding.EncodeToString([]byte(`{"iat":1,"url":"`+url+`","org":"acme"}`)) + "_signature"
}

func TestHostileRepositoryGetsNoToken(t *testing.T) {
	evil := map[string]string{".vedette.toml": "url = 'https://evil.example'\norg = 'x'"}
	evilRC := map[string]string{".sentryclirc": "[defaults]\nurl=https://evil.example"}
	with := func(base map[string]string, more ...string) map[string]string {
		out := map[string]string{more[0]: more[1]}
		for k, v := range base {
			out[k] = v
		}
		return out
	}
	for name, c := range map[string]struct{ files, env map[string]string }{
		"token in the environment":   {evil, map[string]string{"SENTRY_AUTH_TOKEN": "t"}},
		"vedette's own variable":     {evil, map[string]string{"VEDETTE_TOKEN": "t"}},
		"sentryclirc":                {evilRC, map[string]string{"SENTRY_AUTH_TOKEN": "t"}},
		"token at home":              {with(evilRC, "~/.sentryclirc", "[auth]\ntoken=h\n[defaults]\nurl=https://home.example"), nil},
		"token of a profile":         {with(evil, "~/.config/vedette/config.toml", "default_profile='work'\n"+userFileText), nil},
		"token of an organization":   {evil, map[string]string{"SENTRY_AUTH_TOKEN": orgToken("https://sentry.io")}},
		"a name like sentry.io":      {map[string]string{".vedette.toml": "url = 'https://evilsentry.io'"}, map[string]string{"SENTRY_AUTH_TOKEN": "t"}},
		"another port":               {map[string]string{".vedette.toml": "url = 'https://sentry.io:8443'"}, map[string]string{"SENTRY_AUTH_TOKEN": "t"}},
		"secret headers, no token":   {evil, map[string]string{"VEDETTE_HEADERS": "CF-Access-Client-Secret: x"}},
		"headers with its own token": {map[string]string{".vedette.toml": "url = 'https://evil.example'\ntoken='theirs'"}, map[string]string{"SENTRY_CUSTOM_HEADERS": "X: y"}},
		"two files, token in one":    {map[string]string{".vedette.toml": "url = 'https://evil.example'", ".sentryclirc": "[auth]\ntoken=team\n[defaults]\nurl=https://team.example"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := setUp(t, c.files, c.env).load(Flags{})
			var e *Error
			if !errors.As(err, &e) || s.Token != "" || !strings.Contains(err.Error(), "nothing was sent") || !strings.Contains(e.Hint, "VEDETTE_URL=") {
				t.Fatalf("%+v, %v", s, err)
			}
		})
	}
	s, err := setUp(t, evil, map[string]string{"SENTRY_AUTH_TOKEN": "t", "VEDETTE_URL": "https://mine.example"}).load(Flags{})
	if err != nil || s.BaseURL != "https://mine.example" {
		t.Errorf("the user's own word counts: %+v, %v", s, err)
	}
	s, err = setUp(t, map[string]string{".vedette.toml": "url = 'https://self.example'"}, map[string]string{"SENTRY_AUTH_TOKEN": orgToken("https://self.example")}).load(Flags{})
	if err != nil || s.BaseURL != "https://self.example" {
		t.Errorf("a token that names the host: %+v, %v", s, err)
	}
}

// A token can name a server: one in a repository's file named the host that the
// user's headers then went to.
func TestHostileTokenGetsNoHeaders(t *testing.T) {
	const evil = "https://evil.example"
	token := "token = '" + orgToken(evil) + "'\n"
	env := map[string]string{"VEDETTE_HEADERS": "CF-Access-Client-Secret: x"}
	profile := "default_profile='work'\n" + userFileText
	for name, c := range map[string]struct{ files, env map[string]string }{
		"without url":                    {map[string]string{".vedette.toml": token}, env},
		"with url":                       {map[string]string{".vedette.toml": token + "url = '" + evil + "'"}, env},
		"sentryclirc":                    {map[string]string{".sentryclirc": "[auth]\ntoken=" + orgToken(evil)}, env},
		"over two files":                 {map[string]string{".vedette.toml": "url = '" + evil + "'", ".sentryclirc": "[auth]\ntoken=" + orgToken(evil)}, env},
		"headers of a profile":           {map[string]string{".vedette.toml": token, "~/.config/vedette/config.toml": profile}, nil},
		"headers of a profile, with url": {map[string]string{".vedette.toml": token + "url = '" + evil + "'", "~/.config/vedette/config.toml": profile}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := setUp(t, c.files, c.env).load(Flags{})
			var e *Error
			if !errors.As(err, &e) || len(s.Headers) != 0 || !strings.Contains(err.Error(), "nothing was sent") || e.Hint == "" {
				t.Fatalf("%+v, %v", s, err)
			}
		})
	}
	// Without anything of the user's to lose, and where the user named the host.
	s, err := setUp(t, map[string]string{".vedette.toml": token}, nil).load(Flags{})
	if err != nil || s.BaseURL != evil {
		t.Errorf("a repository with its own token: %+v, %v", s, err)
	}
	s, err = setUp(t, map[string]string{".vedette.toml": token}, map[string]string{"VEDETTE_HEADERS": "X: y", "VEDETTE_URL": evil}).load(Flags{})
	if err != nil || s.BaseURL != evil || s.Headers["X"] != "y" {
		t.Errorf("the user's own word counts: %+v, %v", s, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		files, env map[string]string
		flags      Flags
		want       string
	}{
		"unknown profile":      {files: map[string]string{"~/.config/vedette/config.toml": userFileText}, flags: Flags{Profile: "wrok"}, want: `no profile "wrok"`},
		"broken user file":     {files: map[string]string{"~/.config/vedette/config.toml": "[profile"}, want: "config.toml"},
		"unknown key":          {files: map[string]string{".vedette.toml": "organisation = 'x'"}, want: `unknown key "organisation"`},
		"headers in a repo":    {files: map[string]string{".vedette.toml": "headers = {a='b'}"}, want: "unknown key"},
		"broken clirc":         {files: map[string]string{".sentryclirc": "[defaults\norg=x"}, want: "line 1"},
		"bad url":              {env: map[string]string{"SENTRY_URL": "ftp://x"}, want: "SENTRY_URL: the address must begin with"},
		"url with a password":  {env: map[string]string{"SENTRY_URL": "https://u:p@x"}, want: "without user"},
		"bad project":          {env: map[string]string{"SENTRY_PROJECT": "a/b/c"}, want: "SENTRY_PROJECT"},
		"token with a newline": {env: map[string]string{"SENTRY_AUTH_TOKEN": "a\r\nX-Evil: 1"}, want: "the token holds a space"},
	} {
		_, err := setUp(t, c.files, c.env).load(c.flags)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "X-Evil") {
			t.Errorf("%s: the token is in the message: %v", name, err)
		}
	}
}

func TestOtherSettings(t *testing.T) {
	p := setUp(t, map[string]string{"~/.config/vedette/config.toml": userFileText, ".vedette.toml": "read_only = true"},
		map[string]string{"SENTRY_ENVIRONMENT": "staging", "SENTRY_RELEASE": "1.2", "VEDETTE_CA_CERT": "/ca.pem", "VEDETTE_HEADERS": "A: 1; B:2\nbad"})
	s, err := p.load(Flags{Profile: "work"})
	if err != nil {
		t.Fatal(err)
	}
	if s.Environment != "staging" || s.Release != "1.2" || s.CACert != "/etc/work.pem" || !s.ReadOnly || s.Headers["X-Team"] != "web" {
		t.Errorf("%+v", s)
	}
	s, err = p.load(Flags{})
	if err != nil || !cmp.Equal(s.Headers, map[string]string{"A": "1", "B": "2"}) || s.CACert != "/ca.pem" {
		t.Errorf("%+v, %v", s, err)
	}
	if want := filepath.Join(p.home, ".data", "vedette", "local.db"); s.Paths.LocalDB() != want {
		t.Errorf("%s, want %s", s.Paths.LocalDB(), want)
	}
}

func TestPathsPerSystem(t *testing.T) {
	env := func(name string) string { return map[string]string{"LocalAppData": `L`, "AppData": `R`}[name] }
	for goos, want := range map[string][3]string{
		"linux":   {"/h/.config", "/h/.local/share", "/h/.cache"},
		"darwin":  {"/h/Library/Application Support", "/h/Library/Application Support", "/h/Library/Caches"},
		"windows": {"R", "L", "L/cache"},
	} {
		config, data, cache := osDirs(goos, env, "/h")
		if got := [3]string{config, data, cache}; got != want {
			t.Errorf("%s: %v, want %v", goos, got, want)
		}
	}
	if p := PathsOf(func(string) string { return "relative" }, "/h"); !strings.HasPrefix(p.Config, "/h") {
		t.Errorf("a relative XDG path was taken: %s", p.Config)
	}
}

// In a container or a service HOME may be missing or odd. What lies in the
// working directory is then still the repository's, not the user's.
func TestWithoutAHomeTheRepositoryIsNotTheUser(t *testing.T) {
	t.Chdir(t.TempDir())
	files := map[string]string{
		".config/vedette/config.toml": "default_profile = \"x\"\n[profile.x]\nurl = \"https://evil.example\"\n",
		"config.toml":                 "default_profile = \"x\"\n[profile.x]\nurl = \"https://evil.example\"\n",
		".sentryclirc":                "[defaults]\nurl = https://evil.example\n",
		".config/sentry/config.ini":   "[defaults]\nurl = https://evil.example\n",
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		env := func(name string) string { return map[string]string{"SENTRY_AUTH_TOKEN": "secret"}[name] }
		for _, home := range []string{"", ".", "./."} {
			s, err := Load(Options{Env: env, Dir: dir, Home: home})
			if err == nil && s.BaseURL != SaaS || !filepath.IsAbs(s.Paths.Config) && err == nil {
				t.Errorf("%s with HOME=%q: the token goes to %s, settings in %s", name, home, s.BaseURL, s.Paths.Config)
			}
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheHostedServiceIsAskedOverTLS(t *testing.T) {
	for raw, want := range map[string]string{
		"http://sentry.io/": "https://sentry.io", "http://us.sentry.io": "https://us.sentry.io", "http://sentry.example.com": "http://sentry.example.com",
		"http://notsentry.io": "http://notsentry.io",
	} {
		if got, err := cleanURL(raw); err != nil || got != want {
			t.Errorf("%s: %s %v, want %s", raw, got, err, want)
		}
	}
}

func TestMasked(t *testing.T) {
	for token, want := range map[string]string{
		"": "", "short": "****", "sntryu_0123456789abcdef0123": "sntryu_****0123", "0123456789abcdef0123456789abcdef": "****cdef",
		"a_b": "a_****", "averylongprefix_0123456789": "****6789",
	} {
		if got := Masked(token); got != want {
			t.Errorf("Masked(%q) = %q, want %q", token, got, want)
		}
	}
}

func FuzzClirc(f *testing.F) {
	for _, s := range []string{"[defaults]\norg=a\nurl: https://x\n", "\ufeff[auth]\r\ntoken = \"t\"\r\n", "; c\n# c\n\n[http]\nproxy_url=x", "[", "=", "a", "[auth] ; c\ntoken='", "[AUTH]\nTOKEN=x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		values, err := parseClirc(data)
		if err != nil && values != nil {
			t.Error("values beside an error")
		}
		for key, v := range values {
			if strings.ContainsAny(v, "\n") || !strings.Contains("token url org project environment", key) {
				t.Errorf("%s = %q", key, v)
			}
		}
	})
}

func FuzzURL(f *testing.F) {
	for _, s := range []string{"https://sentry.io/", "x.example/sentry/api/0", "http://[::1]:9000", "https://a@b", "://", "HTTPS://X", "0/%00", "x/api/0//api/0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		base, err := cleanURL(raw)
		if err != nil {
			return
		}
		again, err := cleanURL(base)
		if err != nil || again != base {
			t.Errorf("%q gives %q, which gives %q, %v", raw, base, again, err)
		}
	})
}

// logins are two accounts at two servers, as `vedette auth login` leaves them.
const logins = `
default_profile = "sentry"
[profile.sentry]
url = "https://sentry.io"
login = "ada@example.com"
[profile.corp]
url = "https://sentry.corp.internal"
login = "ada"
org = "corp"
`

func TestLogins(t *testing.T) {
	const file = "~/.config/vedette/config.toml"
	for _, c := range []struct {
		name       string
		files, env map[string]string
		flags      Flags
		want       brief
		login      string
	}{
		{name: "default", want: brief{Profile: "sentry", URL: SaaS}, login: "ada@example.com"},
		{name: "named", flags: Flags{Profile: "corp"}, want: brief{Profile: "corp", URL: "https://sentry.corp.internal", Org: "corp"}, login: "ada"},
		{name: "environment's token first", env: map[string]string{"SENTRY_AUTH_TOKEN": "t"}, want: brief{Profile: "sentry", URL: SaaS, Token: "t"}},
		{name: "by the address in the environment", env: map[string]string{"SENTRY_URL": "https://sentry.corp.internal/"},
			want: brief{Profile: "corp", URL: "https://sentry.corp.internal", Org: "corp"}, login: "ada"},
		{name: "by the address in a repository", files: map[string]string{".sentryclirc": "[defaults]\nurl=https://sentry.corp.internal\norg=x"},
			want: brief{Profile: "corp", URL: "https://sentry.corp.internal", Org: "x"}, login: "ada"},
		{name: "a region of sentry.io", env: map[string]string{"SENTRY_URL": "https://de.sentry.io"}, want: brief{Profile: "sentry", URL: "https://de.sentry.io"}, login: "ada@example.com"},
		{name: "another server of the user's gets no login", env: map[string]string{"VEDETTE_URL": "https://new.example"}, want: brief{Profile: "sentry", URL: "https://new.example"}},
		{name: "not even when the profile is named", env: map[string]string{"VEDETTE_URL": "https://new.example"}, flags: Flags{Profile: "corp"},
			want: brief{Profile: "corp", URL: "https://sentry.corp.internal", Org: "corp"}, login: "ada"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{file: logins}
			for name, content := range c.files {
				files[name] = content
			}
			s, err := setUp(t, files, c.env).load(c.flags)
			if got := (brief{s.Profile, s.BaseURL, s.Token, s.Org, s.Project}); err != nil || got != c.want || s.Login != c.login {
				t.Errorf("got  %+v, login %q, %v\nwant %+v, login %q", got, s.Login, err, c.want, c.login)
			}
			if s.Token != "" && !cmp.Equal(s.Overrode["token"], []string{"login in " + s.Source["profile"] + " [profile.sentry]"}) {
				t.Errorf("overrode: %v", s.Overrode)
			}
		})
	}
	s, err := setUp(t, map[string]string{file: logins, ".vedette.toml": "url = 'https://evil.example'"}, nil).load(Flags{})
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "nothing was sent") || !strings.Contains(e.Hint, "vedette auth login --url https://evil.example") || s.Login != "" {
		t.Errorf("a repository's server and a login: %+v, %v", s, err)
	}
}

const (
	publicKey = "0123456789abcdef0123456789abcdef"
	saasDSN   = "https://" + publicKey + "@o77.ingest.us.sentry.io/4507"
	corpDSN   = "https://" + publicKey + "@sentry.corp.internal/3"
	localDSN  = "http://any@127.0.0.1:8969/1"
	evilDSN   = "https://" + publicKey + "@o77.evil.internal/1"
)

func TestTargetOfDSN(t *testing.T) {
	token := map[string]string{"SENTRY_AUTH_TOKEN": "t"}
	corp := map[string]string{"SENTRY_AUTH_TOKEN": "t", "SENTRY_URL": "https://sentry.corp.internal"}
	for _, c := range []struct {
		name       string
		files, env map[string]string
		want       brief
	}{
		{"code", map[string]string{"sub/main.js": "init('" + saasDSN + "')"}, token, brief{Default, SaaS, "t", "77", "4507"}},
		{"env file", map[string]string{"sub/.env": "SENTRY_DSN=" + saasDSN}, token, brief{Default, SaaS, "t", "77", "4507"}},
		{"properties of the Java SDK", map[string]string{"sentry.properties": "dsn = " + saasDSN}, token, brief{Default, SaaS, "t", "77", "4507"}},
		{"self-hosted has no organization in it", map[string]string{"sub/.env": "D=" + corpDSN}, corp, brief{Default, "https://sentry.corp.internal", "t", "", "3"}},
		{"of another server", map[string]string{"sub/.env": "D=" + corpDSN}, token, brief{Default, SaaS, "t", "", ""}},
		{"the second is of this server", map[string]string{"sub/.env": "D=" + corpDSN + "\nE=" + saasDSN}, token, brief{Default, SaaS, "t", "77", "4507"}},
		{"an organization by name may be another", map[string]string{"sub/.env": "D=" + saasDSN, ".sentryclirc": "[defaults]\norg=acme"}, token, brief{Default, SaaS, "t", "acme", ""}},
		{"the same by id", map[string]string{"sub/.env": "D=" + saasDSN, ".sentryclirc": "[defaults]\norg=77"}, token, brief{Default, SaaS, "t", "77", "4507"}},
		{"a DSN is no server", map[string]string{"sub/.env": "D=" + evilDSN}, token, brief{Default, SaaS, "t", "", ""}},
		{"a DSN is no server, without a token", map[string]string{"sub/.env": "D=" + evilDSN}, nil, brief{}},
		{"this machine's", map[string]string{"sub/.env": "D=" + localDSN}, nil, brief{Profile: Local, Org: "local"}},
		{"a token outranks this machine's", map[string]string{"sub/.env": "D=" + localDSN}, token, brief{Default, SaaS, "t", "", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 2 { // cold and warm
				s, err := setUp(t, c.files, c.env).load(Flags{})
				if got := (brief{s.Profile, s.BaseURL, s.Token, s.Org, s.Project}); err != nil || got != c.want {
					t.Errorf("got  %+v, %v\nwant %+v", got, err, c.want)
				}
			}
		})
	}
	p := setUp(t, map[string]string{"sub/.env": "D=" + saasDSN}, map[string]string{"SENTRY_AUTH_TOKEN": "t", "SENTRY_DSN": "https://" + publicKey + "@o5.ingest.sentry.io/9"})
	s, err := p.load(Flags{})
	if err != nil || s.Org != "5" || s.Project != "9" || s.Source["project"] != "DSN in SENTRY_DSN" {
		t.Errorf("SENTRY_DSN: %+v, %v", s, err)
	}
	hits, err := DSNs(p.options(Flags{}))
	if err != nil || len(hits) != 2 || hits[1].Path != filepath.Join(p.repo, "sub", ".env") {
		t.Errorf("%+v, %v", hits, err)
	}
}

func TestProperties(t *testing.T) {
	const props = "# build\ndefaults.url = https://sentry.corp.internal/\ndefaults.org: corp\ndefaults.project shop\nauth.token=abc\\\n   def\nunknown=${x}\n"
	s, err := setUp(t, map[string]string{"../props": props, ".sentryclirc": "[defaults]\norg=rc"}, map[string]string{"SENTRY_PROPERTIES": "../../props"}).load(Flags{})
	if got := (brief{s.Profile, s.BaseURL, s.Token, s.Org, s.Project}); err != nil || got != (brief{Default, "https://sentry.corp.internal", "abcdef", "corp", "shop"}) {
		t.Errorf("%+v, %v", got, err)
	}
	s, err = setUp(t, map[string]string{"sentry.properties": props, ".sentryclirc": "[defaults]\norg=rc"}, nil).load(Flags{})
	if err != nil || s.Org != "rc" || s.Project != "shop" || !strings.HasSuffix(s.Overrode["org"][0], "sentry.properties") {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = setUp(t, map[string]string{"~/.config/sentry/config.ini": "[defaults]\norg=user", "sentrycli.ini": "[defaults]\nproject=ini"}, map[string]string{"SENTRY_AUTH_TOKEN": "t"}).load(Flags{})
	if err != nil || s.Org != "user" || s.Project != "ini" {
		t.Errorf("%+v, %v", s, err)
	}
}

// Whatever file of a repository names a server, the user's token stays.
func TestNoNewSourceRedirectsTheToken(t *testing.T) {
	const evil = "https://evil.internal"
	props := "defaults.url=" + evil
	for name, c := range map[string]struct{ files, env map[string]string }{
		"sentry.properties":            {map[string]string{"sentry.properties": props}, nil},
		"SENTRY_PROPERTIES":            {map[string]string{"p": props}, map[string]string{"SENTRY_PROPERTIES": "../p"}},
		"sentrycli.ini":                {map[string]string{"sentrycli.ini": "[defaults]\nurl=" + evil}, nil},
		"with a login":                 {map[string]string{"sentry.properties": props, "~/.config/vedette/config.toml": logins}, map[string]string{"SENTRY_AUTH_TOKEN": ""}},
		"among the user's own servers": {map[string]string{".sentryclirc": "[defaults]\nurl=https://sentry.corp.internal", "~/.config/vedette/config.toml": logins}, nil},
		"a profile and a server":       {map[string]string{".vedette.toml": "profile='corp'\nurl='" + evil + "'", "~/.config/vedette/config.toml": logins}, map[string]string{"SENTRY_AUTH_TOKEN": ""}},
	} {
		env := map[string]string{"SENTRY_AUTH_TOKEN": "t"}
		for k, v := range c.env {
			env[k] = v
		}
		s, err := setUp(t, c.files, env).load(Flags{})
		if err == nil || !strings.Contains(err.Error(), "nothing was sent") || s.Token != "" || s.Login != "" {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	for name, files := range map[string]map[string]string{
		".env is no settings file": {"sub/.env": "SENTRY_URL=" + evil + "\nVEDETTE_URL=" + evil + "\nSENTRY_AUTH_TOKEN=theirs\nSENTRY_DSN=" + evilDSN},
		"code":                     {"sub/a.js": "init({dsn: '" + evilDSN + "'})"},
		"sentry.properties' DSN":   {"sentry.properties": "dsn=" + evilDSN},
	} {
		s, err := setUp(t, files, map[string]string{"SENTRY_AUTH_TOKEN": "t"}).load(Flags{})
		if err != nil || s.BaseURL != SaaS || s.Token != "t" {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

func FuzzProperties(f *testing.F) {
	for _, s := range []string{"defaults.org=a\n", "a\\\n b", "\\u00", "auth.token : x", "! c\n# c\ndsn=${dsn}", "=", "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		values, err := parseProperties(data)
		if err != nil && values != nil {
			t.Error("values beside an error")
		}
		for key := range values {
			if !strings.Contains("token url org project environment dsn", key) {
				t.Errorf("unknown key %q", key)
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for name, content := range map[string]string{"dsn-warm": "SENTRY_DSN=" + saasDSN, "org-and-project-named": "SENTRY_DSN="} {
		b.Run(name, func(b *testing.B) {
			home, env := b.TempDir(), map[string]string{"SENTRY_AUTH_TOKEN": "t"}
			if name != "dsn-warm" {
				env["SENTRY_PROJECT"] = "acme/shop"
			}
			dir := filepath.Join(home, "repo")
			if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o700); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, ".env"), []byte(content), 0o600); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if s, err := Load(Options{Env: func(n string) string { return env[n] }, Dir: dir, Home: home}); err != nil || s.Project == "" {
					b.Fatal(s, err)
				}
			}
		})
	}
}
