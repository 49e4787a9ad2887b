package tui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
	"vedette/tui/screen"
)

// themed is the interface with a folder of themes of one's own.
func themed(t *testing.T, opt Options) (d *driver, save func(name, text string)) {
	t.Helper()
	dir := t.TempDir()
	save = func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save("night", "inherit = 'dark'\nbackground = '#010203'\n")
	opt.Ops, opt.Themes = opsOver(t, newFake(), acme), themes.In(dir)
	return drive(t, opt, 100, 30), save
}

func (d *driver) themeIs(name string) {
	d.t.Helper()
	if got := d.m.paint.Theme.Name; got != name {
		d.t.Errorf("the theme is %s, want %s", got, name)
	}
}

// TestThemeFollowsItsFile: a save shows at once, a mistake is told and changes nothing.
func TestThemeFollowsItsFile(t *testing.T) {
	d, save := themed(t, Options{Theme: "night"})
	d.themeIs("night")
	save("night", "inherit = 'dark'\n[roles]\ntitle = { fg = '#fe0001' }\n")
	d.send(themeSaved{})
	if got := d.m.paint.Theme.Look(themes.Title).FG; got != "#fe0001" {
		t.Errorf("titles are %s after the save", got)
	}
	save("night", "inherit = 'dark'\n[roles]\ntitle = { fg = 'rose' }\n")
	d.send(themeSaved{})
	d.shows("theme: night.toml:3: role title", `"rose" is not a colour`)
	if got := d.m.paint.Theme.Look(themes.Title).FG; got != "#fe0001" {
		t.Errorf("titles are %s after a mistake", got)
	}
}

// TestBrokenThemeAtTheStart: the interface begins with another, and takes it once it is mended.
func TestBrokenThemeAtTheStart(t *testing.T) {
	d, save := themed(t, Options{Theme: "dusk", Background: "light"})
	d.themeIs(themes.Light)
	d.shows(`theme: there is no theme "dusk"`)
	save("dusk", "inherit = 'dark'")
	d.send(themeSaved{})
	d.themeIs("dusk")
}

// TestChoosingATheme: each is shown while the cursor is on it; what is not chosen leaves no trace.
func TestChoosingATheme(t *testing.T) {
	set := map[string]string{}
	var refused error
	d, _ := themed(t, Options{Theme: "dark", Settings: screen.Settings{Set: func(key, value string) error {
		set[key] = value
		return refused
	}}})
	d.keys("C")
	d.shows("Theme", "yours, dark", "fatal error warning")
	d.keys("d", "r", "a", "c")
	d.themeIs("dracula")
	d.keys("esc")
	d.themeIs("dark")
	if len(set) != 0 {
		t.Errorf("kept: %v", set)
	}
	d.keys("C", "n", "i", "g", "h", "t", "enter")
	found := d.m.paint.Theme.Name
	if found != "tokyo-night" && found != "night" || set["tui.theme"] != found {
		t.Errorf("%s is worn, %q kept", found, set["tui.theme"])
	}
	refused = errors.New("read-only file system")
	d.keys("C", "n", "o", "r", "d", "enter")
	d.themeIs("nord")
	d.shows("until you leave; not kept: read-only file system")
	refused = nil
	d.keys("C", "a", "u", "t", "o", "enter")
	if set["tui.theme"] != "auto" {
		t.Errorf("kept: %v", set)
	}
	d.send(tea.BackgroundColorMsg{Color: themesWhite{}})
	d.themeIs(themes.Light)
}

// TestNoColoursToChoose: NO_COLOR stands above every theme, also one's own.
func TestNoColoursToChoose(t *testing.T) {
	d, save := themed(t, Options{NoColor: true})
	save("mono", "inherit = 'dark'\nappearance = 'dark'")
	d.send(themeSaved{})
	if fg := d.m.paint.Theme.Look(themes.Error).FG; fg != "" {
		t.Errorf("errors are %s", fg)
	}
	d.keys("C")
	d.shows("no colours are wanted here")
}

// TestBackgroundIsNeverForced: it is painted where the settings ask for it, and
// only once it is known which theme that is.
func TestBackgroundIsNeverForced(t *testing.T) {
	for _, c := range []struct {
		opt     Options
		answer  tea.Msg
		painted string
	}{
		{Options{Theme: "night"}, nil, "<nil>"},
		{Options{}, tea.BackgroundColorMsg{Color: themesWhite{}}, "<nil>"},
		{Options{Theme: "night", Paint: true}, nil, "{1 2 3 255}"},
		{Options{Paint: true}, nil, "<nil>"},
		{Options{Paint: true}, tea.BackgroundColorMsg{Color: themesWhite{}}, "{255 255 255 255}"},
		{Options{Paint: true, NoColor: true}, nil, "<nil>"},
	} {
		d, _ := themed(t, c.opt)
		if c.answer != nil {
			d.send(c.answer)
		}
		if got := fmt.Sprint(d.m.View().BackgroundColor); got != c.painted {
			t.Errorf("theme %q, paint %t: the background is %s, want %s", c.opt.Theme, c.opt.Paint, got, c.painted)
		}
	}
}
