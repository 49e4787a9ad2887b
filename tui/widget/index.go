package widget

import (
	"context"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"
)

// Index is what a filter looks through: the words of each row, prepared once, so
// that a key press over a hundred thousand rows costs a glance at each.
type Index struct {
	words  []string // lower case
	masks  []uint64 // which characters the words have
	shared bool     // a snapshot has the same rows
}

// Len is how many rows there are.
func (x *Index) Len() int { return len(x.words) }

// Add prepares the next row.
func (x *Index) Add(words string) {
	words = strings.ToLower(words)
	x.words = append(x.words, words)
	x.masks = append(x.masks, maskOf(words))
}

// Set prepares a row anew.
func (x *Index) Set(row int, words string) {
	if x.shared {
		x.words, x.masks, x.shared = slices.Clone(x.words), slices.Clone(x.masks), false
	}
	words = strings.ToLower(words)
	x.words[row], x.masks[row] = words, maskOf(words)
}

// Snapshot is the rows of now, for a search beside the screen's own work: rows
// that come or change later do not reach it.
func (x *Index) Snapshot() *Index {
	x.shared = true
	n := len(x.words)
	return &Index{words: x.words[:n:n], masks: x.masks[:n:n], shared: true}
}

// maskOf has a bit per letter, digit and a few classes of other characters.
func maskOf(s string) (mask uint64) {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			mask |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			mask |= 1 << (26 + c - '0')
		case c < 0x80:
			mask |= 1 << (36 + c%20)
		default:
			mask |= 1 << (56 + c%8)
		}
	}
	return mask
}

// Search finds the rows that match: those that have the query as it is, in the
// list's order, then those that have its characters in this order, best first.
// among narrows the search to some rows; nil means all.
func (x *Index) Search(query string, among []int) []int {
	found, _ := x.SearchContext(context.Background(), query, among)
	return found
}

const (
	// maxRanked is how many loose matches are put in order by how good they are;
	// more than that is no answer yet, but a query to go on with.
	maxRanked = 2000
	// lookEvery is after how many rows a search asks whether it is still wanted.
	lookEvery = 4096
)

// SearchContext is Search that gives up, with an error, when ctx ends.
func (x *Index) SearchContext(ctx context.Context, query string, among []int) ([]int, error) {
	query = strings.ToLower(query)
	mask, count := maskOf(query), len(x.words)
	if among != nil {
		count = len(among)
	}
	exact, loose := make([]int, 0, count), []int(nil)
	for n := range count {
		if n%lookEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		row := n
		if among != nil {
			row = among[n]
		}
		switch {
		case x.masks[row]&mask != mask:
		case strings.Contains(x.words[row], query):
			exact = append(exact, row)
		case len(query) > 1 && inOrder(x.words[row], query):
			loose = append(loose, row)
		}
	}
	slices.Sort(exact)
	if len(loose) <= maxRanked {
		loose = x.ranked(query, loose)
	}
	return append(exact, loose...), nil
}

// inOrder is true when s has the bytes of query in their order.
func inOrder(s, query string) bool {
	for i := range len(query) {
		at := strings.IndexByte(s, query[i])
		if at < 0 {
			return false
		}
		s = s[at+1:]
	}
	return true
}

// ranked puts loose matches in order, best first.
func (x *Index) ranked(query string, rows []int) []int {
	out := make([]int, 0, len(rows))
	for _, m := range fuzzy.FindFrom(query, candidates{x, rows}) {
		out = append(out, rows[m.Index])
	}
	return out
}

// candidates are rows as package fuzzy wants them.
type candidates struct {
	index *Index
	rows  []int
}

func (c candidates) String(i int) string { return c.index.words[c.rows[i]] }
func (c candidates) Len() int            { return len(c.rows) }
