package welcome

import (
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Read gives the ways to begin; choosing one tells its command alone.
func (s *Welcome) Read() screen.Reading {
	r := screen.Reading{GoTo: func(row int) { s.cursor = row }}
	for _, o := range offers() {
		r.Lines = append(r.Lines, widget.Said{Text: o.title + ": " + o.command() + ". " + o.note, Row: true})
	}
	return r
}
