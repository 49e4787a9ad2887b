package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vedette/themes"
)

// Dialog asks one thing. Key returns done when it is answered or given up.
type Dialog interface {
	Key(key tea.KeyPressMsg) (cmd tea.Cmd, done bool)
	Paste(s string)
	Lines(p Paint, width, height int) []string // what stands in the box
}

// Choice is one entry of a menu.
type Choice struct {
	Key   string
	Title string
	Run   func() tea.Cmd
}

// Menu is a dialog with one key per choice.
type Menu struct {
	Title   string
	Note    []string // explains what is asked; may be empty
	Choices []Choice
	cursor  int
}

// Key chooses by letter, or by the cursor and enter.
func (m *Menu) Key(key tea.KeyPressMsg) (tea.Cmd, bool) {
	switch name := key.String(); name {
	case "esc", "q":
		return nil, true
	case "up", "k":
		m.cursor = max(m.cursor-1, 0)
	case "down", "j":
		m.cursor = min(m.cursor+1, len(m.Choices)-1)
	case "enter":
		return m.Choices[m.cursor].Run(), true
	default:
		for _, c := range m.Choices {
			if c.Key == name {
				return c.Run(), true
			}
		}
	}
	return nil, false
}

// Paste does nothing: a menu takes no text.
func (m *Menu) Paste(string) {}

// Lines draws the menu; a long one scrolls with its cursor.
func (m *Menu) Lines(p Paint, width, height int) []string {
	out := []string{p.In(themes.Title, Cut(m.Title, width))}
	for _, n := range m.Note {
		for _, line := range Wrap(n, width) {
			out = append(out, p.In(themes.Muted, line))
		}
	}
	shown := WindowAround(m.cursor, len(m.Choices), height-len(out)-1)
	for i := shown.From; i < shown.To; i++ {
		c, ink := m.Choices[i], p
		if i == m.cursor {
			ink = p.Selected()
		}
		out = append(out, ink.In(themes.Key, Fit(" "+c.Key, 4))+ink.In(themes.Text, Fit(c.Title, width-4)))
	}
	return append(out, shown.Foot(p, themes.Muted, "enter choose · esc cancel", width))
}

// MenuKeys are the keys of a menu whose choices are data, in order: without
// those that the menu itself understands.
func MenuKeys() []string { return strings.Split("123456789abcdefghilmnoprstuvwxyz", "") }

// Prompt is a dialog that takes text.
type Prompt struct {
	Title  string
	Note   string
	Multi  bool // enter makes a new line; ctrl+d or ctrl+enter sends
	Editor Editor
	Submit func(string) tea.Cmd

	Elsewhere func(string) tea.Cmd // goes on writing in another editor (ctrl+e); nil = there is none
}

// Key edits, sends or gives up.
func (m *Prompt) Key(key tea.KeyPressMsg) (tea.Cmd, bool) {
	switch name := key.String(); {
	case name == "esc":
		return nil, true
	case name == "enter" && !m.Multi, name == "ctrl+d" && m.Multi, name == "ctrl+enter":
		if strings.TrimSpace(m.Editor.Text()) == "" {
			return nil, false
		}
		return m.Submit(m.Editor.Text()), true
	case name == "enter":
		m.Editor.Insert("\n")
	case name == "ctrl+e" && m.Elsewhere != nil:
		return m.Elsewhere(m.Editor.Text()), true
	default:
		m.Editor.Key(key)
	}
	return nil, false
}

// Paste inserts text at the cursor.
func (m *Prompt) Paste(s string) {
	if !m.Multi {
		s = strings.Join(strings.Fields(s), " ")
	}
	m.Editor.Insert(s)
}

// Lines draws the prompt.
func (m *Prompt) Lines(p Paint, width, height int) []string {
	out := []string{p.In(themes.Title, Cut(m.Title, width))}
	if m.Note != "" {
		out = append(out, p.In(themes.Muted, Cut(m.Note, width)))
	}
	keys := "enter send · esc cancel"
	rows := 1
	if m.Multi {
		keys, rows = "ctrl+d send · enter new line · esc cancel", min(6, max(height-len(out)-1, 1))
	}
	if m.Elsewhere != nil {
		keys = "ctrl+d send · ctrl+e own editor · esc cancel"
	}
	out = append(out, m.Editor.Lines(p, width, rows)...)
	return append(out, p.In(themes.Muted, Cut(keys, width)))
}

// Overlay draws a dialog in a box over the middle of a screen.
func Overlay(p Paint, under string, d Dialog, width, height int) string {
	inner := max(min(width-6, 72), 10)
	content := d.Lines(p, inner, height-2)
	if len(content) > height-2 {
		content = content[:max(height-2, 0)]
	}
	side, top := p.Glyph("│", "|"), p.Glyph("─", "-")
	box := []string{p.In(themes.Border, p.Glyph("╭", "+")+strings.Repeat(top, inner+2)+p.Glyph("╮", "+"))}
	for _, line := range content {
		box = append(box, p.In(themes.Border, side)+" "+line+Blank(inner-Width(line))+" "+p.In(themes.Border, side))
	}
	box = append(box, p.In(themes.Border, p.Glyph("╰", "+")+strings.Repeat(top, inner+2)+p.Glyph("╯", "+")))
	lines := strings.Split(under, "\n")
	x, y := max((width-inner-4)/2, 0), max((height-len(box))/2, 0)
	for n, row := range box {
		if y+n >= len(lines) {
			break
		}
		line := lines[y+n] + Blank(width-Width(lines[y+n]))
		lines[y+n] = ansi.Cut(line, 0, x) + row + ansi.Cut(line, x+inner+4, width)
	}
	return strings.Join(lines, "\n")
}
