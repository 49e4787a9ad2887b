package widget

import "vedette/themes"

// Rows are what a dialog offers: a list that knows on which line of the dialog
// it begins.
type Rows struct {
	List
	begin int
}

// Draw adds the rows to a dialog's lines, as many as height.
func (r *Rows) Draw(lines []string, height int, row func(n int, selected bool) string) []string {
	r.begin = len(lines)
	r.Resize(height)
	return append(lines, r.Lines(row)...)
}

// Hit puts the cursor on the row that was drawn on a line of the dialog; false
// where there is none.
func (r *Rows) Hit(line int) bool {
	n := r.At(line - r.begin)
	if n >= 0 {
		r.Cursor = n
	}
	return n >= 0
}

// Chosen is the paint of a row and the mark before it, two cells wide: on the
// row under the cursor, a mark besides the colour of the selection, which not
// every terminal shows.
func (p Paint) Chosen(selected bool) (ink Paint, mark string) {
	if !selected {
		return p, "  "
	}
	return p.Selected(), p.In(themes.Accent, p.Glyph("▌ ", "> "))
}
