// Package themes keeps colours out of the program. A theme is a TOML file that
// gives each role, a meaning such as "error" or "muted", its look; screens and
// documents name roles only, so that one file changes everything and a test can
// prove that every text is readable on the background it is made for.
package themes

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/BurntSushi/toml"
)

// Role is what a piece of text means.
type Role int

// The roles. Levels have the names of Sentry's levels.
const (
	Text Role = iota
	Muted
	Title
	Heading
	Accent
	Border
	Selection // the row under the cursor; the only role with a background
	Key       // a key to press
	Link
	Fatal
	Error
	Warning
	Info
	Debug
	Success
	Added // diff
	Removed
	Keyword // source code
	String
	Number
	Comment
	Function

	roleCount
)

// names are the roles' names in the files.
func names() [roleCount]string {
	return [roleCount]string{
		"text", "muted", "title", "heading", "accent", "border", "selection", "key", "link",
		"fatal", "error", "warning", "info", "debug", "success", "added", "removed",
		"keyword", "string", "number", "comment", "function",
	}
}

// Roles lists every role.
func Roles() []Role {
	out := make([]Role, roleCount)
	for i := range out {
		out[i] = Role(i)
	}
	return out
}

// String is the role's name in a theme file.
func (r Role) String() string { return names()[r] }

// Look is how one role is shown. Colours are "#rrggbb", or "0" to "15" for the
// terminal's palette; empty means the terminal's own.
type Look struct {
	FG        string `toml:"fg"`
	BG        string `toml:"bg"`
	Bold      bool   `toml:"bold"`
	Faint     bool   `toml:"faint"`
	Italic    bool   `toml:"italic"`
	Underline bool   `toml:"underline"`
	Reverse   bool   `toml:"reverse"`
}

// Theme is one look for each role.
type Theme struct {
	Name       string
	Appearance string // the background it is made for: dark, light, terminal (its own palette) or none (no colour)
	Background string // "#rrggbb", painted only where the settings ask for it; empty = none of its own
	looks      [roleCount]Look
}

// The built-in themes that are chosen automatically.
const (
	Dark  = "dark"
	Light = "light"
	Mono  = "mono"
)

//go:embed *.toml
var files embed.FS

// Names lists the themes there are.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".toml"))
	}
	return out
}

// Load reads a theme by its name.
func Load(name string) (Theme, error) {
	data, err := files.ReadFile(name + ".toml")
	if err != nil {
		return Theme{}, fmt.Errorf("there is no theme %q; there are: %s", name, strings.Join(Names(), ", "))
	}
	return parse(name, string(data))
}

// parse reads a theme file strictly: each role once, and nothing else.
func parse(name, data string) (Theme, error) {
	var file struct {
		Appearance string          `toml:"appearance"`
		Background string          `toml:"background"`
		Roles      map[string]Look `toml:"roles"`
	}
	meta, err := toml.Decode(data, &file)
	if err != nil {
		return Theme{}, fmt.Errorf("read theme %q: %w", name, err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return Theme{}, fmt.Errorf("read theme %q: unknown setting %s", name, extra[0])
	}
	t := Theme{Name: name, Appearance: file.Appearance, Background: file.Background}
	switch t.Appearance {
	case "dark", "light", "terminal", "none":
	default:
		return Theme{}, fmt.Errorf("read theme %q: appearance must be dark, light, terminal or none, not %q", name, t.Appearance)
	}
	if err := (Look{BG: t.Background}).check(); err != nil {
		return Theme{}, fmt.Errorf("read theme %q: background: %w", name, err)
	}
	for i, role := range names() {
		look, ok := file.Roles[role]
		if !ok {
			return Theme{}, fmt.Errorf("read theme %q: role %s is missing", name, role)
		}
		if err := look.check(); err != nil {
			return Theme{}, fmt.Errorf("read theme %q: role %s: %w", name, role, err)
		}
		t.looks[i] = look
		delete(file.Roles, role)
	}
	for role := range file.Roles {
		return Theme{}, fmt.Errorf("read theme %q: unknown role %s", name, role)
	}
	return t, nil
}

func (l Look) check() error {
	for _, c := range []string{l.FG, l.BG} {
		if c != "" && !isColour(c) {
			return fmt.Errorf("%q is not a colour like #8ab4f8, nor one of the terminal's from 0 to 15", c)
		}
	}
	return nil
}

func isColour(s string) bool {
	if n, err := strconv.Atoi(s); err == nil && strconv.Itoa(n) == s {
		return n >= 0 && n <= 15
	}
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	for _, r := range strings.ToLower(s[1:]) {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}

// Look is how the theme shows a role.
func (t Theme) Look(r Role) Look { return t.looks[r] }

// Style is the role's lipgloss style.
func (t Theme) Style(r Role) lipgloss.Style { return t.looks[r].Style() }

// Selected is the role's style on the row under the cursor.
func (t Theme) Selected(r Role) lipgloss.Style {
	look, on := t.looks[r], t.looks[Selection]
	look.BG, look.Reverse = on.BG, on.Reverse
	look.Faint = look.Faint && !on.Reverse // faint on reverse is unreadable
	return look.Style()
}

// Style turns the look into a lipgloss style.
func (l Look) Style() lipgloss.Style {
	s := lipgloss.NewStyle()
	if l.FG != "" {
		s = s.Foreground(lipgloss.Color(l.FG))
	}
	if l.BG != "" {
		s = s.Background(lipgloss.Color(l.BG))
	}
	return s.Bold(l.Bold).Faint(l.Faint).Italic(l.Italic).Underline(l.Underline).Reverse(l.Reverse)
}
