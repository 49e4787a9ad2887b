package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Width is the number of cells s takes. Escape sequences take none.
func Width(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// Cut shortens s to at most width cells; a cut text ends in "…".
func Cut(s string, width int) string {
	if len(s) <= width {
		return s // a cell takes at least one byte
	}
	if width <= 0 {
		return ""
	}
	return ansi.Truncate(s, width, "…")
}

// Fit cuts or pads s to exactly width cells.
func Fit(s string, width int) string {
	s = Cut(s, width)
	return s + Blank(width-Width(s))
}

// FitRight is Fit with the text at the right edge.
func FitRight(s string, width int) string {
	s = Cut(s, width)
	return Blank(width-Width(s)) + s
}

// Blank is n spaces.
func Blank(n int) string {
	const spaces = "                                                                                                    "
	if n <= 0 {
		return ""
	}
	if n <= len(spaces) {
		return spaces[:n]
	}
	return strings.Repeat(" ", n)
}

// Block makes lines exactly height long, each cut to width; missing ones are
// empty. It joins them with line breaks.
func Block(lines []string, width, height int) string {
	var b strings.Builder
	for n := range height {
		if n > 0 {
			b.WriteByte('\n')
		}
		if n < len(lines) {
			b.WriteString(Cut(lines[n], width))
		}
	}
	return b.String()
}

// Beside puts two blocks of equal height next to each other; left is padded to
// leftWidth cells.
func Beside(left, right string, leftWidth int, between string) string {
	l, r := strings.Split(left, "\n"), strings.Split(right, "\n")
	var b strings.Builder
	for n := range l {
		if n > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l[n])
		b.WriteString(Blank(leftWidth - Width(l[n])))
		b.WriteString(between)
		if n < len(r) {
			b.WriteString(r[n])
		}
	}
	return b.String()
}

// Wrap breaks plain text into lines of at most width cells, at spaces where it
// can.
func Wrap(s string, width int) []string {
	if width <= 0 {
		return nil
	}
	return strings.Split(ansi.Wrap(s, width, ""), "\n")
}

// TrimLeft drops the first n cells of s.
func TrimLeft(s string, n int) string { return ansi.TruncateLeft(s, n, "") }
