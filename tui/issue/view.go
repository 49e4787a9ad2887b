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
// and one empty line. tabRow is that of the names.
const (
	headHeight = 4
	tabRow     = 2
)

// Where the facts fit beside the section in front, in cells.
const besideFrom = 140

// sideWidth is the place of the facts; 0 = they have none.
func (s *Page) sideWidth() int {
	if s.size.Width < besideFrom || s.size.Paint.Plain {
		return 0
	}
	return min(s.size.Width*3/10, 80)
}

// mainWidth is the place of the section in front.
func (s *Page) mainWidth() int {
	if side := s.sideWidth(); side > 0 {
		return s.size.Width - side - 3
	}
	return s.size.Width
}

// View draws the head and the section in front, with the facts beside it.
func (s *Page) View() string {
	p, width := s.size.Paint, s.size.Width
	parts := []string{s.titleLine(p, width), s.stateLine(p, width), s.tabLine(p, width), ""}
	parts = parts[:min(len(parts), max(s.size.Height-1, 0))]
	body := s.views[s.tab].View(s.mainWidth())
	if s.find[s.tab].Active() && s.size.Height > headHeight+1 {
		body += "\n" + s.find[s.tab].Line(p, "find", "esc clears", s.mainWidth())
	}
	if side := s.sideWidth(); side > 0 {
		facts := widget.Block(s.side, side, s.size.Height-len(parts))
		body = widget.Beside(body, facts, s.mainWidth(), p.In(themes.Muted, p.Glyph(" │ ", " | ")))
	}
	return strings.Join(append(parts, body), "\n")
}

// layout gives the section in front its height.
func (s *Page) layout() {
	height := max(s.size.Height-headHeight, 1)
	if s.find[s.tab].Active() && height > 1 {
		height--
	}
	s.views[s.tab].Resize(height)
}

// redraw writes the lines of the section in front anew.
func (s *Page) redraw() {
	if s.size.Width == 0 {
		return
	}
	r := rows{widget.Layout{Paint: s.size.Paint, Width: s.mainWidth()}}
	s.sections[s.tab].draw(&r)
	s.views[s.tab].Set(r.Sheet)
	s.layout()
	if side := s.sideWidth(); side > 0 {
		r := rows{widget.Layout{Paint: s.size.Paint, Width: side}}
		s.sections[overview].(*overviewSection).facts(&r)
		s.side = r.Strings(s.size.Height)
	}
}

func (s *Page) titleLine(p widget.Paint, width int) string {
	title := s.issue.Title.Cut(width - 1)
	if title == "" {
		title = "..."
	}
	return " " + p.In(themes.Title, title)
}

// assigned stands before whom an issue is assigned to.
func assigned(p widget.Paint) string {
	if p.Plain {
		return "assigned to "
	}
	return p.Glyph("→ ", "-> ")
}

func (s *Page) stateLine(p widget.Paint, width int) string {
	i := s.issue
	dot := p.In(themes.Muted, p.Glyph(" · ", " - "))
	state := ops.IssueState(i)
	parts := []string{p.In(event.State(state), state), p.In(event.Level(i.Level), string(i.Level))}
	if i.Priority != "" {
		parts = append(parts, p.In(themes.Text, string(i.Priority)))
	}
	counts := text.Counted(int64(i.Count), "event") + ", " + text.Counted(int64(i.UserCount), "user")
	parts = append(parts, p.In(themes.Text, counts))
	if !i.LastSeen.IsZero() {
		parts = append(parts, p.In(themes.Muted, text.Ago(i.LastSeen.Time, s.env.Now())))
	}
	if i.AssignedTo != nil {
		parts = append(parts, p.In(themes.Info, assigned(p)+i.AssignedTo.Name.Cut(30)))
	}
	return widget.Cut(" "+strings.Join(parts, dot), width)
}

// tabLine names the sections.
func (s *Page) tabLine(p widget.Paint, width int) string {
	var b strings.Builder
	for n, label := range s.tabLabels(width) {
		if tab(n) == s.tab {
			b.WriteString(p.Selected().In(themes.Title, label))
			continue
		}
		b.WriteString(p.In(themes.Muted, label))
	}
	return widget.Cut(b.String(), width)
}

// tabLabels are the sections' names; where there is less room, in short, and
// where there is none, the others are numbers, or left out.
func (s *Page) tabLabels(width int) (labels [tabCount]string) {
	name := tabNames()[s.tab]
	var numbers [tabCount]string
	mixed := shortNames()
	mixed[s.tab], numbers[s.tab] = name, name
	for _, names := range [][tabCount]string{tabNames(), mixed, shortNames(), numbers} {
		taken := 0
		for n, name := range names {
			labels[n] = tabLabel(tab(n), name)
			taken += widget.Width(labels[n])
		}
		if taken <= width {
			return labels
		}
	}
	labels = [tabCount]string{}
	labels[s.tab] = tabLabel(s.tab, name)
	return labels
}

func tabLabel(t tab, name string) string {
	label := " " + strconv.Itoa((int(t)+1)%10) + " "
	if name != "" {
		label += name + " "
	}
	return label
}

// tabAt is the section whose name is at a column of the line of names.
func (s *Page) tabAt(column int) (tab, bool) {
	from := 0
	for n, label := range s.tabLabels(s.size.Width) {
		from += widget.Width(label)
		if column < from {
			return tab(n), true
		}
	}
	return 0, false
}
