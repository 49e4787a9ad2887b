package trace

import (
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
	matches map[int]bool
}

// apply looks through all spans again.
func (s *search) apply(t *tree) {
	s.query = strings.ToLower(strings.TrimSpace(s.editor.Text()))
	s.matches = map[int]bool{}
	if s.query == "" {
		return
	}
	for n, span := range t.spans {
		for _, words := range []string{string(span.Op), span.Description.Raw(), string(span.Project), string(span.SpanID), string(span.Kind)} {
			if strings.Contains(strings.ToLower(words), s.query) {
				s.matches[n] = true
				break
			}
		}
	}
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
	if w.list.Len() > 0 && !w.search.matches[w.current()] {
		w.toMatch(1)
	}
	return w.moved()
}

// toMatch goes to the next span that has what is looked for.
func (w *Waterfall) toMatch(step int) {
	if w.list.Len() > 0 {
		w.goTo(w.tree.next(w.current(), step, func(n int) bool { return w.search.matches[n] }))
	}
}

// toError goes to the next span with an error of its own.
func (w *Waterfall) toError(step int) {
	if w.list.Len() > 0 {
		w.goTo(w.tree.next(w.current(), step, func(n int) bool { return troubles(w.tree.spans[n]) > 0 }))
	}
}
