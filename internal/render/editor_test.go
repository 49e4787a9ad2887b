package render

import (
	"slices"
	"strings"
	"testing"
)

func TestEditorCommand(t *testing.T) {
	for name, c := range map[string]struct {
		visual, editor string
		line           int
		want           string
	}{
		"vim":                {editor: "vim", line: 12, want: "vim +12 /src/a.go"},
		"visual wins":        {visual: "nvim", editor: "ed", line: 3, want: "nvim +3 /src/a.go"},
		"arguments are kept": {editor: "code --wait", line: 7, want: "code --wait --goto /src/a.go:7"},
		"a path":             {editor: "/usr/local/bin/hx", line: 7, want: "/usr/local/bin/hx /src/a.go:7"},
		"said already":       {editor: "code -g", line: 7, want: "code -g /src/a.go:7"},
		"emacs":              {editor: "emacs -nw", line: 7, want: "emacs -nw +7 /src/a.go"},
		"zed":                {editor: "zed", line: 7, want: "zed /src/a.go:7"},
		"sublime":            {editor: "subl", line: 7, want: "subl /src/a.go:7"},
		"spaces":             {editor: `"/opt/my editors/subl" -n`, line: 7, want: "/opt/my editors/subl -n /src/a.go:7"},
		"windows":            {editor: "C:/Tools/Notepad++.EXE", line: 2, want: "C:/Tools/Notepad++.EXE -n2 /src/a.go"},
		"jetbrains":          {editor: "goland", line: 2, want: "goland --line 2 /src/a.go"},
		"kate":               {editor: "kate", line: 2, want: "kate -l 2 /src/a.go"},
		"unknown":            {editor: "acme", line: 2, want: "acme /src/a.go"},
		"no line":            {editor: "vim", want: "vim /src/a.go"},
	} {
		env := func(name string) string { return map[string]string{"VISUAL": c.visual, "EDITOR": c.editor}[name] }
		if got := strings.Join(EditorOf(env).Command("/src/a.go", c.line), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := EditorOf(func(string) string { return " " }).Command("a", 0); len(got) != 2 {
		t.Errorf("without variables: %q", got)
	}
}

func TestEditorIsReusable(t *testing.T) {
	e := EditorOf(func(string) string { return "vim -R" })
	first, second := e.Command("a", 1), e.Command("b", 2)
	if first[3] != "a" || second[3] != "b" {
		t.Errorf("one command changed the other: %q %q", first, second)
	}
}

// TestEditorsWithWindows need no terminal, and wait only when they are told to.
func TestEditorsWithWindows(t *testing.T) {
	for editor, want := range map[string]string{
		"vim": "", "hx": "", "emacs": "", "code": "code --wait a.md", "code --wait": "code --wait a.md", "subl": "subl --wait a.md", "zed": "zed --wait a.md",
		"idea": "idea --wait a.md", "gvim": "gvim --nofork a.md", "kate": "kate --block a.md", "notepad": "notepad a.md",
	} {
		e := EditorOf(func(name string) string { return map[string]string{"EDITOR": editor}[name] })
		if e.Windowed() != (want != "") {
			t.Errorf("%s has a window: %t", editor, e.Windowed())
		}
		if got := strings.Join(e.Wait("a.md"), " "); want != "" && got != want {
			t.Errorf("%s waits with %q, want %q", editor, got, want)
		}
	}
}

// TestEditorWords keeps what is quoted together.
func TestEditorWords(t *testing.T) {
	for command, want := range map[string][]string{
		`a  b`: {"a", "b"}, `"a b" -c`: {"a b", "-c"}, `'a b'c`: {"a bc"}, `""`: {""}, ` `: nil, `a "b`: {"a", "b"},
	} {
		if got := words(command); !slices.Equal(got, want) {
			t.Errorf("%s is %q, want %q", command, got, want)
		}
	}
}
