package trace

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/widget"
)

// search is what is looked for in the spans. It hides nothing: a span without
// those around it tells little.
type search struct {
	widget.Find
	matches []int // the rows that have it, in order
}

// apply looks through all spans again.
func (s *search) apply(t *tree) {
	query := strings.ToLower(s.Text())
	s.matches = s.matches[:0]
	if query == "" {
		return
	}
	for n, from := 0, 0; from < len(t.words); n++ {
		found := strings.Index(t.words[from:], query)
		if found < 0 {
			return
		}
		for from += found; t.at[n+1] <= from; n++ { // to the row that these words are of
		}
		s.matches = append(s.matches, n)
		from = t.at[n+1]
	}
}

// has is true for a row that has what is looked for.
func (s *search) has(n int) bool {
	_, found := slices.BinarySearch(s.matches, n)
	return found
}

// line is the search at the foot of the screen.
func (s *search) line(p widget.Paint, width int) string {
	found := text.Counted(int64(len(s.matches)), "span") + " · n N next, previous · esc clears"
	if s.Text() != "" && len(s.matches) == 0 {
		found = "no span has it · esc clears"
	}
	if width < 60 {
		found = strconv.Itoa(len(s.matches))
	}
	return s.Line(p, "find", found, width)
}

// typed edits the search: the cursor goes along with the first match.
func (w *Waterfall) typed(key tea.KeyPressMsg) tea.Cmd {
	w.search.Key(key)
	w.arrange()
	return w.searched()
}

// searched applies what was typed.
func (w *Waterfall) searched() tea.Cmd {
	w.search.apply(w.tree)
	if w.list.Len() > 0 && !w.search.has(w.current()) {
		w.toMatch(1)
	}
	return w.moved()
}

// toMatch goes to the next span that has what is looked for.
func (w *Waterfall) toMatch(step int) {
	if len(w.search.matches) == 0 {
		return
	}
	at, on := slices.BinarySearch(w.search.matches, w.current())
	if step < 0 || on {
		at += step
	}
	w.goTo(w.search.matches[(at+len(w.search.matches))%len(w.search.matches)])
}

// toError goes to the next span with an error of its own.
func (w *Waterfall) toError(step int) {
	if w.list.Len() > 0 {
		w.goTo(w.tree.nextTrouble(w.current(), step))
	}
}
