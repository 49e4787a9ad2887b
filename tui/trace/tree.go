package trace

import (
	"strings"

	"vedette/internal/ops"
)

// tree is a trace's rows and which of them are folded away. The rows come as a
// flat list, a span before what is below it, so that a subtree is a range.
type tree struct {
	spans   []ops.TraceSpan
	words   string // of all rows, one after the other in lower case: what a search looks through
	at      []int  // by row: where its words begin; one more for their end
	end     []int  // by row: the row after the last one below it
	parent  []int  // by row; -1 for a root
	trouble []int  // by row: errors in it and below
	folded  []bool
	shown   []int // the rows to draw
	place   []int // by row: where it is in shown, or where the row that folds it away is
}

func newTree(spans []ops.TraceSpan) *tree {
	t := &tree{spans: spans, at: make([]int, len(spans)+1), end: make([]int, len(spans)), parent: make([]int, len(spans)), trouble: make([]int, len(spans)),
		folded: make([]bool, len(spans)), place: make([]int, len(spans))}
	var path []int // the rows above the one looked at
	var words strings.Builder
	for n, s := range spans {
		for len(path) > 0 && spans[path[len(path)-1]].Depth >= s.Depth {
			t.end[path[len(path)-1]] = n
			path = path[:len(path)-1]
		}
		t.parent[n] = -1
		if len(path) > 0 {
			t.parent[n] = path[len(path)-1]
		}
		path = append(path, n)
		t.trouble[n] = troubles(s)
		t.at[n] = words.Len()
		words.WriteString(strings.ToLower(strings.Join([]string{string(s.Op), s.Description.Raw(), string(s.Project), string(s.SpanID), string(s.Kind)}, "\n")) + "\n")
	}
	t.words = words.String()
	t.at[len(spans)] = len(t.words)
	for _, n := range path {
		t.end[n] = len(spans)
	}
	for n := len(spans) - 1; n >= 0; n-- {
		if up := t.parent[n]; up >= 0 {
			t.trouble[up] += t.trouble[n]
		}
	}
	t.arrange()
	return t
}

// troubles is how many errors a row stands for.
func troubles(s ops.TraceSpan) int {
	if isError(s) {
		return max(s.Errors, 1)
	}
	return s.Errors
}

// isError is true for an error that has no span.
func isError(s ops.TraceSpan) bool { return s.Kind == "error" || s.Kind == "occurrence" }

// arrange finds the rows to draw after something was folded or unfolded.
func (t *tree) arrange() {
	t.shown = t.shown[:0]
	for n := 0; n < len(t.spans); {
		t.shown = append(t.shown, n)
		next := n + 1
		if t.folded[n] {
			next = t.end[n]
		}
		for ; n < next; n++ {
			t.place[n] = len(t.shown) - 1
		}
	}
}

// hasBelow is true for a row with rows below it.
func (t *tree) hasBelow(n int) bool { return t.end[n] > n+1 }

// isLast is true for a row without a sibling after it.
func (t *tree) isLast(n int) bool {
	after := t.end[n]
	return after >= len(t.spans) || t.spans[after].Depth != t.spans[n].Depth
}

// foldAll folds every row that has rows below it, but those at the root, or
// unfolds all of them.
func (t *tree) foldAll(fold bool) {
	for n := range t.spans {
		t.folded[n] = fold && t.parent[n] >= 0 && t.hasBelow(n)
	}
	t.arrange()
}

// reveal unfolds what a row is folded away in.
func (t *tree) reveal(n int) {
	for up := t.parent[n]; up >= 0; up = t.parent[up] {
		t.folded[up] = false
	}
	t.arrange()
}

// find is the row of a span; -1 where there is none.
func (t *tree) find(id string) int {
	for n, s := range t.spans {
		if id != "" && strings.EqualFold(string(s.SpanID), id) {
			return n
		}
	}
	return -1
}

// nextTrouble is the first row after (step 1) or before (step -1) a row that has
// an error of its own, going round at the ends; -1 where none has.
func (t *tree) nextTrouble(from, step int) int {
	for i := 1; i <= len(t.spans); i++ {
		n := ((from+i*step)%len(t.spans) + len(t.spans)) % len(t.spans)
		if t.trouble[n] > 0 && troubles(t.spans[n]) > 0 {
			return n
		}
	}
	return -1
}

// selfTime is how long a span worked while nothing directly below it did, in
// milliseconds.
func (t *tree) selfTime(n int) float64 {
	s := t.spans[n]
	begin, stop := s.OffsetMs, s.OffsetMs+s.DurationMs
	self, at := s.DurationMs, begin
	for child := n + 1; child < t.end[n]; child = t.end[child] { // in the order of their beginning
		c := t.spans[child]
		from, to := max(c.OffsetMs, at), min(c.OffsetMs+c.DurationMs, stop)
		if to > from {
			self -= to - from
			at = to
		}
	}
	return max(self, 0)
}
