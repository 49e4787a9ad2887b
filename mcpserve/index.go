package mcpserve

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// index finds tools by what people call things. It is lexical: names, titles,
// arguments and pages of documentation, and the other words for a tool that its
// page lists ("who broke it"). The same words always find the same tools.
type index struct {
	entries []entry
	spread  map[string]int // in how many entries a term occurs
}

type entry struct {
	op      ops.Operation
	weights map[string]float64 // by term: of the weightiest place it stands in
	phrases []string           // other words for the tool, as terms joined by one space
}

// What a term counts for by where it stands.
const (
	inName    = 4.0
	inWords   = 4.0
	inTitle   = 3.0
	inSummary = 2.0
	inPage    = 1.0

	asPhrase = 6.0 // for a whole phrase of the tool in the question
	asPrefix = 0.6 // of the weight of a word that only begins like the one asked for
)

func newIndex(operations []ops.Operation) *index {
	x := &index{spread: map[string]int{}}
	for _, op := range operations {
		e := entry{op: op, weights: map[string]float64{}}
		guide := op.Guide()
		for _, place := range []struct {
			text   string
			weight float64
		}{{op.Name, inName}, {guide.Words, inWords}, {op.Title, inTitle}, {guide.Summary, inSummary}, {guide.Body, inPage}, {op.Toolset, inPage}, {strings.Join(op.Arguments(), " "), inPage}} {
			for _, t := range text.Terms(place.text) {
				e.weights[t] = max(e.weights[t], place.weight)
			}
		}
		for phrase := range strings.SplitSeq(guide.Words, ",") {
			if words := text.Terms(phrase); len(words) > 1 {
				e.phrases = append(e.phrases, strings.Join(words, " "))
			}
		}
		for t := range e.weights {
			x.spread[t]++
		}
		x.entries = append(x.entries, e)
	}
	return x
}

// find is the tools that fit the question best, best first; equally good ones
// stay in the catalogue's order.
func (x *index) find(question string, limit int) []ops.Operation {
	asked := text.Terms(question)
	for i, t := range asked {
		asked[i] = x.known(t)
	}
	type hit struct {
		op    ops.Operation
		score float64
	}
	var hits []hit
	for _, e := range x.entries {
		if score := x.score(e, asked); score > 0 {
			hits = append(hits, hit{e.op, score})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	var found []ops.Operation
	for _, h := range hits[:min(limit, len(hits))] {
		if h.score >= hits[0].score/5 { // the rest shares a common word only
			found = append(found, h.op)
		}
	}
	return found
}

func (x *index) score(e entry, asked []string) float64 {
	sum, matched := 0.0, 0
	for _, t := range asked {
		weight := e.weights[t]
		for term, w := range e.weights {
			if weight == 0 && len(t) >= 4 && strings.HasPrefix(term, t) {
				weight = asPrefix * w
			}
		}
		if weight > 0 {
			matched++
			sum += weight * math.Log(1+float64(len(x.entries))/float64(max(1, x.spread[t])))
		}
	}
	if matched == 0 {
		return 0
	}
	line := " " + strings.Join(asked, " ") + " "
	for _, p := range e.phrases {
		if strings.Contains(line, " "+p+" ") {
			sum += asPhrase
		}
	}
	return sum * (0.5 + 0.5*float64(matched)/float64(len(asked)))
}

// known is the term itself, or for one that no tool has, the nearest that is: a
// mistyped word.
func (x *index) known(term string) string {
	if len(term) < 5 || x.spread[term] > 0 {
		return term
	}
	all := make([]string, 0, len(x.spread))
	for t := range x.spread {
		if strings.HasPrefix(t, term) {
			return term
		}
		all = append(all, t)
	}
	slices.Sort(all)
	return cmp.Or(text.Closest(term, all), term)
}
