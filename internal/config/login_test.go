package config

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
