package browse

import (
	"strings"
	"time"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// Column is one column of the rows. Its texts are made once, when a page
// arrives: drawing a row must not depend on what somebody wrote into it.
type Column[T any] struct {
	Title string // above the rows; a table whose titles are all empty has no such line
	Text  func(T) string
	Time  func(T) time.Time                   // instead of Text: how long ago it was, at the time of drawing
	Draw  func(p widget.Paint, item T) string // instead of Text: glyphs in their colours, Max cells of them
	Role  func(T) themes.Role
	Right bool // numbers
	Wide  bool // takes what the others leave
	Max   int  // cells at most; 0 = 40
}

// row is an item with its texts.
type row struct {
	cells []string
	words string // what the filter looks through
}

// gap stands between two columns.
const gap = 2

// maxCell is wider than any terminal shows.
const maxCell = 300

func rowOf[T any](columns []Column[T], item T) row {
	r := row{cells: make([]string, len(columns))}
	for n, c := range columns {
		if c.Text != nil {
			r.cells[n] = text.From(c.Text(item)).Cut(maxCell)
		}
	}
	r.words = strings.Join(r.cells, " ")
	return r
}

// widths are the cells each column would like: those of its longest text.
func widths[T any](columns []Column[T], rows []row) []int {
	out := make([]int, len(columns))
	for n, c := range columns {
		out[n] = widget.Width(c.Title)
		if c.Time != nil {
			out[n] = max(out[n], 4)
		}
		if c.Draw != nil {
			out[n] = c.Max
		}
		for _, r := range rows {
			out[n] = max(out[n], widget.Width(r.cells[n]))
		}
		if limit := c.Max; !c.Wide && limit == 0 {
			out[n] = min(out[n], 40)
		} else if limit > 0 {
			out[n] = min(out[n], limit)
		}
	}
	return out
}

// wideLeast is what a wide column gets at least, before a further column is
// shown.
const wideLeast = 24

// cutLeast is what there must be of a text that is cut.
const cutLeast = 10

// fit gives each column its cells; 0 leaves one out. Columns stand in the order
// of their worth: where there is little room, the last ones go first, and of
// the last text that begins is shown what fits. What is
// left over goes to the wide ones.
func fit[T any](columns []Column[T], want []int, width int) []int {
	out := make([]int, len(columns))
	left, wide := width, 0
	for n, c := range columns {
		if want[n] == 0 {
			continue
		}
		least := want[n]
		if c.Wide {
			least = min(least, wideLeast)
		}
		if n > 0 {
			least += gap
		}
		if least > left {
			if n > 0 && (c.Right || c.Draw != nil || left < gap+cutLeast) {
				break
			}
			least = left
		}
		if n > 0 {
			out[n] = least - gap
		} else {
			out[n] = least
		}
		left -= least
		if c.Wide {
			wide++
		}
	}
	for range 2 { // what one does not want, the others may have
		share := left / max(wide, 1)
		for n, c := range columns {
			if c.Wide && out[n] > 0 {
				more := min(want[n]-out[n], share, left)
				out[n] += more
				left -= more
			}
		}
		wide = 1
	}
	return out
}

// head is the line above the rows.
func head[T any](p widget.Paint, columns []Column[T], cells []int) string {
	return line(columns, cells, p, func(n int) string { return p.In(themes.Muted, columns[n].fit(columns[n].Title, cells[n])) })
}

// line puts the cells of a row beside each other; cell is one as it is painted.
func line[T any](columns []Column[T], cells []int, ink widget.Paint, cell func(n int) string) string {
	var b strings.Builder
	for n := range columns {
		if cells[n] == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(ink.In(themes.Text, widget.Blank(gap)))
		}
		b.WriteString(cell(n))
	}
	return b.String()
}

// fit makes a text as wide as its cell.
func (c Column[T]) fit(s string, cells int) string {
	if c.Right {
		return widget.FitRight(s, cells)
	}
	return widget.Fit(s, cells)
}

// draw is a row as one line of the table.
func (b *Browser[T]) draw(n int, cells []int, selected bool) string {
	p, item, r := b.size.Paint, b.items[n], b.rows[n]
	ink, mark := p.Chosen(selected)
	used := 0
	for i, c := range cells {
		if c > 0 && i > 0 {
			used += gap
		}
		used += c
	}
	return mark + line(b.columns, cells, ink, func(n int) string {
		c, value, role := b.columns[n], r.cells[n], themes.Text
		switch {
		case c.Draw != nil:
			drawn := c.Draw(ink, item)
			return drawn + ink.In(themes.Text, widget.Blank(cells[n]-widget.Width(drawn)))
		case c.Time != nil:
			value = text.AgoShort(c.Time(item), b.now())
		}
		switch {
		case c.Role != nil:
			role = c.Role(item)
		case n == 0:
			role = themes.Title
		}
		return ink.In(role, c.fit(value, cells[n]))
	}) + ink.In(themes.Text, widget.Blank(b.size.Width-used-2))
}

// Role is a role that does not depend on the item.
func Role[T any](r themes.Role) func(T) themes.Role { return func(T) themes.Role { return r } }
