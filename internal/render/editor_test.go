package render

import (
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
