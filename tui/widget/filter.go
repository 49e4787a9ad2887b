package widget

import (
	"strconv"
	"strings"

	"vedette/internal/text"
	"vedette/themes"
)

// Filter narrows a list to the rows that match what is typed.
type Filter struct {
	Editor Editor
	Typing bool // keys go into the filter

	query string
	rows  []int // the matching rows, best first; nil while there is no query
}

// Active reports whether rows are hidden, or may be.
func (f *Filter) Active() bool { return f.Typing || f.query != "" }

// Label is what the rows must match, safe for a terminal.
func (f *Filter) Label() string { return text.From(f.query).String() }

// Clear shows every row again.
func (f *Filter) Clear() { *f = Filter{} }

// Row is the row of the list that is shown at place n.
func (f *Filter) Row(n int) int {
	if f.query == "" {
		return n
	}
	return f.rows[n]
}

// Query is the text to match now; what is shown may still be of the one before.
func (f *Filter) Query() string { return strings.TrimSpace(f.Editor.Text()) }

// Show narrows the list to the rows that match a query; an empty one shows all.
func (f *Filter) Show(query string, rows []int) { f.query, f.rows = query, rows }

// Len is how many of count rows are shown.
func (f *Filter) Len(count int) int {
	if f.query == "" {
		return count
	}
	return len(f.rows)
}

// Apply searches again after the text or the list changed: all rows are given
// by their number and their words. It returns how many rows are shown.
func (f *Filter) Apply(count int, words func(int) string) int {
	query := f.Query()
	if query == "" {
		f.Show("", nil)
		return count
	}
	var index Index
	for n := range count {
		index.Add(words(n))
	}
	f.Show(query, index.Search(query))
	return len(f.rows)
}

// Line is the line under a filtered list of which so many rows are shown.
func (f *Filter) Line(p Paint, shown, width int) string {
	const label = " filter: "
	count := strconv.Itoa(shown) + " shown · esc clears "
	if f.Typing {
		room := max(width-len(label)-Width(count)-1, 8)
		field := f.Editor.Lines(p, room, 1)[0]
		return Cut(p.In(themes.Key, label)+field+Blank(room-Width(field)+1)+p.In(themes.Muted, count), width)
	}
	return Cut(p.In(themes.Key, label)+p.In(themes.Text, f.Label())+"  "+p.In(themes.Muted, count), width)
}
