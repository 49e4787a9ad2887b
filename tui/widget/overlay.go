package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"vedette/themes"
)

// Box is a dialog's place over the middle of a screen.
type Box struct {
	x, y, inner int // inner is the width within the borders and their gaps
	lines       []string
}

// Place makes room for a dialog over a screen of width and height.
func Place(p Paint, d Dialog, width, height int) Box {
	b := Box{inner: max(min(width-6, 72), 10)}
	b.lines = d.Lines(p, b.inner, height-2)
	b.lines = b.lines[:min(len(b.lines), max(height-2, 0))]
	b.x, b.y = max((width-b.inner-4)/2, 0), max((height-len(b.lines)-2)/2, 0)
	return b
}

// LineAt is the dialog's line at a cell of the screen: -1 beside the box, and one
// after the last on its border.
func (b Box) LineAt(x, y int) int {
	line, last := y-b.y-1, len(b.lines)
	switch {
	case x < b.x || x >= b.x+b.inner+4 || line < -1 || line > last:
		return -1
	case line == -1:
		return last
	}
	return line
}

// Over draws the box over the lines of a screen.
func (b Box) Over(p Paint, under string, width int) string {
	side, top := p.Glyph("│", "|"), strings.Repeat(p.Glyph("─", "-"), b.inner+2)
	box := []string{p.In(themes.Border, p.Glyph("╭", "+")+top+p.Glyph("╮", "+"))}
	for _, line := range b.lines {
		box = append(box, p.In(themes.Border, side)+" "+line+Blank(b.inner-Width(line))+" "+p.In(themes.Border, side))
	}
	box = append(box, p.In(themes.Border, p.Glyph("╰", "+")+top+p.Glyph("╯", "+")))
	lines, end := strings.Split(under, "\n"), b.x+b.inner+4
	for n, row := range box {
		if b.y+n >= len(lines) {
			break
		}
		line := lines[b.y+n] + Blank(width-Width(lines[b.y+n]))
		left, right := ansi.Cut(line, 0, b.x), ansi.Cut(line, end, width)
		if Width(right) > width-end { // a character of two cells that the edge goes through
			right = " " + ansi.Cut(line, end+1, width)
		}
		lines[b.y+n] = left + Blank(b.x-Width(left)) + row + right
	}
	return strings.Join(lines, "\n")
}
