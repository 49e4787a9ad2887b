// Package themes keeps colours out of the program. A theme is a TOML file that
// gives each role, a meaning such as "error" or "muted", its look; screens and
// documents name roles only, so that one file changes everything and a test can
// prove that every text is readable on the background it is made for.
package themes

import (
	"fmt"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
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

// Theme is one look for each role. It is never changed once it is loaded, so
// that two are the same theme when they are equal.
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

// Selected is the role's style on the row under the cursor. A reversed row is of
// one colour: the roles' own would make a patchwork of it.
func (t Theme) Selected(r Role) lipgloss.Style {
	look, on := t.looks[r], t.looks[Selection]
	look.BG, look.Reverse = on.BG, on.Reverse
	if on.Reverse {
		look.FG, look.Faint = on.FG, false // faint on reverse is unreadable
	}
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
