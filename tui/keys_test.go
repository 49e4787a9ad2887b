package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeysReferenceIsAsCommitted(t *testing.T) {
	path, got := filepath.Join("..", "docs", "keys.md"), KeysReference()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || strings.ReplaceAll(string(want), "\r\n", "\n") != got {
		t.Errorf("docs/keys.md is not what the program does (%v); look at the difference after: go test ./tui -run KeysReference -update", err)
	}
}

// TestKeysAsWished: the keys, the footer, the help page and the palette follow.
func TestKeysAsWished(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Keys: map[string][]string{"resolve": {"ctrl+r"}, "comment": {}, "goto": {"Z g"}}}, 120, 50)
	d.shows("ctrl+r resolve")
	d.lacks("c comment")
	d.keys("r", "c")
	d.lacks("resolving", "Comment on")
	d.keys("Z")
	d.shows("Z ...")
	d.keys("g")
	d.shows("Go to a place")
	d.keys("esc", "Z", "?")
	d.lacks("Keys here")
	d.keys("?")
	d.shows("ctrl+r             resolve", "Z g")
	d.lacks("comment on")
	d.keys("esc", "ctrl+k")
	d.types("comment")
	d.keys("enter")
	d.shows("Comment on")
	d.keys("esc", "ctrl+r")
	d.shows("-> resolved")
}

// TestKeysThatClash: the program starts, says so, and the usual keys work.
func TestKeysThatClash(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Keys: map[string][]string{"resolve": {"e"}, "moon": {"n"}}}, 80, 24)
	d.shows(`[tui.keys]: 2 problems (? lists them): there is no command "moon"`, `"e" is for both "resolve" and "archive"`)
	d.keys("?")
	d.shows("Keys of the settings that do not count", `there is no command "moon"`, `"e" is for both "resolve" and "archive"`, "they keep their")
	d.keys("0", "r")
	d.shows("-> resolved")
}

func TestHelpIsSearched(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 40)
	d.keys("?")
	d.shows("Keys here", "archive", "resolve")
	d.keys("/")
	d.types("archive")
	d.shows("search: archive", "until it escalates")
	d.lacks("bookmark", "Keys here")
	d.keys("x", "x", "x")
	d.shows("no key does this")
	d.keys("esc")
	d.shows("Keys here", "bookmark")
	d.keys("q")
	d.lacks("Keys here")
}
