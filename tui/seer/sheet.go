package seer

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/markdown"
	"vedette/tui/widget"
)

// sheet is a sheet of a width, in the words of this package.
type sheet struct {
	widget.Sheet
	p     widget.Paint
	width int
}

func (s *sheet) heading(title string) {
	if len(s.Lines) > 0 {
		s.Add("")
	}
	s.Add(s.p.In(themes.Heading, widget.Cut(" "+title, s.width)))
}

// mark is how far something is: a sign, or a word where it is read out.
func (s *sheet) mark(sign, word string) string {
	if s.p.Plain {
		return word
	}
	return sign
}

// note adds a sentence.
func (s *sheet) note(role themes.Role, sentence string) {
	for _, l := range widget.Wrap(sentence, s.p.Measure(s.width-4, 100)) {
		s.Add(widget.Cut(s.p.In(role, "  "+l), s.width))
	}
}

// failed says what went wrong, and what to do next.
func (s *sheet) failed(what string, err error, next string) {
	s.Add("")
	s.note(themes.Error, what+": "+text.From(err.Error()).String())
	if hint := ops.HintOf(err); !hint.IsZero() {
		s.note(themes.Muted, hint.String())
	}
	s.note(themes.Muted, next)
}

// row adds a line that can be stood on.
func (s *sheet) row(draw func(p widget.Paint, edge string) string, act func() tea.Cmd) {
	s.Row(s.p, s.width, draw, act)
}

// wrapped adds a text of several lines, at most so many.
func (s *sheet) wrapped(role themes.Role, u text.Untrusted, most int) {
	n := 0
	for _, l := range u.Lines() {
		if s.p.Plain {
			l = markdown.Unmarked(l)
		}
		for _, w := range widget.Wrap(l, max(s.width-4, 1)) {
			if n++; n > most {
				s.Add(s.p.In(themes.Muted, widget.Cut("  "+s.p.Glyph("…", "..."), s.width)))
				return
			}
			s.Add(widget.Cut(s.p.In(role, "  "+w), s.width))
		}
	}
}
