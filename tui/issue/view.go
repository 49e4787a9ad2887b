package issue

import (
	"strconv"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/widget"
)

// headHeight is the lines above the sections: title, state, the sections' names
// and one empty line.
const headHeight = 4

func (s *Page) bodyHeight() int { return max(s.size.Height-headHeight, 1) }

// View draws the head and the section in front.
func (s *Page) View() string {
	p, width := s.size.Paint, s.size.Width
	return strings.Join([]string{s.titleLine(p, width), s.stateLine(p, width), s.tabLine(p, width), "", s.sections[s.tab].View(width)}, "\n")
}

func (s *Page) titleLine(p widget.Paint, width int) string {
	title := s.issue.Title.Cut(width - 1)
	if title == "" {
		title = "..."
	}
	return " " + p.In(themes.Title, title)
}

func (s *Page) stateLine(p widget.Paint, width int) string {
	i := s.issue
	dot := p.In(themes.Muted, p.Glyph(" · ", " - "))
	state := ops.IssueState(i)
	parts := []string{p.In(event.State(state), state), p.In(event.Level(i.Level), string(i.Level))}
	if i.Priority != "" {
		parts = append(parts, p.In(themes.Text, string(i.Priority)))
	}
	counts := text.Count(int64(i.Count)) + " events, " + text.Count(int64(i.UserCount)) + " users"
	parts = append(parts, p.In(themes.Text, counts))
	if !i.LastSeen.IsZero() {
		parts = append(parts, p.In(themes.Muted, text.Ago(i.LastSeen.Time, s.env.Now())))
	}
	if i.AssignedTo != nil {
		parts = append(parts, p.In(themes.Info, p.Glyph("→ ", "-> ")+i.AssignedTo.Name.Cut(30)))
	}
	return widget.Cut(" "+strings.Join(parts, dot), width)
}

// tabLine names the sections; where there is no room, the others are numbers.
func (s *Page) tabLine(p widget.Paint, width int) string {
	line := func(short bool) string {
		var b strings.Builder
		for n, name := range tabNames() {
			label := " " + strconv.Itoa(n+1) + " "
			if !short || tab(n) == s.tab {
				label += name + " "
			}
			if tab(n) == s.tab {
				b.WriteString(p.Selected().In(themes.Title, label))
				continue
			}
			b.WriteString(p.In(themes.Muted, label))
		}
		return b.String()
	}
	full := line(false)
	if widget.Width(full) > width {
		return widget.Cut(line(true), width)
	}
	return full
}

// redraw writes the lines of the section in front anew.
func (s *Page) redraw() {
	if s.size.Width == 0 {
		return
	}
	s.layout(s.tab)
	if s.tab != stack {
		s.layout(stack) // a step to another event needs the frames' places
	}
}

// layout writes the lines of one section anew.
func (s *Page) layout(t tab) {
	lines, marks := s.lines(t)
	if len(lines) > 0 && lines[0] == "" && len(marks) == 0 {
		lines = lines[1:] // the head ends with an empty line already
	}
	s.sections[t].Set(lines, marks)
}
