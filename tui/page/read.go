package page

import (
	"strings"

	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Read gives the document, then where it leads.
func (s *Page) Read() screen.Reading {
	r := screen.Reading{Title: s.kind.What + " " + strings.TrimPrefix(s.kind.Crumb, s.kind.What+" "), GoTo: func(row int) { s.chosen = &s.content.Links[row] }}
	if s.content == nil {
		return r
	}
	for line := range strings.SplitSeq(s.content.Doc.Spoken(), "\n") {
		if strings.TrimSpace(line) != "" {
			r.Lines = append(r.Lines, widget.Said{Text: line})
		}
	}
	for _, link := range s.content.Links {
		r.Lines = append(r.Lines, widget.Said{Text: link.Title, Row: true})
	}
	return r
}
