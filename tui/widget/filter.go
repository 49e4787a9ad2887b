package widget

import "strconv"

// Filter narrows a list to the rows that match what is typed.
type Filter struct {
	Find
	query string // what the rows match; the text may be newer
	rows  []int  // the matching rows, best first; nil while there is no query
}

// Active reports whether rows are hidden, or may be.
func (f *Filter) Active() bool { return f.Typing || f.query != "" }

// Clear shows every row again.
func (f *Filter) Clear() { *f = Filter{} }

// Row is the row of the list that is shown at place n.
func (f *Filter) Row(n int) int {
	if f.query == "" {
		return n
	}
	return f.rows[n]
}

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
	query := f.Text()
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
	return f.Find.Line(p, "filter", strconv.Itoa(shown)+" shown · esc clears", width)
}
