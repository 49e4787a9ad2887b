package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// View draws the frame: where one is, what went wrong, the screen, and the keys.
func (m *model) View() tea.View {
	view := tea.NewView(m.content())
	view.AltScreen = true
	if m.opt.Mouse {
		view.MouseMode = tea.MouseModeCellMotion
	}
	if bg := m.paint.Theme.Background; m.paints() && bg != "" {
		view.BackgroundColor, view.ForegroundColor = lipgloss.Color(bg), lipgloss.Color(m.paint.Theme.Look(themes.Text).FG)
	}
	view.WindowTitle = m.title("vedette: " + strings.Join(m.path(), " / "))
	return view
}

func (m *model) content() string {
	switch {
	case m.width == 0:
		return ""
	case m.tooSmall():
		return m.smallNotice()
	}
	body := m.top().View()
	size := m.bodySize()
	if m.help != nil {
		body = m.help.view(m.paint, size.Width, size.Height)
	}
	if m.dialog != nil {
		body = m.dialogBox().Over(m.paint, body, size.Width)
	}
	parts := append([]string{m.header()}, m.banner()...)
	parts = append(parts, body)
	if hint := m.tourLine(); hint != "" {
		parts = append(parts, hint)
	}
	return m.inASCII(strings.Join(append(parts, m.footer()), "\n"))
}

// inASCII puts signs of ASCII, each as wide, for those of cut and joined texts, of
// units, and of rendered documents, where a terminal has no others.
func (m *model) inASCII(s string) string {
	if !m.opt.ASCII {
		return s
	}
	return strings.NewReplacer("…", "~", "·", "-", "µ", "u", "•", "*", "─", "-", "│", "|", "┼", "+").Replace(s)
}

func (m *model) tooSmall() bool { return m.width < minWidth || m.height < minHeight }

// smallNotice fits any terminal; what was on the screen is kept behind it.
func (m *model) smallNotice() string {
	need := "need " + strconv.Itoa(minWidth) + "x" + strconv.Itoa(minHeight)
	lines := widget.Wrap("terminal too small: "+need, m.width)
	return widget.Block(lines, m.width, m.height)
}

// bodySize is the place of the top screen: all but header, banner, hint and
// footer.
func (m *model) bodySize() screen.Resize {
	height := m.height - 2 - len(m.banner())
	if m.tourLine() != "" {
		height--
	}
	height -= max(len(m.statusLines())-1, 0)
	return screen.Resize{Width: m.width, Height: max(height, 0), Paint: m.paint}
}

// path is where one is, from the server down.
func (m *model) path() []string {
	var out []string
	if m.opt.Title != "" {
		out = append(out, text.From(m.opt.Title).String())
	}
	for n, e := range m.stack {
		if _, all := e.to.(screen.ToOrgs); all && n < len(m.stack)-1 {
			continue // an organization's own name says enough
		}
		if crumb := e.Info().Crumb; crumb != "" {
			out = append(out, crumb)
		}
	}
	return out
}

// header is the path on the left and what is selected on the right. In a narrow
// terminal the end of the path is what stays.
func (m *model) header() string {
	p, path := m.paint, m.path()
	left := " vedette  "
	if m.width < roomy {
		left = " "
	}
	mark := widget.Cut(m.staleMark(), m.width*2/3)
	if mark != "" {
		mark = " " + p.In(themes.Warning, mark) + " "
	}
	if runs := m.runMark(); runs != "" {
		mark += " " + runs + " "
	}
	right := m.top().Info().Detail
	if m.busy() {
		right = m.spinner() + right
	}
	taken := widget.Width(left) + widget.Width(mark) + 2
	here := crumbs(p, path, m.width)
	right = widget.Cut(right, max((m.width-taken)/2, m.width-taken-widget.Width(here)))
	here = crumbs(p, path, m.width-taken-widget.Width(right))
	gap := widget.Blank(m.width - widget.Width(left+here+mark+right) - 1)
	return p.In(themes.Accent, left) + p.In(themes.Title, here) + gap + mark + p.In(themes.Muted, right) + " "
}

// crumbs is the path in room: where it is too long, its end is what stays.
func crumbs(p widget.Paint, path []string, room int) string {
	arrow, last := p.Glyph(" › ", " > "), len(path)-1
	here := strings.Join(path, arrow)
	if last <= 0 || widget.Width(here) <= room {
		return widget.Cut(here, room)
	}
	cut := p.Glyph("…", "...") + arrow
	here = path[last]
	for n := last - 1; n > 0 && widget.Width(cut+path[n]+arrow+here) <= room; n-- {
		here = path[n] + arrow + here
	}
	return widget.Cut(cut+here, room)
}

// spinner shows that something is under way; with reduced motion it stands still.
func (m *model) spinner() string {
	word := "loading "
	if m.runs.Following(m.top().Info().Run) { // which says itself what it does
		word = ""
	}
	if m.opt.Wishes.ReducedMotion {
		return word
	}
	frames := []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}
	if m.opt.ASCII {
		frames = []string{"|", "/", "-", "\\"}
	}
	return frames[m.frame%len(frames)] + " " + word
}

// banner says why the newest load failed and what to do; what was loaded before
// stays below it.
func (m *model) banner() []string {
	err := m.top().Info().Err
	if err == nil {
		return nil
	}
	kind := ops.OutcomeOf(ops.KindOf(err))
	lines, rows := []string{}, 1
	if m.height >= 20 {
		rows = 2
	}
	add := func(role themes.Role, s string) {
		for _, l := range widget.WrapTo(s, max(m.width-2, 1), rows) {
			lines = append(lines, " "+m.paint.In(role, l))
		}
	}
	add(themes.Error, kind.Banner+": "+text.From(err.Error()).String())
	hint := ops.HintOf(err).String()
	if hint == "" && kind.Retry {
		hint = "R tries again"
	}
	if hint != "" && m.height >= 16 {
		add(themes.Muted, hint)
	}
	return lines
}

// dialogBox is where the dialog lies over the screen.
func (m *model) dialogBox() widget.Box {
	size := m.bodySize()
	return widget.Place(m.paint, m.dialog, size.Width, size.Height)
}

// footer is the newest status line, else the keys that matter here.
func (m *model) footer() string {
	if lines := m.statusLines(); len(lines) > 0 {
		return strings.Join(lines, "\n")
	}
	line := " "
	for _, h := range m.hints() {
		line += m.paint.In(themes.Key, h.key) + " " + m.paint.In(themes.Muted, h.text) + hintGap
	}
	return widget.Cut(strings.TrimRight(line, " "), m.width)
}

// statusLines are what just happened: one line, or as many as what went wrong
// needs, since its end says what to do.
func (m *model) statusLines() []string {
	s := m.status.Status
	switch {
	case s.Text == "":
		return nil
	case !s.Bad:
		return []string{m.paint.In(themes.Success, widget.Cut(" "+s.Text, m.width))}
	}
	const most = 3
	lines := widget.WrapTo(s.Text, max(m.width-2, 1), max(min(most, m.height/8), 1))
	for n, l := range lines {
		lines[n] = m.paint.In(themes.Error, " "+l)
	}
	return lines
}
