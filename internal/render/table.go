package render

import (
	"bytes"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text"
)

// Style is how a cell stands out on a terminal with colour.
type Style string

// The styles, as SGR parameters: the sixteen colours that every terminal's own
// theme defines, so that they are readable on any background.
const (
	Plain  Style = ""
	Bold   Style = "1"
	Faint  Style = "2"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
	Blue   Style = "34"
	Cyan   Style = "36"
)

// Paint is s in the style when colour is on.
func (st Style) Paint(s string, color bool) string {
	if !color || st == Plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[m"
}

// Column is one column of a list of T.
type Column[T any] struct {
	Title string
	Value func(T) string // whole value on one line; times in RFC 3339. Programs get it.
	Show  func(T) string // form for people, e.g. "3m ago"; nil = Value
	Style func(T) Style  // nil = Plain
	Right bool           // align right
	Flex  bool           // gives up width when the terminal is narrow
	Extra bool           // left out when the terminal is too narrow, last column first
}

// Untyped are the columns for rows of any type, which have to be T's: what lays
// rows out is compiled once, not once per type.
func Untyped[T any](columns []Column[T]) []Column[any] {
	out := make([]Column[any], len(columns))
	for n, c := range columns {
		out[n] = Column[any]{Title: c.Title, Right: c.Right, Flex: c.Flex, Extra: c.Extra, Value: func(row any) string { return c.Value(row.(T)) }}
		if c.Show != nil {
			out[n].Show = func(row any) string { return c.Show(row.(T)) }
		}
		if c.Style != nil {
			out[n].Style = func(row any) Style { return c.Style(row.(T)) }
		}
	}
	return out
}

// Rows are the rows for columns that are Untyped.
func Rows[T any](rows []T) []any {
	out := make([]any, len(rows))
	for n, row := range rows {
		out[n] = row
	}
	return out
}

const (
	gap     = 2  // cells between columns
	minFlex = 16 // cells a flexible column keeps
)

// writeTSV writes rows for programs: no header, nothing cut.
func writeTSV(w io.Writer, columns []Column[any], rows []any) error {
	var b bytes.Buffer
	for _, row := range rows {
		for n, c := range columns {
			if n > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(text.From(c.Value(row)).String())
		}
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}

// table is a table for people, its cells made safe already.
type table struct {
	columns []Column[any]
	cells   [][]string
	styles  [][]Style
}

func (t *table) add(rows []any) {
	for _, row := range rows {
		cells, styles := make([]string, len(t.columns)), make([]Style, len(t.columns))
		for n, c := range t.columns {
			show := c.Show
			if show == nil {
				show = c.Value
			}
			cells[n] = text.From(show(row)).String()
			if c.Style != nil {
				styles[n] = c.Style(row)
			}
		}
		t.cells, t.styles = append(t.cells, cells), append(t.styles, styles)
	}
}

// write lays the table out for a width.
func (t *table) write(b *bytes.Buffer, width int, color bool) {
	widths := t.widths(width)
	header := make([]string, len(t.columns))
	faint := make([]Style, len(t.columns))
	for n, c := range t.columns {
		header[n], faint[n] = strings.ToUpper(c.Title), Faint
	}
	t.line(b, header, faint, widths, color)
	for n := range t.cells {
		t.line(b, t.cells[n], t.styles[n], widths, color)
	}
}

func (t *table) line(b *bytes.Buffer, cells []string, styles []Style, widths []int, color bool) {
	pending := 0 // spaces owed before the next text, so that no line ends in spaces
	first := true
	for n, width := range widths {
		if width == 0 {
			continue
		}
		if !first {
			pending += gap
		}
		first = false
		cell := strings.TrimRight(text.From(cells[n]).Cut(width), " ")
		pad := width - ansi.StringWidth(cell)
		if t.columns[n].Right {
			pending, pad = pending+pad, 0
		}
		if cell != "" {
			b.WriteString(strings.Repeat(" ", pending))
			b.WriteString(styles[n].Paint(cell, color))
			pending = 0
		}
		pending += pad
	}
	b.WriteByte('\n')
}

// widths are the columns' widths; 0 = left out.
func (t *table) widths(width int) []int {
	widths := make([]int, len(t.columns))
	for n, c := range t.columns {
		widths[n] = ansi.StringWidth(c.Title)
		for _, row := range t.cells {
			widths[n] = max(widths[n], ansi.StringWidth(row[n]))
		}
	}
	for n := len(widths) - 1; n >= 0 && t.least(widths) > width; n-- {
		if t.columns[n].Extra {
			widths[n] = 0
		}
	}
	t.shrink(widths, width, minFlex, func(n int) bool { return t.columns[n].Flex })
	t.shrink(widths, width, 1, func(int) bool { return true })
	return widths
}

// shrink takes from the widest of the columns that may give, none below least,
// until the table fits.
func (t *table) shrink(widths []int, width, least int, may func(n int) bool) {
	for over := total(widths) - width; over > 0; over-- {
		widest := -1
		for n := range widths {
			if may(n) && widths[n] > least && (widest < 0 || widths[n] > widths[widest]) {
				widest = n
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// least is the width when every flexible column gives up what it can.
func (t *table) least(widths []int) int {
	narrow := make([]int, len(widths))
	for n, w := range widths {
		narrow[n] = w
		if t.columns[n].Flex {
			narrow[n] = min(w, minFlex)
		}
	}
	return total(narrow)
}

func total(widths []int) int {
	sum, shown := 0, 0
	for _, w := range widths {
		if w > 0 {
			sum += w
			shown++
		}
	}
	return sum + gap*max(0, shown-1)
}
