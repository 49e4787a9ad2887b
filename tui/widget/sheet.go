package widget

import (
	tea "charm.land/bubbletea/v2"

	"vedette/themes"
)

// Line draws one line of a text when it comes into sight; on is true while the
// cursor stands on it. A thousand lines that nobody sees cost next to nothing.
type Line func(on bool) string

// Mark is a line that the cursor can stand on, and what enter does there.
type Mark struct {
	Line int
	Act  func() tea.Cmd // nil = nothing
}

// Sheet is a text of many lines while it is written; a Scroll shows it.
type Sheet struct {
	Lines []Line
	Marks []Mark
}

// Text is a sheet of lines that are written already.
func Text(lines []string) Sheet {
	var s Sheet
	s.Add(lines...)
	return s
}

// Add writes lines.
func (s *Sheet) Add(lines ...string) {
	for _, l := range lines {
		s.Lines = append(s.Lines, func(bool) string { return l })
	}
}

// Draw writes a line that is drawn when it is seen.
func (s *Sheet) Draw(line Line) { s.Lines = append(s.Lines, line) }

// Strings draws the first most lines, the cursor on none of them.
func (s *Sheet) Strings(most int) []string {
	out := make([]string, 0, min(most, len(s.Lines)))
	for _, l := range s.Lines[:min(most, len(s.Lines))] {
		out = append(out, l(false))
	}
	return out
}

// Layout is a sheet with the look and the place that it is written for.
type Layout struct {
	Sheet
	Paint Paint
	Width int // cells
}

// Row writes a line that the cursor can stand on, and what enter does there:
// under the cursor it has an edge, and the look of what is selected up to the
// width.
func (l *Layout) Row(draw func(p Paint, edge string) string, act func() tea.Cmd) {
	p, width := l.Paint, l.Width
	l.Marks = append(l.Marks, Mark{Line: len(l.Lines), Act: act})
	l.Draw(func(on bool) string {
		if !on {
			return draw(p, " ")
		}
		ink := p.Selected()
		line := draw(ink, p.Glyph("▌", ">"))
		return line + ink.In(themes.Text, Blank(width-Width(line)))
	})
}

// Heading writes the line above a part, an empty line before it.
func (l *Layout) Heading(title string) {
	if len(l.Lines) > 0 {
		l.Add("")
	}
	l.Add(l.Paint.In(themes.Heading, Cut(" "+title, l.Width)))
}
