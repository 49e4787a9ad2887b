package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
