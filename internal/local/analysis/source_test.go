package analysis

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/internal/local/protocol"
)

func TestLocate(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"backend/app/order.py", "backend/app/models/user.py", "backend/lib/user.py", "web/src/cart.ts", ".env", ".secrets/key.py", "node_modules/x/only.js"} {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), "x\n")
	}
	tests := []struct{ filename, absPath, want string }{
		{"backend/app/order.py", "", "backend/app/order.py"},
		{"app/order.py", "/srv/app/order.py", "backend/app/order.py"},
		{"order.py", "", "backend/app/order.py"},
		{"models/user.py", "", "backend/app/models/user.py"},
		{"user.py", "", ""}, // two files fit
		{"user.py", "/srv/lib/user.py", "backend/lib/user.py"},
		{`C:\build\web\src\cart.ts`, "", "web/src/cart.ts"},
		{"webpack:///./src/cart.ts?a1b2", "", "web/src/cart.ts"},
		{"https://shop.example/static/src/cart.ts", "", "web/src/cart.ts"},
		{"unknown.py", "", ""},
		{"only.js", "", ""},
		{".env", "", ""},
		{".secrets/key.py", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		got, err := locate(dir, &protocol.Frame{Filename: tt.filename, AbsPath: tt.absPath})
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("locate(%q, %q) = %q, %v; want %q", tt.filename, tt.absPath, got, err, tt.want)
		}
	}
}

// An event names its files itself. Whatever it names, nothing outside of the source directory is shown.
func TestSourceStaysInside(t *testing.T) {
	outside := t.TempDir()
	write(t, filepath.Join(outside, "secret.py"), "the secret\n")
	dir := filepath.Join(outside, "src")
	write(t, filepath.Join(dir, "app.py"), "print()\n")
	if err := os.Symlink(filepath.Join(outside, "secret.py"), filepath.Join(dir, "link.py")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := os.Symlink(outside, filepath.Join(dir, "up")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../secret.py", "..\\secret.py", filepath.Join(outside, "secret.py"), "link.py", "up/secret.py", "app.py/../../secret.py", "file://" + outside + "/secret.py", "up/src/../secret.py"} {
		for _, sourceDir := range []string{dir, ""} {
			s := readSource(t.Context(), sourceDir, &protocol.Frame{Filename: name, AbsPath: name, Line: 1})
			if len(s.lines) > 0 || s.missing == "" {
				t.Errorf("directory %q, frame %q: read %q", sourceDir, name, s.lines)
			}
		}
	}
	s := readSource(t.Context(), dir, &protocol.Frame{Filename: "app.py", Line: 1})
	if len(s.lines) == 0 || s.tracked {
		t.Errorf("a file inside must be read: %+v", s)
	}
}

// Without a source directory a frame's own path counts, but only for what git holds.
func TestSourceByPathOfTheFrame(t *testing.T) {
	dir := repository(t, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	tracked, untracked := filepath.Join(dir, "app", "shop", "order.py"), filepath.Join(dir, "app", "passwords.txt")
	write(t, untracked, "the secret\n")
	if s := readSource(t.Context(), "", &protocol.Frame{AbsPath: tracked, Line: 2}); s.line != 2 || !strings.Contains(strings.Join(s.lines, "\n"), "return order.total") {
		t.Errorf("tracked file: %+v", s)
	}
	for _, sourceDir := range []string{"", dir} {
		if s := readSource(t.Context(), sourceDir, &protocol.Frame{Filename: "app/passwords.txt", AbsPath: untracked, Line: 1}); len(s.lines) > 0 || s.missing == "" {
			t.Errorf("untracked file, directory %q: read %q", sourceDir, s.lines)
		}
	}
}

func TestReadSourcePrefersTheEvent(t *testing.T) {
	f := &protocol.Frame{Line: 10, PreContext: []string{"a", "b"}, ContextLine: "c", PostContext: []string{"d"}}
	s := readSource(t.Context(), "", f)
	want := []string{"      8 | a", "      9 | b", ">    10 | c", "     11 | d"}
	if s.from != "the event" || !slices.Equal(s.lines, want) {
		t.Errorf("%s: %q, want %q", s.from, s.lines, want)
	}
}

func TestFindLine(t *testing.T) {
	lines := []string{"a", "b", "  c", "d", "c"}
	for _, tt := range []struct {
		line int
		text string
		want int
	}{{3, "c", 3}, {1, "c", 3}, {9, "c", 5}, {2, "", 2}, {9, "", 0}, {2, "gone", 0}, {0, "a", 0}} {
		if got := findLine(lines, &protocol.Frame{Line: tt.line, ContextLine: tt.text}); got != tt.want {
			t.Errorf("findLine(%d, %q) = %d, want %d", tt.line, tt.text, got, tt.want)
		}
	}
}

func FuzzSegments(f *testing.F) {
	for _, name := range []string{"../../etc/passwd", `C:\a\..\b`, "webpack:///./a?b", "https://h", "\x00/..", "a//b/"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		parts := segments(name)
		if slices.ContainsFunc(parts, func(p string) bool { return p == "" || p == "." || p == ".." || strings.ContainsAny(p, "/\\\x00") }) {
			t.Errorf("segments(%q) = %q", name, parts)
		}
	})
}
