package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
