package logs

import (
	"strings"

	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Read gives the lines that are kept. They come live unless they are held.
func (s *Live) Read() screen.Reading {
	r := screen.Reading{Newest: true, Live: s.rolls && !s.ended, Trouble: s.bar.Trouble(),
		GoTo: func(row int) { s.list.Move(row - s.list.Cursor) }}
	if s.list.Len() == 0 {
		r.Lines = widget.SpokenLines(strings.Split(s.nothing(), "\n")...)
	}
	for n := range s.list.Len() {
		r.Lines = append(r.Lines, widget.Said{Text: s.lines.at(n).spoken(), Row: true})
	}
	return r
}

// spoken is a line of the log in words.
func (l *line) spoken() string {
	parts := []string{string(l.severity), l.project, l.message}
	if !l.at.IsZero() {
		parts = append([]string{text.RFC3339(l.at)}, parts...)
	}
	return strings.Join(parts, ", ")
}
