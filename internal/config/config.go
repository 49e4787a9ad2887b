// Package config exists so that every face talks to the same server for the
// same reason: it finds the settings in flags, environment, project files,
// .sentryclirc and the user's own file, in one order, remembers where each
// came from, and refuses the one combination that gives a token away: a
// repository's file that sends the user's own token to another host.
//
// It reads files and the environment it is given, and nothing else; there are
// no globals.
package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Names of the built-in profiles, and of the profile that stands for a server
// found in the environment or in files. Local and Demo need no token.
const (
	Local   = "local"
	Demo    = "demo"
	Default = "default"
)

// SaaS is where a token belongs that came without an address.
const SaaS = "https://sentry.io"

// Settings say which server to talk to, as whom, and about what. Profile is
// empty when nothing was found at all; then there is no server to talk to.
type Settings struct {
	Profile     string // Local, Demo, Default, or a name in the user's file
	BaseURL     string // origin with an optional path, no slash at the end; empty for Local and Demo
	Token       string // never print it: see Masked
	Login       string // who the stored login of Profile belongs to; then Token is empty
	ClientID    string // OAuth application of `vedette auth login`
	Org         string // slug or numeric id
	Project     string // slug or numeric id
	Environment string
	Release     string
	ReadOnly    bool
	Fresh       bool              // use no stored answer
	Offline     bool              // ask nothing of the server; stored answers only
	Headers     map[string]string // extra ones for every request
	CACert      string            // path of a PEM file; empty = the system's
	TUI         TUI
	Source      map[string]string   // setting ("token", "url", "org" ...) -> where it came from
	Overrode    map[string][]string // setting -> weaker places that say something else
	Paths       Paths
}

// Paths are vedette's own directories. They need not exist.
type Paths struct {
	Config string // config.toml
	Data   string // the local backend's database
	Cache  string // the demo, region names
}

// LocalDB is the file of the local backend.
func (p Paths) LocalDB() string { return filepath.Join(p.Data, "local.db") }

// Answers is the file of the API's stored answers.
func (p Paths) Answers() string { return filepath.Join(p.Cache, "answers.db") }

// Themes is the folder of the user's own themes.
func (p Paths) Themes() string { return filepath.Join(p.Config, "themes") }

// UserFile is the user's own settings file.
func (p Paths) UserFile() string { return filepath.Join(p.Config, "config.toml") }

// Flags are the settings of the command line; empty = not given.
type Flags struct {
	Profile, Org, Project    string
	ReadOnly, Fresh, Offline bool
	Accessible               bool
}

// Options are everything Load looks at.
type Options struct {
	Flags Flags
	Env   func(string) string // os.Getenv
	Dir   string              // working directory; project files are looked for from here upwards
	Home  string              // the user's home directory; empty = none
	Now   func() time.Time    // for what is remembered of DSNs; nil = time.Now
}

// Error is a setting that cannot be used. Its text says what and where; Hint
// is what to do.
type Error struct {
	Source string // file or variable
	Reason string
	Hint   string
}

// Error says what is wrong, and where.
func (e *Error) Error() string { return e.Source + ": " + e.Reason }

// Load finds the settings. It reads at most a few small files, and where they
// do not name the project, looks for a DSN in the checkout; never the network.
func Load(opt Options) (Settings, error) {
	l := newLoader(opt)
	if err := l.collect(); err != nil {
		return Settings{}, err
	}
	l.s.TUI = l.tui()
	if name := l.profileName(); name == Local || name == Demo {
		return l.builtIn(name)
	}
	if err := l.server(); err != nil {
		return Settings{}, err
	}
	if l.s.BaseURL == "" && l.s.Token == "" {
		return l.withoutServer()
	}
	l.s.Fresh, l.s.Offline = opt.Flags.Fresh, opt.Flags.Offline
	l.projectOfDSN()
	l.noteOverrode()
	return l.s, nil
}

func newLoader(opt Options) *loader {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if !filepath.IsAbs(opt.Home) { // relative to where? To a repository, perhaps
		opt.Home = ""
	}
	s := Settings{Source: map[string]string{}, Overrode: map[string][]string{}, Paths: PathsOf(opt.Env, opt.Home)}
	return &loader{opt: opt, s: s}
}

// noteOverrode collects, for each setting, the weaker places that wanted
// something else.
func (l *loader) noteOverrode() {
	chosen := map[string]string{"url": l.s.BaseURL, "org": l.s.Org, "project": l.s.Project, "environment": l.s.Environment, "release": l.s.Release}
	for _, layer := range l.layers {
		for key, value := range chosen {
			v := layer.values[key]
			if base, err := cleanURL(v); key == "url" && err == nil && v != "" {
				v = base
			}
			if v != "" && v != value && layer.name(key) != l.s.Source[key] {
				l.s.Overrode[key] = append(l.s.Overrode[key], layer.name(key))
			}
		}
		switch token, login := layer.values["token"], layer.values["login"]; {
		case token != "" && token != l.s.Token:
			l.s.Overrode["token"] = append(l.s.Overrode["token"], layer.name("token"))
		case token == "" && login != "" && l.s.Login == "":
			l.s.Overrode["token"] = append(l.s.Overrode["token"], "login in "+layer.origin)
		}
	}
}

// Masked is a token as it may be shown: its kind and its last four characters.
func Masked(token string) string {
	if token == "" {
		return ""
	}
	prefix, rest, ok := strings.Cut(token, "_")
	if !ok || len(prefix) > 6 {
		prefix, rest = "", token
	} else {
		prefix += "_"
	}
	if len(rest) < 16 {
		return prefix + "****"
	}
	return prefix + "****" + rest[len(rest)-4:]
}

// withoutServer falls back to the local backend where it has been used before,
// or where the checkout reports to this machine.
func (l *loader) withoutServer() (Settings, error) {
	why := ""
	if _, err := os.Stat(l.s.Paths.LocalDB()); err == nil {
		why = "local data in " + l.s.Paths.Data
	} else if hits := l.dsns(); len(hits) > 0 && hits[0].DSN.Loopback() {
		why = "the DSN in " + hits[0].Path + " is of this machine"
	}
	if why == "" {
		return l.s, nil
	}
	s, err := l.builtIn(Local)
	s.Source["profile"] = why
	return s, err
}

// builtIn is a profile of the embedded backend. Targets meant for a Sentry
// server (SENTRY_ORG, a repository's .sentryclirc) do not apply to it.
func (l *loader) builtIn(name string) (Settings, error) {
	s := Settings{Profile: name, Org: Local, TUI: l.s.TUI, Source: map[string]string{"org": "built in"}, Overrode: map[string][]string{}, Paths: l.s.Paths}
	for _, layer := range l.layers {
		if layer.kind != fromFlags && layer.kind != fromVedette {
			continue
		}
		take(&s.Org, s.Source, "org", layer.values["org"], layer.name("org"), s.Source["org"] == "built in")
		take(&s.Project, s.Source, "project", layer.values["project"], layer.name("project"), s.Project == "")
		take(&s.Environment, s.Source, "environment", layer.values["environment"], layer.name("environment"), s.Environment == "")
		s.ReadOnly = s.ReadOnly || layer.values["read_only"] == "true"
	}
	s.Source["profile"] = l.profileSource
	return s, nil
}

// take sets one setting when the layer has it and it is still wanted.
func take(to *string, sources map[string]string, key, value, from string, wanted bool) {
	if wanted && value != "" {
		*to, sources[key] = value, from
	}
}

func unusable(source, hint, format string, args ...any) error {
	return &Error{Source: source, Reason: fmt.Sprintf(format, args...), Hint: hint}
}
