package config

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const userTUI = `
default_profile = "demo"
[tui]
theme = "light"
background = "auto"
mouse = false
ascii = true
refresh = "30s"
[tui.keys]
resolve = "x"
archive = ["E", "ctrl+e"]
comment = ""
[tui.paths]
"/app/" = "/home/kim/src/shop"
"/lib/" = "/home/kim/src/lib"
[[tui.sections]]
name = "Mine"
query = "assigned:me is:unresolved"
sort = "freq"
`

const projectTUI = `
[tui.paths]
"/app/" = "."
"/web/" = "packages/web"
[[tui.sections]]
name = "Mine"
query = "level:fatal"
[[tui.sections]]
name = "Checkout"
query = "url:*/checkout"
period = "24h"
environment = "production"
project = "web"
`

func TestTUI(t *testing.T) {
	p := setUp(t, map[string]string{"~/.config/vedette/config.toml": userTUI, ".vedette.toml": projectTUI},
		map[string]string{"VEDETTE_ASCII": "0", "VEDETTE_REDUCED_MOTION": "1"})
	s, err := p.load(Flags{Accessible: true})
	if err != nil {
		t.Fatal(err)
	}
	want := TUI{
		Theme: "light", ReducedMotion: true, Accessible: true, Restore: true, Refresh: 30 * time.Second,
		Keys: map[string][]string{"resolve": {"x"}, "archive": {"E", "ctrl+e"}, "comment": {}},
		Sections: []Section{
			{Name: "Mine", Query: "assigned:me is:unresolved", Sort: "freq"},
			{Name: "Checkout", Query: "url:*/checkout", Period: "24h", Environment: "production", Project: "web"},
		},
		Paths: map[string]string{"/app/": "/home/kim/src/shop", "/lib/": "/home/kim/src/lib", "/web/": filepath.Join(p.repo, "packages", "web")},
	}
	if diff := cmp.Diff(want, s.TUI); diff != "" {
		t.Error(diff)
	}
}

func TestTUIUnlessToldOtherwise(t *testing.T) {
	s, err := setUp(t, nil, nil).load(Flags{})
	want := TUI{Mouse: true, Restore: true, Refresh: time.Minute, Keys: map[string][]string{}, Paths: map[string]string{}}
	if diff := cmp.Diff(want, s.TUI); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestTUIMistakes(t *testing.T) {
	for name, c := range map[string]struct{ file, content, want string }{
		"a key":                 {"~/.config/vedette/config.toml", "[tui]\nmause = true", `unknown key "tui.mause"; there are: `},
		"a time":                {"~/.config/vedette/config.toml", "[tui]\nrefresh = 'soon'", "refresh must be"},
		"too often":             {"~/.config/vedette/config.toml", "[tui]\nrefresh = '10ms'", "refresh must be"},
		"a number":              {"~/.config/vedette/config.toml", "[tui]\nrefresh = 30", "refresh must be"},
		"a background":          {"~/.config/vedette/config.toml", "[tui]\nbackground = 'red'", "auto, dark or light"},
		"a key that is none":    {"~/.config/vedette/config.toml", "[tui.keys]\nresolve = 1", "keys must be written"},
		"a section":             {"~/.config/vedette/config.toml", "[[tui.sections]]\nquery = 'x'", "section 1 of [[tui.sections]] has no name"},
		"a repository's keys":   {".vedette.toml", "[tui.keys]\nquit = 'x'", `unknown key "tui.keys"`},
		"a repository's way up": {".vedette.toml", "[tui.paths]\n'/' = '../..'", "inside of the repository"},
		"a repository's root":   {".vedette.toml", "[tui.paths]\n'/' = '/etc'", "inside of the repository"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := setUp(t, map[string]string{c.file: c.content}, nil).load(Flags{})
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) || !strings.HasSuffix(e.Source, ".toml") {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// TestSetTUI: what can be set is read again and listed; what cannot is refused
// before it is written.
func TestSetTUI(t *testing.T) {
	p := setUp(t, nil, nil)
	s, err := p.load(Flags{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][3]string{
		{"tui.theme", "light", ""}, {"tui.mouse", "false", ""}, {"tui.refresh", "off", ""}, {"tui.keys.resolve", "x", ""}, {"tui.restore", "true", ""},
		{"tui.refresh", "never", "refresh must be"}, {"tui.background", "pink", "auto, dark or light"}, {"tui.mouse", "maybe", "neither true nor false"},
		{"tui.colour", "red", "no such setting"}, {"tui.paths", "x", "no such setting"},
	} {
		err := s.Paths.Set(c[0], c[1])
		if c[2] == "" && err != nil || c[2] != "" && (err == nil || !strings.Contains(err.Error(), c[2])) {
			t.Errorf("%s = %s: %v, want %q", c[0], c[1], err, c[2])
		}
	}
	list, err := s.Paths.List()
	want := []Setting{{"tui.keys.resolve", "x"}, {"tui.mouse", "false"}, {"tui.refresh", "off"}, {"tui.restore", "true"}, {"tui.theme", "light"}}
	if diff := cmp.Diff(want, list); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if s, err = p.load(Flags{}); err != nil || s.TUI.Theme != "light" || s.TUI.Mouse || s.TUI.Refresh != 0 {
		t.Errorf("%+v, %v", s.TUI, err)
	}
}
