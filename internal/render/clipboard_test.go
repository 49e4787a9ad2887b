package render

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestClipboardCommand(t *testing.T) {
	for name, c := range map[string]struct {
		goos, env, there, want string
	}{
		"a Mac":                {"darwin", "", "pbcopy", "pbcopy"},
		"Wayland":              {"linux", "WAYLAND_DISPLAY DISPLAY", "wl-copy xclip", "wl-copy"},
		"Wayland without it":   {"linux", "WAYLAND_DISPLAY DISPLAY", "xclip", "xclip -selection clipboard"},
		"X":                    {"linux", "DISPLAY", "wl-copy xsel", "xsel --clipboard --input"},
		"no desktop":           {"linux", "", "wl-copy xclip xsel pbcopy", ""},
		"nothing is installed": {"linux", "DISPLAY", "", ""},
		"Windows":              {"windows", "", "clip", "clip"},
		"Linux in Windows":     {"linux", "WSL_DISTRO_NAME WAYLAND_DISPLAY", "clip.exe wl-copy", "clip.exe"},
		"tmux alone":           {"linux", "TMUX", "tmux", "tmux load-buffer -w -"},
		"tmux on a desktop":    {"linux", "TMUX DISPLAY", "tmux xclip", "xclip -selection clipboard"},
		"tmux over ssh":        {"linux", "TMUX DISPLAY SSH_CLIENT", "tmux xclip", "tmux load-buffer -w -"},
		"ssh":                  {"linux", "DISPLAY SSH_TTY", "xclip", ""},
		"ssh to a Mac":         {"darwin", "SSH_CONNECTION", "pbcopy", ""},
	} {
		env := func(key string) string {
			if strings.Contains(" "+c.env+" ", " "+key+" ") {
				return ":0"
			}
			return ""
		}
		got, ok := clipboardProgram(env, c.goos, func(program string) bool { return strings.Contains(" "+c.there+" ", " "+program+" ") })
		if strings.Join(got.argv, " ") != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, want %q", name, got.argv, c.want)
		}
	}
}

// TestClipboardOfWindows takes UTF-16 with a byte order mark.
func TestClipboardOfWindows(t *testing.T) {
	way, _ := clipboardProgram(func(string) string { return "" }, "windows", func(string) bool { return true })
	if got, want := way.encoded("aё🙂"), "\xff\xfea\x00\x51\x04\x3d\xd8\x42\xde"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestClipboardGetsTheText runs a program in the place of the system's.
func TestClipboardGetsTheText(t *testing.T) {
	dir := t.TempDir()
	got := filepath.Join(dir, "got")
	if err := os.WriteFile(filepath.Join(dir, "wl-copy"), []byte("#!/bin/sh\ncat >"+got+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	desktop := map[string]string{"WAYLAND_DISPLAY": "wayland-0"}
	if by, err := Clipboard(func(key string) string { return desktop[key] })(t.Context(), "a\nё"); err != nil || by != "wl-copy" {
		t.Fatal(by, err)
	}
	if text, err := os.ReadFile(got); err != nil || string(text) != "a\nё" {
		t.Errorf("the program got %q, %v", text, err)
	}
	desktop["SSH_TTY"] = "/dev/pts/1"
	if Clipboard(func(key string) string { return desktop[key] }) != nil {
		t.Error("over ssh the clipboard of the other machine is used")
	}
}
