package trace

import (
	"strconv"
	"strings"

	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Read gives the span that was opened, else the rows of the tree with how deep
// each is.
func (w *Waterfall) Read() screen.Reading {
	if w.pane.focused {
		return screen.Reading{Title: "span", Lines: w.pane.scroll.Spoken()}
	}
	r := screen.Reading{GoTo: func(row int) { w.list.Move(row - w.list.Cursor) }}
	if w.list.Len() == 0 {
		r.Lines = widget.SpokenLines(strings.Split(w.nothing(w.size.Height), "\n")...)
	}
	for _, n := range w.tree.shown {
		r.Lines = append(r.Lines, widget.Said{Text: w.spoken(n), Row: true})
	}
	return r
}

// spoken is a row in words.
func (w *Waterfall) spoken(n int) string {
	s := w.tree.spans[n]
	words := []string{"level " + strconv.Itoa(s.Depth+1)}
	add := func(word string) {
		if word != "" {
			words = append(words, word)
		}
	}
	if isError(s) {
		add(string(s.Kind))
	}
	add(string(s.Op))
	add(s.Description.Cut(400))
	if r := w.tree.row(w.size.Paint, n, 0); r.project {
		add("project " + string(s.Project))
	}
	if !isError(s) {
		add(millis(s.DurationMs))
	}
	if s.Errors > 0 {
		add(text.Counted(int64(s.Errors), "error"))
	}
	if w.tree.folded[n] {
		add(strconv.Itoa(w.tree.end[n]-n-1) + " folded away")
	}
	if w.search.has(n) {
		add("found")
	}
	return strings.Join(words, ", ")
}
