package config

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"vedette/internal/tomledit"
)

// TUI is how the terminal interface looks and behaves: the table [tui] of the
// user's file, and the variables that stand above it.
type TUI struct {
	Theme         string // empty = by the terminal's background
	Background    string // the terminal's: "dark" or "light"; empty = ask it
	Paint         bool   // the theme's own background is painted
	Mouse         bool
	ReducedMotion bool
	ASCII         bool // no box, block or arrow glyphs
	Accessible    bool // plain lines, one after the other, for screen readers
	Restore       bool // begin where the last session ended
	Refresh       time.Duration
	Keys          map[string][]string // command -> its keys, instead of the usual ones
	Sections      []Section
	Paths         map[string]string // how a file's path begins in events -> the folder it lies in here
}

// Section is a saved search: a tab of the issue stream.
type Section struct {
	Name        string `toml:"name"`
	Query       string `toml:"query"`
	Sort        string `toml:"sort"`
	Period      string `toml:"period"`
	Environment string `toml:"environment"`
	Project     string `toml:"project"`
}

// tuiTable is [tui] as it stands in the user's file.
type tuiTable struct {
	tuiOfProject
	Theme         string             `toml:"theme"`
	Background    string             `toml:"background"`
	Mouse         *bool              `toml:"mouse"`
	ReducedMotion bool               `toml:"reduced_motion"`
	ASCII         bool               `toml:"ascii"`
	Accessible    bool               `toml:"accessible"`
	Restore       *bool              `toml:"restore"`
	Refresh       *refresh           `toml:"refresh"`
	Keys          map[string]keyList `toml:"keys"`
}

// tuiOfProject is what a repository may say: which searches matter in it, and
// where its files lie. How things look and which keys do what is the user's.
type tuiOfProject struct {
	Sections []Section         `toml:"sections"`
	Paths    map[string]string `toml:"paths"`
}

const (
	tuiKeys     = "theme, background, mouse, reduced_motion, ascii, accessible, restore, refresh and [tui.keys], [tui.paths], [[tui.sections]]"
	sectionKeys = "name, query, sort, period, environment, project"
)

// usualRefresh is how often the stream looks for news unless told otherwise;
// minRefresh keeps it from using up the server's rate limit.
const (
	usualRefresh = time.Minute
	minRefresh   = 5 * time.Second
)

// refresh is a time such as "30s"; "off" is none.
type refresh time.Duration

// UnmarshalText reads the time.
func (r *refresh) UnmarshalText(data []byte) error {
	if s := string(data); s == "off" || s == "0" {
		*r = 0
		return nil
	}
	d, err := time.ParseDuration(string(data))
	if err != nil || d < minRefresh {
		return fmt.Errorf(`refresh must be "off", or a time of at least %v such as "30s", not %q`, minRefresh, data)
	}
	*r = refresh(d)
	return nil
}

// keyList is one key, or several.
type keyList []string

// UnmarshalTOML reads a string or an array of them.
func (k *keyList) UnmarshalTOML(data any) error {
	*k = keyList{}
	list, ok := data.([]any)
	if !ok {
		list = []any{data}
	}
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			return fmt.Errorf(`keys must be written like "x" or ["x", "ctrl+x"], not %v`, v)
		}
		if s != "" {
			*k = append(*k, s)
		}
	}
	return nil
}

// check refuses values with no meaning.
func (t tuiTable) check() error {
	if !slices.Contains([]string{"", "auto", "terminal", "dark", "light", "theme"}, t.Background) {
		return fmt.Errorf("tui.background is %q; it can be auto, dark or light (the terminal's; terminal is another word for auto), or theme (the theme's own is painted)", t.Background)
	}
	return t.tuiOfProject.check()
}

func (t tuiOfProject) check() error {
	for n, s := range t.Sections {
		if strings.TrimSpace(s.Name) == "" {
			return fmt.Errorf("section %d of [[tui.sections]] has no name", n+1)
		}
	}
	return nil
}

// inside places the folders of a repository's file. They stay inside of the
// repository: its file must not open the user's other ones.
func (t tuiOfProject) inside(dir string) (tuiOfProject, error) {
	out := map[string]string{}
	for prefix, folder := range t.Paths {
		if !filepath.IsLocal(filepath.FromSlash(folder)) {
			return t, fmt.Errorf("the folder %q of [tui.paths] must be a relative one inside of the repository", folder)
		}
		out[prefix] = filepath.Join(dir, filepath.FromSlash(folder))
	}
	t.Paths = out
	return t, nil
}

