package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Width is the number of cells s takes. Escape sequences take none.
func Width(s string) int {
	cells := 0
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= ' ' && c <= '~':
			cells++
			i++
		case c == '\x1b':
			n := colourLen(s[i:])
			if n == 0 {
				return ansi.StringWidth(s)
			}
			i += n
		default:
			n := glyphLen(s[i:])
			if n == 0 {
				return ansi.StringWidth(s)
			}
			cells++
			i += n
		}
	}
	return cells
}

// colourLen is the length of the colour sequence at the start of s, or 0.
func colourLen(s string) int {
	for i := 2; i < len(s) && s[1] == '['; i++ {
		if s[i] == 'm' {
			return i + 1
		}
		if (s[i] < '0' || s[i] > '9') && s[i] != ';' && s[i] != ':' {
			return 0
		}
	}
	return 0
}

// glyphLen is the length of the glyph of one cell at the start of s that screens
// are drawn with, or 0: "·", "›", "…" and what lies between U+2500 and U+25BF
// (boxes, blocks, arrows).
func glyphLen(s string) int {
	switch {
	case strings.HasPrefix(s, "·"):
		return len("·")
	case strings.HasPrefix(s, "…"), strings.HasPrefix(s, "›"):
		return len("…")
	case len(s) >= 3 && s[0] == 0xe2 && s[1] >= 0x94 && s[1] <= 0x96:
		return 3
	}
	return 0
}

// Cut shortens s to at most width cells; a cut text ends in "…".
func Cut(s string, width int) string {
	if len(s) <= width {
		return s // a cell takes at least one byte
	}
	if width <= 0 {
		return ""
	}
	if isPlain(s) {
		return s[:width-1] + "…"
	}
	if Width(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, "…")
}

// isPlain is true for printable ASCII.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
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

// WrapTo is Wrap to at most so many lines; the last one has what is left, cut.
func WrapTo(s string, width, most int) []string {
	lines := Wrap(s, width)
	if len(lines) > most {
		lines = append(lines[:most-1:most-1], strings.Join(lines[most-1:], " "))
	}
	for n, l := range lines {
		lines[n] = Cut(l, width)
	}
	return lines
}

// TrimLeft drops the first n cells of s, and one more where the cut would go
// through a wide character.
func TrimLeft(s string, n int) string {
	out := ansi.TruncateLeft(s, n, "")
	if Width(out) > max(Width(s)-n, 0) {
		return ansi.TruncateLeft(s, n+1, "")
	}
	return out
}
