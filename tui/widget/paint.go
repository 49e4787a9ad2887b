// Package widget holds the parts that screens are drawn with: paint, text cut
// to cells, a virtual list, a scrolling view, an editor, menus. They exist
// because the stock ones cost a whole frame's time at a hundred thousand rows;
// these draw only what is visible, from strings.
package widget

import (
	"strings"

	"vedette/themes"
)

// Ink writes text in one role's look. It is two strings taken from the lipgloss
// style once, because rendering through the style costs a microsecond a cell.
type Ink struct{ open, close string }

// Paint is a theme ready for drawing. Its inks are values: copying it is cheap.
type Paint struct {
	Theme    *themes.Theme
	inks     []Ink
	selected []Ink
	ASCII    bool // draw without box, block and arrow glyphs
	Plain    bool // what is drawn is read out: words instead of pictures, and nothing beside what was asked for
}

// NewPaint prepares a theme.
func NewPaint(t *themes.Theme, ascii bool) Paint {
	p := Paint{Theme: t, ASCII: ascii}
	for _, role := range themes.Roles() {
		p.inks = append(p.inks, inkOf(t.Style(role).Render("x")))
		p.selected = append(p.selected, inkOf(t.Selected(role).Render("x")))
	}
	return p
}

func inkOf(sample string) Ink {
	open, close, _ := strings.Cut(sample, "x")
	return Ink{open, close}
}

// In writes s, which must be safe for a terminal, in the look of role.
func (p Paint) In(role themes.Role, s string) string {
	if s == "" {
		return ""
	}
	ink := p.inks[role]
	return ink.open + s + ink.close
}

// Write is In into a builder, for what is drawn many times a frame: it makes no
// text of its own. The parts follow each other in one look.
func (p Paint) Write(b *strings.Builder, role themes.Role, parts ...string) {
	ink := p.inks[role]
	b.WriteString(ink.open)
	for _, s := range parts {
		b.WriteString(s)
	}
	b.WriteString(ink.close)
}

// Selected is the paint for the row under the cursor.
func (p Paint) Selected() Paint {
	p.inks = p.selected
	return p
}

// unbroken is wider than anything that is said.
const unbroken = 1 << 20

// Measure is how many cells a line of prose takes where there are width: at most
// so many, but what is read out is not broken into lines.
func (p Paint) Measure(width, most int) int {
	if p.Plain {
		return unbroken
	}
	return max(min(width, most), 1)
}

// proseWidth is how many cells a sentence takes at most where there are no rows.
const proseWidth = 90

// Instead are the lines that stand where a list has no rows: sentences about why,
// and about what would fill it.
func (p Paint) Instead(sentences []string, width int) []string {
	lines := []string{""}
	for _, sentence := range sentences {
		for _, l := range Wrap(sentence, p.Measure(width-4, proseWidth)) {
			lines = append(lines, "  "+p.In(themes.Muted, l))
		}
	}
	return lines
}

// Glyph is the glyph, or its ASCII stand-in.
func (p Paint) Glyph(glyph, ascii string) string {
	if p.ASCII {
		return ascii
	}
	return glyph
}
