package config

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/BurntSushi/toml"
)

const commented = `# My settings.

theme = "dark" # at night

# The work account.
[profile.work]
url = "https://sentry.work.example" # internal
org = 'work'
headers = { X-Team = "web" }

# Left alone.
[profile."a.b"]
  org = "ab"
`

func TestEdit(t *testing.T) {
	for _, c := range []struct {
		name    string
		old     string
		changes []Change
		want    string // what replaces what, "old => new"; "" = the whole is new
		whole   string
	}{
		{name: "a value, its comment stays", old: commented, changes: []Change{{"theme", "light"}}, want: `theme = "dark" # => theme = "light" #`},
		{name: "in a table", old: commented, changes: []Change{{"profile.work.org", `w"2`}}, want: `org = 'work' => org = "w\"2"`},
		{name: "a new key at the end of its table", old: commented, changes: []Change{{"profile.work.read_only", true}},
			want: "{ X-Team = \"web\" }\n => { X-Team = \"web\" }\nread_only = true\n"},
		{name: "a new key of the root", old: commented, changes: []Change{{"default_profile", "work"}}, want: "at night\n => at night\ndefault_profile = \"work\"\n"},
		{name: "a name with a dot", old: commented, changes: []Change{{"profile.a.b.org", "x"}}, want: `  org = "ab" => org = "x"`},
		{name: "removed", old: commented, changes: []Change{{"theme", nil}}, want: "theme = \"dark\" # at night\n => "},
		{name: "not there", old: commented, changes: []Change{{"default_profile", nil}, {"profile.none.org", nil}, {"profile.none", nil}}, want: "x => x"},
		{name: "a table", old: commented, changes: []Change{{"profile.work", nil}}, want: commented[strings.Index(commented, "# The work")-0:strings.Index(commented, "# Left")] + " => # The work account.\n"},
		{name: "an empty file", changes: []Change{{"default_profile", "x"}, {"profile.x.url", "https://x.example"}, {"profile.x.login", "me"}},
			whole: "default_profile = \"x\"\n\n[profile.x]\nurl = \"https://x.example\"\nlogin = \"me\"\n"},
		{name: "root keys before the first table", old: "[profile.x]\norg = 'a'\n", changes: []Change{{"theme", "dark"}}, whole: "theme = \"dark\"\n\n[profile.x]\norg = 'a'\n"},
		{name: "a name that needs quotes", changes: []Change{{"profile.a b.org", "x"}}, whole: "[profile.\"a b\"]\norg = \"x\"\n"},
		{name: "a table with a table below", old: "[profile.x]\norg = 'a'\n[profile.x.headers]\nA = 'b'\n", changes: []Change{{"profile.x", nil}}, whole: ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := c.whole
			if from, to, ok := strings.Cut(c.want, " => "); ok {
				want = strings.Replace(c.old, from, to, 1)
			}
			if got, err := edit(c.old, c.changes); err != nil || got != want {
				t.Errorf("%v\n%s\nwant\n%s", err, got, want)
			}
		})
	}
}

// What cannot be changed line by line is refused, not damaged.
func TestEditRefuses(t *testing.T) {
	for _, doc := range []string{
		"profile = { work = { org = 'a' } }\n",
		"[profile]\nwork.org = 'a'\n",
		"theme = 'x'\n[profile.work]\norg = '''\n[profile.work]\norg = 1\n'''\n",
		"[profile.work",
	} {
		got, err := edit(doc, []Change{{"profile.work.org", "b"}})
		if err == nil {
			var parsed struct {
				Profile map[string]struct{ Org string }
			}
			if _, derr := toml.Decode(got, &parsed); derr != nil || parsed.Profile["work"].Org != "b" {
				t.Errorf("%q became %q", doc, got)
			}
		}
	}
}

func TestEditFile(t *testing.T) {
	p := setUp(t, map[string]string{"~/.config/vedette/config.toml": strings.Replace(commented, `theme = "dark"`, `default_profile = "work"`, 1)}, nil)
	s, err := p.load(Flags{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, key := range []string{"org", "project", "environment", "ca_cert", "client_id", "url"} { // at once: none may be lost
		wg.Go(func() {
			if err := s.Paths.Edit(Change{"profile.new." + key, "https://" + key}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	u, err := readUserFile(s.Paths.UserFile())
	n := u.Profiles["new"]
	if got := []string{n.Org, n.Project, n.Environment, n.CACert, n.ClientID, n.URL}; err != nil || strings.Contains(strings.Join(got, ","), ",,") || n.Org == "" || n.URL == "" {
		t.Errorf("%q, %v", got, err)
	}
	if err := os.WriteFile(s.Paths.UserFile(), []byte("broken = ["), 0o600); err != nil {
		t.Fatal(err)
	}
	var e *Error
	if err := s.Paths.Edit(Change{"tui.theme", "dark"}); !errors.As(err, &e) {
		t.Errorf("a broken file: %v", err)
	}
	if data, _ := os.ReadFile(s.Paths.UserFile()); string(data) != "broken = [" {
		t.Errorf("it was changed: %s", data)
	}
}
