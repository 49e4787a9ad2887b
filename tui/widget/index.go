package widget

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sahilm/fuzzy"
)

// Index is what a filter looks through: the words of each row, prepared once, so
// that a key press over a hundred thousand rows costs a glance at each. All words
// lie in one piece, in the order of the rows: that is how memory is read fast.
type Index struct {
	text   []byte // lower case; only ever appended to
	rows   []words
	shared bool // a snapshot has the same rows
}

// words are those of one row.
type words struct {
	from, to uint32
	letters  uint64 // which characters they have
	pairs    uint64 // which characters follow each other in them
}

// Len is how many rows there are.
func (x *Index) Len() int { return len(x.rows) }

// Add prepares the next row.
func (x *Index) Add(row string) { x.rows = append(x.rows, x.put(row)) }

// Set prepares a row anew.
func (x *Index) Set(row int, text string) {
	if x.shared {
		x.rows, x.shared = slices.Clone(x.rows), false
	}
	x.rows[row] = x.put(text)
}

func (x *Index) put(row string) words {
	row = strings.ToLower(row)
	from := len(x.text)
	x.text = append(x.text, row...)
	return words{uint32(from), uint32(len(x.text)), letters(row), pairs(row)}
}

// Snapshot is the rows of now, for a search beside the screen's own work: rows
// that come or change later do not reach it.
func (x *Index) Snapshot() *Index {
	x.shared = true
	return &Index{text: x.text[:len(x.text):len(x.text)], rows: x.rows[:len(x.rows):len(x.rows)], shared: true}
}

// of is the text of a row.
func (x *Index) of(row int) []byte { return x.text[x.rows[row].from:x.rows[row].to] }

// letters has a bit per letter, digit and a few classes of other characters.
func letters(s string) (mask uint64) {
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

// pairs has a bit for each of 64 classes of two neighbours.
func pairs(s string) (mask uint64) {
	for i := 1; i < len(s); i++ {
		mask |= 1 << ((uint(s[i-1])*31 + uint(s[i])*7) % 64)
	}
	return mask
}

// Search finds the rows that match: those that have the query as it is, in the
// list's order; where these are few, then those that have its characters in this
// order, best first.
func (x *Index) Search(query string) []int {
	found, _ := x.SearchContext(context.Background(), query) // which nothing ends
	return found
}

const (
	// enough is how many rows that have the query as it is make loose matches
	// unwanted.
	enough = 200
	// maxRanked is how many loose matches are put in order by how good they are;
	// more than that is no answer yet, but a query to go on with.
	maxRanked = 1000
	// share is how many rows are looked through at a time: as many as are worth
	// the start of another thread, and few enough to give up soon.
	share = 8192
)

// SearchContext is Search that gives up, with an error, when ctx ends.
func (x *Index) SearchContext(ctx context.Context, query string) ([]int, error) {
	query = strings.ToLower(query)
	want, has, follow := []byte(query), letters(query), pairs(query)
	exact := x.collect(ctx, func(n int) bool {
		w := &x.rows[n]
		return w.letters&has == has && w.pairs&follow == follow && bytes.Contains(x.of(n), want)
	})
	if len(exact) >= enough || len(query) < 2 {
		return exact, ctx.Err()
	}
	known := make(map[int]bool, len(exact))
	for _, n := range exact {
		known[n] = true
	}
	loose := x.collect(ctx, func(n int) bool {
		return x.rows[n].letters&has == has && inOrder(x.of(n), want) && !known[n]
	})
	if len(loose) <= maxRanked {
		loose = x.ranked(query, loose)
	}
	return append(exact, loose...), ctx.Err()
}

// collect gives the rows that are wanted, in their order, looked through by as
// many threads as there are processors. It ends early, with too few, with ctx.
func (x *Index) collect(ctx context.Context, wanted func(row int) bool) []int {
	parts := make([][]int, (len(x.rows)+share-1)/share)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(parts)) {
		all.Go(func() {
			for n := int(next.Add(1)) - 1; n < len(parts) && ctx.Err() == nil; n = int(next.Add(1)) - 1 {
				for row := n * share; row < min((n+1)*share, len(x.rows)); row++ {
					if wanted(row) {
						parts[n] = append(parts[n], row)
					}
				}
			}
		})
	}
	all.Wait()
	return slices.Concat(parts...)
}

// inOrder is true when s has the bytes of query in their order.
func inOrder(s, query []byte) bool {
	for _, c := range query {
		at := bytes.IndexByte(s, c)
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

func (c candidates) String(i int) string { return string(c.index.of(c.rows[i])) }
func (c candidates) Len() int            { return len(c.rows) }
