package browse

import (
	"strings"

	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Read gives the rows with the columns' names in words.
func (b *Browser[T]) Read() screen.Reading {
	r := screen.Reading{GoTo: func(row int) { b.list.Move(row - b.list.Cursor) }, More: b.next != ""}
	if b.list.Len() == 0 {
		r.Lines = widget.SpokenLines(strings.Split(b.nothing(), "\n")...)
	}
	for n := range b.list.Len() {
		r.Lines = append(r.Lines, widget.Said{Text: b.spoken(b.filter.Row(n)), Row: true})
	}
	return r
}

// spoken is a row: the first cell, then each other one that says something
// after its column's name.
func (b *Browser[T]) spoken(n int) string {
	var said []string
	for i, c := range b.columns {
		cell := b.rows[n].cells[i]
		if c.Time != nil {
			cell = text.Ago(c.Time(b.items[n]), b.now())
		}
		if cell = widget.Spoken(cell); cell == "" {
			continue
		}
		if i > 0 && c.Title != "" {
			cell = strings.ToLower(c.Title) + " " + cell
		}
		said = append(said, cell)
	}
	return strings.Join(said, ", ")
}
