package config

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
