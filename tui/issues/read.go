package issues

import (
	"slices"
	"strings"

	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Read gives the rows of the section in front.
func (s *Stream) Read() screen.Reading {
	r := screen.Reading{Title: "issues of " + s.Info().Crumb, More: s.next != "", Front: s.front, Show: s.turn, Trouble: s.search.Trouble(),
		GoTo: func(row int) { s.list.Move(row - s.list.Cursor) }}
	for _, sec := range s.sections {
		r.Parts = append(r.Parts, text.From(sec.name).String())
	}
	if s.list.Len() == 0 {
		r.Lines = widget.SpokenLines(strings.Split(s.nothing(), "\n")...)
	}
	for place := range s.list.Len() {
		r.Lines = append(r.Lines, widget.Said{Text: s.spoken(place), Row: true})
	}
	return r
}

// spoken is a row in words.
func (s *Stream) spoken(place int) string {
	r := s.rowAt(place)
	title := strings.TrimSuffix(r.kind+": "+r.title, ": ")
	if r.kind == "" {
		title = r.title
	}
	words := []string{r.handle, string(r.issue.Level), r.state + ": " + title, r.events + " events", r.users + " users"}
	add := func(before, word string) {
		if word != "" {
			words = append(words, before+word)
		}
	}
	add("last seen ", text.Ago(r.issue.LastSeen.Time, s.env.Now()))
	add("assigned to ", r.assignee)
	if s.marked(place) {
		add("", "marked")
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), ", ")
}
