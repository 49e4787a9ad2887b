package command

import (
	"slices"
	"strings"
	"testing"
)

func TestCatalog(t *testing.T) {
	scopes := Scopes()
	seen := map[ID]bool{}
	for _, c := range Catalog() {
		if seen[c.ID] {
			t.Errorf("%s is listed twice", c.ID)
		}
		seen[c.ID] = true
		if c.Title == "" || len(c.Keys) == 0 || len(c.Scopes) == 0 {
			t.Errorf("%s lacks a title, a key or a scope", c.ID)
		}
		for _, s := range c.Scopes {
			if !slices.Contains(scopes, s) {
				t.Errorf("%s: no scope %q", c.ID, s)
			}
		}
	}
}

// TestKeysDoNotClash: on no screen does a key mean two things.
func TestKeysDoNotClash(t *testing.T) {
	for _, c := range Usual().clashes() {
		t.Error(c)
	}
}

// TestUsualKeysAreKeys: each is written as presses come in.
func TestUsualKeysAreKeys(t *testing.T) {
	for _, c := range Catalog() {
		for _, k := range c.Keys {
			if got, err := ParseKey(k); got != k || err != nil {
				t.Errorf("%s: %q is read as %q, %v", c.ID, k, got, err)
			}
		}
	}
}

// TestKeysLeaveTheTerminalAlone: these belong to tmux, to flow control, or to
// the terminal's own window. The palette has ctrl+k, as in every other program.
func TestKeysLeaveTheTerminalAlone(t *testing.T) {
	taken := []string{"ctrl+h", "ctrl+j", "ctrl+l", "ctrl+s", "ctrl+q", "ctrl+b", "ctrl+a", "alt+enter"}
	for _, c := range Catalog() {
		for _, k := range c.Keys {
			if k == "ctrl+k" && c.ID != Palette || slices.Contains(taken, k) || strings.HasPrefix(k, "alt+") {
				t.Errorf("%s uses %s", c.ID, k)
			}
		}
	}
}

func TestKeymapPrefersTheScreen(t *testing.T) {
	keys := Usual().Keymap(Issues)
	for key, want := range map[string]ID{"r": Resolve, "?": Help, "esc": Back, "/": Search} {
		if got := keys[key].ID; got != want {
			t.Errorf("%q on the stream is %q, want %q", key, got, want)
		}
	}
	if _, ok := Usual().Keymap(Welcome)["r"]; ok {
		t.Error("the welcome screen resolves issues")
	}
	for _, c := range Usual().Hints(Issues) {
		if c.Hint == "" {
			t.Errorf("%s is a hint without a word", c.ID)
		}
	}
}
