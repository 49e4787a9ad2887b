package issues

import (
	"strings"

	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/widget"
)

// Where the preview fits, in cells.
const (
	rightFrom = 110 // width for a preview beside the list
	belowFrom = 34  // height for one under it
	briefFrom = 16  // height for a brief one of two lines
)

// arrange shares the place out after anything about it changed.
func (s *Stream) arrange() {
	s.preview.at = previewOff
	switch {
	case s.preview.hidden, s.size.Paint.Plain:
	case s.size.Width >= rightFrom:
		s.preview.at = previewRight
	case s.size.Height >= belowFrom:
		s.preview.at = previewBelow
	case s.size.Height >= briefFrom:
		s.preview.at = previewBrief
	}
	height := s.size.Height - s.listTop()
	if s.filter.Active() {
		height--
	}
	if _, below := s.previewSize(); below > 0 && s.preview.at != previewRight {
		height -= below + 1
	}
	s.list.Resize(height)
	s.drawPreview()
}

// listTop is how many lines stand above the rows: the tabs, the search while it
// is open, and the columns' names.
func (s *Stream) listTop() int { return s.tabsHeight() + len(s.searchLines()) + 1 }

// searchLines are the open search; they leave room for a row.
func (s *Stream) searchLines() []string {
	room := s.size.Height - s.tabsHeight() - 2
	if s.filter.Active() {
		room--
	}
	return s.search.Lines(s.size.Paint, s.listWidth(), max(room, 1))
}

func (s *Stream) listWidth() int {
	if s.preview.at != previewRight {
		return s.size.Width
	}
	return s.preview.beside.First(s.size.Width, s.size.Width*3/5)
}

// View draws search line, rows, filter and preview.
func (s *Stream) View() string {
	p, width := s.size.Paint, s.listWidth()
	left := append(s.tabLines(width), s.searchLines()...)
	columns := layout(width, s.handleWidth)
	left = append(left, columns.head(p))
	left = append(left, s.rowsView(columns))
	if s.filter.Active() {
		left = append(left, s.filter.Line(p, s.list.Len(), width))
	}
	body := strings.Join(left, "\n")
	previewWidth, _ := s.previewSize()
	block := s.preview.scroll.View(previewWidth)
	switch s.preview.at {
	case previewRight:
		return widget.Beside(body, block, width, " "+p.In(themes.Border, p.Glyph("│", "|"))+" ")
	case previewBelow, previewBrief:
		return body + "\n" + p.In(themes.Border, strings.Repeat(p.Glyph("─", "-"), s.size.Width)) + "\n" + block
	}
	return body
}

func (s *Stream) rowsView(c columns) string {
	p, now := s.size.Paint, s.env.Now()
	if s.list.Len() == 0 {
		return s.nothing()
	}
	return s.list.View(func(n int, selected bool) string {
		return s.rowAt(n).draw(p, c, now, selected, s.marked(n))
	})
}

// nothing says why there are no rows.
func (s *Stream) nothing() string {
	p := s.size.Paint
	var lines []string
	switch {
	case s.filter.Active() && len(s.rows) > 0:
		lines = []string{"", "no loaded issue matches; " + s.env.Keys.Key(command.Search) + " searches on the server"}
	case s.loaded && s.sendTo != nil && s.sendTo.wanted:
		lines = s.sendTo.lines(s.env.Keys)
	case s.loaded:
		lines = []string{"", "no issue matches this search", s.env.Keys.Key(command.Search) + " changes it, " + s.env.Keys.Key(command.Period) + " widens the period"}
		if s.env.Hints {
			lines = append(lines, "try: is:resolved, level:error, or an empty search")
		}
	case s.err == nil && !s.search.Active():
		lines = []string{"", "loading issues..."}
	}
	for n, l := range lines {
		lines[n] = p.In(themes.Muted, widget.Cut("  "+l, s.listWidth()))
	}
	return widget.Block(lines, s.listWidth(), s.list.Height())
}
