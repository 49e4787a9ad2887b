package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
)

// Dialog asks one thing. Key and Click return done when it is answered or given
// up.
type Dialog interface {
	Key(key tea.KeyPressMsg) (cmd tea.Cmd, done bool)
	Click(line int) (cmd tea.Cmd, done bool) // on a line that was drawn, or -1 for beside the box
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
	offered int // choices that are data
	rows    Rows
}

// Key chooses by letter, or by the cursor and enter.
func (m *Menu) Key(key tea.KeyPressMsg) (tea.Cmd, bool) {
	m.rows.SetLen(len(m.Choices))
	switch name := key.String(); name {
	case "esc", "q":
		return nil, true
	case "up", "k":
		m.rows.Move(-1)
	case "down", "j":
		m.rows.Move(1)
	case "enter":
		return m.Choices[m.rows.Cursor].Run(), true
	default:
		for _, c := range m.Choices {
			if c.Key == name {
				return c.Run(), true
			}
		}
	}
	return nil, false
}

// Click chooses, or gives up beside the box.
func (m *Menu) Click(line int) (tea.Cmd, bool) {
	if m.rows.Hit(line) {
		return m.Choices[m.rows.Cursor].Run(), true
	}
	return nil, line < 0
}

// Add offers one more; the cursor begins on what is in force now.
func (m *Menu) Add(c Choice, now bool) {
	if now {
		m.rows.Cursor = len(m.Choices)
		c.Title += " (now)"
	}
	m.Choices = append(m.Choices, c)
}

// offerKeys are the keys of choices that are data, in order: without those that
// the menu itself understands.
const offerKeys = "123456789abcdefghilmnoprstuvwxyz"

// Offer adds a choice that is data, under the next digit or letter; nothing when
// all of them are taken.
func (m *Menu) Offer(title string, run func() tea.Cmd) {
	if m.offered == len(offerKeys) {
		return
	}
	m.Choices = append(m.Choices, Choice{Key: offerKeys[m.offered : m.offered+1], Title: title, Run: run})
	m.offered++
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
	m.rows.SetLen(len(m.Choices))
	out = m.rows.Draw(out, min(max(height-len(out)-1, 1), len(m.Choices)), func(n int, selected bool) string {
		ink, mark := p.Chosen(selected)
		return mark + ink.In(themes.Key, Fit(m.Choices[n].Key, 3)) + ink.In(themes.Text, Fit(m.Choices[n].Title, width-5))
	})
	return append(out, m.rows.Foot(p, themes.Muted, "enter choose · esc cancel", width))
}

// Prompt is a dialog that takes text.
type Prompt struct {
	Title  string
	Note   string
	Multi  bool // enter makes a new line; ctrl+d or ctrl+enter sends
	Editor Editor
	Submit func(string) tea.Cmd
	Leave  func(string) // keeps what was written and not sent; nil = it is given up

	Elsewhere func(string) tea.Cmd // goes on writing in another editor (ctrl+e); nil = there is none
}

// Key edits, sends or gives up.
func (m *Prompt) Key(key tea.KeyPressMsg) (tea.Cmd, bool) {
	switch name := key.String(); {
	case name == "esc":
		if m.Leave != nil {
			m.Leave(m.Editor.Text())
		}
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

// Click does nothing: what was written must not be lost by a slip.
func (m *Prompt) Click(int) (tea.Cmd, bool) { return nil, false }

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
