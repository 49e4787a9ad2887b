package ops

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"vedette/internal/text"
)

// enoughAlike is how many siblings have to do the same to become one row.
const enoughAlike = 3

// fold keeps, of siblings that do the same, the longest, which stands for all of
// them: a query for each of a hundred items is one row. Whatever failed or is
// wanted is kept, and so is what is above it.
func (t *traceTree) fold() {
	shapes := t.shapes()
	type place struct {
		parent *traceNode
		shape  int
	}
	alike := map[place][]*traceNode{}
	for _, n := range t.nodes {
		if shape := shapes[n]; shape != singular {
			at := place{n.parent, shape}
			alike[at] = append(alike[at], n)
		}
	}
	folded := map[*traceNode]bool{}
	for _, same := range alike {
		if len(same) < enoughAlike {
			continue
		}
		longest := slices.MaxFunc(same, func(a, b *traceNode) int { return cmp.Compare(a.durationMs(), b.durationMs()) })
		longest.alike = same
		for _, n := range same {
			folded[n] = n != longest
		}
	}
	for _, n := range t.nodes { // a node comes before its children
		folded[n] = folded[n] || folded[n.parent]
	}
	t.nodes = slices.DeleteFunc(t.nodes, func(n *traceNode) bool { return folded[n] })
}

// singular is the shape of a node that stands for itself alone.
const singular = -1

// shapes gives nodes that do the same the same number: the same operation on
// the same things, and below it the same, however often.
func (t *traceTree) shapes() map[*traceNode]int {
	type work struct {
		op, project text.Word
		what, below string
		transaction bool
	}
	known := map[work]int{}
	shapes := map[*traceNode]int{}
	below := map[*traceNode][]int{}
	for _, n := range slices.Backward(t.nodes) { // children come before their parent
		slices.Sort(below[n])
		parts := slices.Compact(below[n])
		shape := singular
		if n.rank() < ranked && !slices.Contains(parts, singular) {
			does := work{n.Op, n.ProjectSlug, pattern(n.label().Cut(200)), fmt.Sprint(parts), n.IsTransaction}
			if _, ok := known[does]; !ok {
				known[does] = len(known)
			}
			shape = known[does]
		}
		shapes[n] = shape
		below[n.parent] = append(below[n.parent], shape)
	}
	return shapes
}

// pattern is what a description has in common with others of its kind: words
// with a digit in them are "#", so that GET /items/17 and GET /items/18 are one.
func pattern(description string) string {
	var b, word strings.Builder
	end := func() {
		if strings.ContainsFunc(word.String(), unicode.IsDigit) {
			b.WriteByte('#')
		} else {
			b.WriteString(word.String())
		}
		word.Reset()
	}
	for _, r := range description {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-' {
			word.WriteRune(r)
			continue
		}
		end()
		b.WriteRune(r)
	}
	end()
	return b.String()
}
