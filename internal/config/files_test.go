package config

import (
	"strings"
	"testing"
)

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
