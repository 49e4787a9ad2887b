package seer

import (
	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/markdown"
	"vedette/tui/widget"
)

// sheet is a layout in the words of this package.
type sheet struct {
	widget.Layout
}

// mark is how far something is: a sign, or a word where it is read out.
func (s *sheet) mark(sign, word string) string {
	if s.Paint.Plain {
		return word
	}
	return sign
}

// note adds a sentence.
func (s *sheet) note(role themes.Role, sentence string) {
	for _, l := range widget.Wrap(sentence, s.Paint.Measure(s.Width-4, 100)) {
		s.Add(widget.Cut(s.Paint.In(role, "  "+l), s.Width))
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

// wrapped adds a text of several lines, at most so many.
func (s *sheet) wrapped(role themes.Role, u text.Untrusted, most int) {
	n := 0
	for _, l := range u.Lines() {
		if s.Paint.Plain {
			l = markdown.Unmarked(l)
		}
		for _, w := range widget.Wrap(l, max(s.Width-4, 1)) {
			if n++; n > most {
				s.Add(s.Paint.In(themes.Muted, widget.Cut("  "+s.Paint.Glyph("…", "..."), s.Width)))
				return
			}
			s.Add(widget.Cut(s.Paint.In(role, "  "+w), s.Width))
		}
	}
}
