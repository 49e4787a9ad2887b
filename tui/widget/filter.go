package widget

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"vedette/internal/text"
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

// Apply searches again after the text or the list changed: all rows are given
// by their number and their words. It returns how many rows are shown.
func (f *Filter) Apply(count int, words func(int) string) int {
	query := strings.TrimSpace(f.Editor.Text())
	narrower := f.query != "" && strings.HasPrefix(query, f.query) && len(query) > len(f.query)
	f.query = query
	if query == "" {
		f.rows = nil
		return count
	}
	among := f.rows
	if !narrower {
		among = make([]int, count)
		for n := range among {
			among[n] = n
		}
	}
	f.rows = matches(query, among, words)
	return len(f.rows)
}

// matches are the rows that match, best first. One letter is no more than a
// search: nearly every row has it, and ranking them all would be felt.
func matches(query string, among []int, words func(int) string) []int {
	if len([]rune(query)) == 1 {
		lower := strings.ToLower(query)
		return slices.DeleteFunc(slices.Clone(among), func(row int) bool {
			return !strings.Contains(strings.ToLower(words(row)), lower)
		})
	}
	var exact, rest []int
	lower := strings.ToLower(query)
	for _, m := range fuzzy.FindFrom(query, rows{among, words}) {
		row := among[m.Index]
		if strings.Contains(strings.ToLower(words(row)), lower) {
			exact = append(exact, row)
			continue
		}
		rest = append(rest, row)
	}
	slices.Sort(exact) // equally good: keep the list's own order
	return append(exact, rest...)
}

// rows are the candidates as package fuzzy wants them.
type rows struct {
	among []int
	words func(int) string
}

func (r rows) String(i int) string { return r.words(r.among[i]) }
func (r rows) Len() int            { return len(r.among) }
