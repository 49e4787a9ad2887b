package themes

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// folder is a person's folder with these files.
func folder(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestOwnThemes(t *testing.T) {
	l := In(folder(t, map[string]string{
		"night.toml":    "inherit = 'dark'\n[roles]\nerror = { fg = '#ff0000', bold = true }\n",
		"later.toml":    "inherit = 'night'\nbackground = '#000000'\n[roles]\nmuted = { fg = '#999999' }\n",
		"light.toml":    "inherit = 'light'\n[roles]\ntitle = { fg = '#000001' }\n",
		"bad name.toml": "", ".hidden.toml": "", "notes.txt": "",
	}))
	later, err := l.Load("later")
	if err != nil {
		t.Fatal(err)
	}
	dark, err := Load(Dark)
	if err != nil {
		t.Fatal(err)
	}
	if later.Name != "later" || later.Appearance != "dark" || later.Background != "#000000" {
		t.Errorf("later is %s %s %s", later.Name, later.Appearance, later.Background)
	}
	if later.Look(Error) != (Look{FG: "#ff0000", Bold: true}) || later.Look(Muted).FG != "#999999" || later.Look(Link) != dark.Look(Link) {
		t.Error("looks are not inherited through both files")
	}
	if light, err := l.Load(Light); err != nil || light.Look(Title).FG != "#000001" {
		t.Errorf("a theme of one's own does not stand before the program's: %v", err)
	}
	names := l.Names()
	if !slices.Contains(names, "night") || slices.Contains(names, "bad name") || slices.Contains(names, ".hidden") || len(names) != len(Library{}.Names())+2 {
		t.Errorf("names: %v", names)
	}
	if !l.Own("light") || l.Own("dark") || (Library{}).Own("light") {
		t.Error("Own is wrong")
	}
	if _, err := l.Load("../night"); err == nil || !strings.Contains(err.Error(), "there is no theme") {
		t.Errorf("a path as a name: %v", err)
	}
}

// TestErrorsOfThemesSayWhere: the file, the line, the role.
func TestErrorsOfThemesSayWhere(t *testing.T) {
	for text, want := range map[string]string{
		"inherit = 'dark'\n\n[roles]\n# the reds\nerror = { fg = 'red' }\n": `x.toml:5: role error: "red" is not a colour`,
		"inherit = 'dark'\n[roles.error]\nfg = 'red'\n":                     `x.toml:2: role error: "red" is not a colour`,
		"inherit = 'dark'\n[roles]\nerror = 'red'\n":                        `x.toml:3: role error must be like { fg =`,
		"inherit = 'dark'\n[roles]\nmuted = {}\nerrors = {}\n":              `x.toml:4: unknown role errors; there are: text, muted`,
		"inherit = 'dark'\n[roles]\nerror = { glow = true }\n":              `x.toml:3: role error: unknown setting glow`,
		"inherit = 'dark'\n[roles]\nerror = { fg = '#fff' \n":               `x.toml:`,
		"inherit = 'darkk'\n":                   `x.toml:1: there is no theme "darkk"; there are: ansi16`,
		"inherit = 'x'\n":                       `x.toml:1: theme "x" inherits from itself`,
		"inherit = 'y'\n":                       `theme "x" inherits from itself`,
		"\ninherit = 'dark'\nbackground = 'no'": `x.toml:3: background: "no" is not a colour`,
		"inherit = 'dark'\ncolour = 1":          `x.toml:2: unknown setting colour`,
		"appearance = 'dark'\n[roles]\n":        `x.toml:2: role text is missing`,
		"appearance = 7":                        `x.toml: line 1 (last key "appearance"): incompatible types`,
		"":                                      `x.toml:1: appearance must be`,
	} {
		l := In(folder(t, map[string]string{"x.toml": text, "y.toml": "inherit = 'x'"}))
		if _, err := l.Load("x"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzThemeFile(f *testing.F) {
	f.Add("inherit = 'dark'\n[roles]\nerror = { fg = 'red' }\n")
	f.Add("[roles.error]\nfg = '1'")
	f.Fuzz(func(t *testing.T, text string) {
		theme, err := parse("x", text, Load)
		if err == nil && theme.check() != nil {
			t.Errorf("read with a look that is none: %v", theme.check())
		}
	})
}

// check finds a look that no terminal can show.
func (t *Theme) check() error {
	for _, look := range t.looks {
		if err := look.check(); err != nil {
			return err
		}
	}
	return nil
}

// TestWatch: a save is told, also in a folder that is made later.
func TestWatch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "themes")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	saved := make(chan struct{}, 100)
	if err := In(dir).Watch(ctx, func() { saved <- struct{}{} }); err != nil {
		t.Fatal(err)
	}
	await := func(what string) {
		t.Helper()
		select {
		case <-saved:
		case <-time.After(20 * time.Second):
			t.Fatalf("%s is not told", what)
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	await("the new folder")
	path := filepath.Join(dir, "night.toml")
	if err := os.WriteFile(path+"~", []byte("inherit = 'dark'"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+"~", path); err != nil { // as editors save
		t.Fatal(err)
	}
	await("a save")
	if err := (Library{}).Watch(ctx, nil); err != nil {
		t.Errorf("a library without a folder: %v", err)
	}
	if err := In("/nowhere/at/all").Watch(ctx, nil); err == nil {
		t.Error("nothing is watched, and no error says so")
	}
}