// tui puts the settings of the terminal interface together: variables, then the
// user's file. Sections and folders of the repository stand beside the user's,
// which win where both name the same.
func (l *loader) tui() TUI {
	t := l.user.TUI
	set := func(name string, otherwise bool) bool {
		if v := l.opt.Env(name); v != "" {
			return v != "0" && !strings.EqualFold(v, "false")
		}
		return otherwise
	}
	out := TUI{
		Theme: cmp.Or(l.opt.Env("VEDETTE_THEME"), t.Theme), Background: t.Background,
		Mouse: t.Mouse == nil || *t.Mouse, Restore: t.Restore == nil || *t.Restore, Refresh: usualRefresh,
		ReducedMotion: set("VEDETTE_REDUCED_MOTION", t.ReducedMotion), ASCII: set("VEDETTE_ASCII", t.ASCII),
		Accessible: l.opt.Flags.Accessible || set("VEDETTE_ACCESSIBLE", t.Accessible),
		Keys:       map[string][]string{}, Paths: map[string]string{},
	}
	if out.Background == "auto" || out.Background == "terminal" {
		out.Background = ""
	}
	if out.Background == "theme" {
		out.Background, out.Paint = "", true
	}
	if out.Theme == "auto" {
		out.Theme = ""
	}
	if t.Refresh != nil {
		out.Refresh = time.Duration(*t.Refresh)
	}
	for name, keys := range t.Keys {
		out.Keys[name] = keys
	}
	tables := []tuiOfProject{t.tuiOfProject}
	for _, layer := range l.layers {
		tables = append(tables, layer.tui)
	}
	for _, table := range slices.Backward(tables) {
		maps.Copy(out.Paths, table.Paths)
	}
	for _, table := range tables {
		for _, s := range table.Sections {
			if !slices.ContainsFunc(out.Sections, func(o Section) bool { return o.Name == s.Name }) {
				out.Sections = append(out.Sections, s)
			}
		}
	}
	return out
}

// parseProjectTOML reads .vedette.toml, which lies in dir.
func parseProjectTOML(data []byte, dir string) (layer, error) {
	var f struct {
		projectFile
		TUI tuiOfProject `toml:"tui"`
	}
	meta, err := toml.Decode(string(data), &f)
	if err != nil {
		return layer{}, err
	}
	known := "profile, url, token, org, project, environment, read_only and tables [tui.paths] and [[tui.sections]] with " + sectionKeys
	if err := undecoded(meta, known); err != nil {
		return layer{}, err
	}
	if err := f.TUI.check(); err != nil {
		return layer{}, err
	}
	tui, err := f.TUI.inside(dir)
	return layer{values: f.values(), tui: tui}, err
}

// tuiSettings are the settings of [tui] that can be changed one by one.
func tuiSettings() []string {
	return append([]string{"theme", "background", "refresh"}, tuiSwitches()...)
}

// tuiSwitches are those that are true or false.
func tuiSwitches() []string {
	return []string{"mouse", "reduced_motion", "ascii", "accessible", "restore"}
}

// checkTUI refuses a text that the setting of the table cannot have.
func checkTUI(key, value string) error {
	var t tuiTable
	if _, err := toml.Decode(tomledit.Assignment(key, value), &t); err != nil {
		return err
	}
	return t.check()
}

// values are the settings of the table by key, as far as they are set.
func (t tuiTable) values() map[string]string {
	out := map[string]string{"theme": t.Theme, "background": t.Background}
	for key, on := range map[string]bool{"reduced_motion": t.ReducedMotion, "ascii": t.ASCII, "accessible": t.Accessible} {
		if on {
			out[key] = "true"
		}
	}
	for key, set := range map[string]*bool{"mouse": t.Mouse, "restore": t.Restore} {
		if set != nil {
			out[key] = strconv.FormatBool(*set)
		}
	}
	switch {
	case t.Refresh == nil:
	case *t.Refresh == 0:
		out["refresh"] = "off"
	default:
		out["refresh"] = time.Duration(*t.Refresh).String()
	}
	for name, keys := range t.Keys {
		out["keys."+name] = strings.Join(keys, " ")
	}
	return out
}
