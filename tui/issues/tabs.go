package issues

import (
	"strconv"
	"strings"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// tabsFrom is the height from which the tabs are shown: below it rows matter more.
const tabsFrom = 9

// maxTab bounds a tab's name, in cells.
const maxTab = 24

// tabsHeight is how many lines the tabs take.
func (s *Stream) tabsHeight() int {
	if len(s.sections) < 2 || s.size.Height < tabsFrom {
		return 0
	}
	return 1
}

// tabLines are the names of the sections, as many as fit around the one in front.
func (s *Stream) tabLines(width int) []string {
	if s.tabsHeight() == 0 {
		return nil
	}
	p := s.size.Paint
	from, to := s.tabRange(width)
	var b strings.Builder
	b.WriteString(" ")
	if from > 0 {
		b.WriteString(p.In(themes.Muted, p.Glyph("… ", "< ")))
	}
	for n := from; n < to; n++ {
		role := themes.Muted
		if n == s.front {
			role = themes.Key
		}
		b.WriteString(p.In(role, s.tabLabel(n)))
		if more := len(s.sections[n].news); more > 0 {
			b.WriteString(p.In(themes.Accent, " +"+strconv.Itoa(more)))
		}
		b.WriteString("  ")
	}
	if to < len(s.sections) {
		b.WriteString(p.In(themes.Muted, p.Glyph("…", ">")))
	}
	return []string{widget.Cut(b.String(), width)}
}

// tabLabel is a section's name, with brackets around the one in front: its colour
// alone would not tell it everywhere.
func (s *Stream) tabLabel(n int) string {
	sec := s.sections[n]
	label := text.From(sec.name).Cut(maxTab)
	if sec.asked.query != sec.usual.query {
		label += "*" // another search than the one of this name
	}
	if n == s.front {
		return "[" + label + "]"
	}
	return label
}

// tabWidth is how many cells a tab takes, with the gap after it.
func (s *Stream) tabWidth(n int) int {
	width := widget.Width(s.tabLabel(n)) + 2
	if more := len(s.sections[n].news); more > 0 {
		width += 2 + len(strconv.Itoa(more))
	}
	return width
}

// tabRange are the tabs that fit, the one in front among them.
func (s *Stream) tabRange(width int) (from, to int) {
	room := width - 5 - s.tabWidth(s.front)
	from, to = s.front, s.front+1
	for {
		switch {
		case from > 0 && s.tabWidth(from-1) <= room:
			from--
			room -= s.tabWidth(from)
		case to < len(s.sections) && s.tabWidth(to) <= room:
			room -= s.tabWidth(to)
			to++
		default:
			return from, to
		}
	}
}

// tabAt is the tab at a place of the screen, or -1.
func (s *Stream) tabAt(at screen.Click) int {
	if s.tabsHeight() == 0 || at.Y != 0 {
		return -1
	}
	from, to := s.tabRange(s.listWidth())
	x := 1
	if from > 0 {
		x += 2
	}
	for n := from; n < to; n++ {
		if at.X >= x && at.X < x+s.tabWidth(n)-2 {
			return n
		}
		x += s.tabWidth(n)
	}
	return -1
}
