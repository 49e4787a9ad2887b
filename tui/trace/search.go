package trace

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// search is what is looked for in the spans. It hides nothing: a span without
// those around it tells little.
type search struct {
	typing  bool
	editor  widget.Editor
	query   string
	matches []int // the rows that have it, in order
}

// apply looks through all spans again.
func (s *search) apply(t *tree) {
	s.query = strings.ToLower(strings.TrimSpace(s.editor.Text()))
	s.matches = s.matches[:0]
	if s.query == "" {
		return
	}
	for n, from := 0, 0; from < len(t.words); n++ {
		found := strings.Index(t.words[from:], s.query)
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

func (s *search) clear() { *s = search{} }

// active is true while the search takes a line of the screen.
func (s *search) active() bool { return s.typing || s.query != "" }

// line is the search at the foot of the screen.
func (s *search) line(p widget.Paint, width int) string {
	const label = " find: "
	found := text.Counted(int64(len(s.matches)), "span") + " · n N next, previous · esc clears "
	if s.query != "" && len(s.matches) == 0 {
		found = "no span has it · esc clears "
	}
	if width < 60 {
		found = strconv.Itoa(len(s.matches)) + " "
	}
	room := max(width-len(label)-widget.Width(found)-1, 4)
	field := p.In(themes.Text, text.From(s.query).Cut(room))
	if s.typing {
		field = s.editor.Lines(p, room, 1)[0]
	}
	return widget.Cut(p.In(themes.Key, label)+field+widget.Blank(room-widget.Width(field)+1)+p.In(themes.Muted, found), width)
}

// typed edits the search: the cursor goes along with the first match.
func (w *Waterfall) typed(key tea.KeyPressMsg) tea.Cmd {
	switch key.String() {
	case "esc":
		w.search.clear()
		w.arrange()
		return w.moved()
	case "enter":
		w.search.typing = false
		w.arrange()
		return w.moved()
	default:
		w.search.editor.Key(key)
	}
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
