package widget

import (
	"strconv"
	"strings"

	"vedette/themes"
)

// List is the window and cursor of a list of any length. It knows only numbers:
// whoever owns the rows draws those that are visible, which makes a list of a
// hundred thousand rows as cheap as one of a hundred.
type List struct {
	Cursor int
	top    int
	length int
	height int
}

// Resize gives the window its height in rows.
func (l *List) Resize(height int) {
	l.height = max(height, 0)
	l.settle()
}

// SetLen says how many rows there are.
func (l *List) SetLen(n int) {
	l.length = n
	l.settle()
}

// Len is how many rows there are.
func (l *List) Len() int { return l.length }

// Move moves the cursor by n rows.
func (l *List) Move(n int) {
	l.Cursor += n
	l.settle()
}

// Scroll moves cursor and window together by n rows, for rows that came or went
// above them.
func (l *List) Scroll(n int) {
	l.top += n
	l.Move(n)
}

// Page moves cursor and window by whole windows.
func (l *List) Page(n int) {
	step := n * max(l.height-1, 1)
	l.top += step
	l.Move(step)
}

// Home goes to the first row.
func (l *List) Home() { l.Move(-l.Cursor) }

// End goes to the last row.
func (l *List) End() { l.Move(l.length) }

// At is the row drawn on line y of the window, or -1.
func (l *List) At(y int) int {
	if row := l.top + y; y >= 0 && y < l.height && row < l.length {
		return row
	}
	return -1
}

// Below is how many rows there are after the window.
func (l *List) Below() int { return max(l.length-l.top-l.height, 0) }

// Lines draws the visible rows with row, one line each; lines without a row are
// empty.
func (l *List) Lines(row func(n int, selected bool) string) []string {
	out := make([]string, l.height)
	for y := range out {
		if n := l.top + y; n < l.length {
			out[y] = row(n, n == l.Cursor)
		}
	}
	return out
}

// Foot is a line about the rows, as wide, with how many are out of sight above
// and below at its end.
func (l *List) Foot(p Paint, role themes.Role, line string, width int) string {
	hidden := ""
	if l.top > 0 {
		hidden += " " + p.Glyph("↑", "^") + strconv.Itoa(l.top)
	}
	if below := l.Below(); below > 0 {
		hidden += " " + p.Glyph("↓", "v") + strconv.Itoa(below)
	}
	if hidden == "" {
		return p.In(role, Cut(line, width))
	}
	return p.In(role, Fit(line, max(width-Width(hidden), 0))) + p.In(themes.Accent, Cut(hidden, width))
}

// View is Lines as one text.
func (l *List) View(row func(n int, selected bool) string) string {
	return strings.Join(l.Lines(row), "\n")
}

func (l *List) settle() {
	l.Cursor = max(min(l.Cursor, l.length-1), 0)
	l.top = min(l.top, l.Cursor)
	l.top = max(l.top, l.Cursor-l.height+1)
	l.top = max(min(l.top, l.length-l.height), 0)
}

// Height is the window's height in rows.
func (l *List) Height() int { return l.height }
