package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
)

// Pick is one thing a Picker offers. Title and Note are safe for a terminal.
type Pick struct {
	Title string
	Note  string // why it is offered: "suspect commit", "team"; may be empty
	Run   func() tea.Cmd
	Show  func() tea.Cmd // tries it while the cursor is on it; nil = there is nothing to see
}

// Picker is a dialog to choose one of many by typing a part of it. Things may be
// added while it is open.
type Picker struct {
	Title string
	Wait  string                  // what is still being loaded; "" = nothing
	Free  func(typed string) Pick // what the text itself stands for; nil = nothing
	Leave func() tea.Cmd          // after nothing was chosen: undoes what was shown; nil = nothing
	Below func(Paint, int) string // a line under the choices, as wide; nil = none
	picks []Pick
	index Index

	editor Editor
	typed  bool  // only what matches the text is shown
	shown  []int // of picks, while typed
	free   *Pick // the text itself, as the last choice
	rows   Rows
}

// Add offers more, behind what is there. The cursor stays on its choice.
func (m *Picker) Add(picks ...Pick) {
	for _, p := range picks {
		m.picks = append(m.picks, p)
		m.index.Add(p.Title + " " + p.Note)
	}
	m.search()
}

// search finds what matches the text.
func (m *Picker) search() {
	query := strings.TrimSpace(m.editor.Text())
	m.typed, m.shown, m.free = query != "", nil, nil
	if m.typed {
		m.shown = m.index.Search(query)
		if m.Free != nil {
			pick := m.Free(query)
			m.free = &pick
		}
	}
	m.rows.SetLen(m.len())
}

func (m *Picker) len() int {
	n := len(m.picks)
	if m.typed {
		n = len(m.shown)
	}
	if m.free != nil {
		n++
	}
	return n
}

func (m *Picker) at(n int) *Pick {
	switch {
	case !m.typed:
		return &m.picks[n]
	case n < len(m.shown):
		return &m.picks[m.shown[n]]
	}
	return m.free
}

// Key moves, types, or chooses with enter.
func (m *Picker) Key(key tea.KeyPressMsg) (tea.Cmd, bool) {
	before := m.current()
	switch key.String() {
	case "esc":
		if m.Leave != nil {
			return m.Leave(), true
		}
		return nil, true
	case "up", "ctrl+p", "shift+tab":
		m.rows.Move(-1)
	case "down", "ctrl+n", "tab":
		m.rows.Move(1)
	case "pgup":
		m.rows.Page(-1)
	case "pgdown":
		m.rows.Page(1)
	case "enter":
		if before != nil {
			return before.Run(), true
		}
	default:
		m.editor.Key(key)
		m.rows.Home()
		m.search()
	}
	return m.showOther(before), false
}

// showOther tries what the cursor came to.
func (m *Picker) showOther(before *Pick) tea.Cmd {
	if now := m.current(); now != before && now != nil && now.Show != nil {
		return now.Show()
	}
	return nil
}

// Click chooses; what can be tried is tried first, and chosen by another click.
// Beside the box it gives up.
func (m *Picker) Click(line int) (tea.Cmd, bool) {
	before := m.current()
	switch {
	case line < 0:
		return m.Key(tea.KeyPressMsg{Code: tea.KeyEscape})
	case !m.rows.Hit(line):
		return nil, false
	case m.current().Show != nil && m.current() != before:
		return m.showOther(before), false
	}
	return m.current().Run(), true
}

// current is the choice under the cursor; nil when there is none.
func (m *Picker) current() *Pick {
	if m.len() == 0 {
		return nil
	}
	return m.at(m.rows.Cursor)
}

// Paste puts text into the search.
func (m *Picker) Paste(s string) {
	m.editor.InsertLine(s)
	m.search()
}

// Lines draws the search and the choices around the cursor.
func (m *Picker) Lines(p Paint, width, height int) []string {
	out := []string{p.In(themes.Title, Cut(m.Title, width)), p.In(themes.Key, "> ") + m.editor.Lines(p, max(width-3, 1), 1)[0]}
	foot := 1
	if m.Below != nil {
		foot = 2
	}
	room := max(min(height-len(out)-foot, 14), 1)
	out = m.rows.Draw(out, min(room, m.len()), func(n int, selected bool) string { return m.line(p, n, width, selected) })
	if m.Below != nil {
		out = append(out, m.Below(p, width))
	}
	keys := "type to search · enter choose · esc cancel"
	switch {
	case m.Wait != "":
		keys = m.Wait
	case m.len() == 0:
		keys = "nothing matches · esc cancel"
	}
	return append(out, m.rows.Foot(p, themes.Muted, keys, width))
}

func (m *Picker) line(p Paint, n, width int, selected bool) string {
	pick := m.at(n)
	ink, mark := p.Chosen(selected)
	note := Cut(pick.Note, max(width/3, 0))
	title := max(width-2-Width(note)-1, 1)
	return mark + ink.In(themes.Text, Fit(pick.Title, title)) + ink.In(themes.Muted, " "+note)
}

// Matches are the choices that fit a text, the text itself last where it can be
// chosen: for a picker that is read out.
func (m *Picker) Matches(query string) []Pick {
	m.editor = NewEditor(query)
	m.search()
	var out []Pick
	for n := range m.len() {
		out = append(out, *m.at(n))
	}
	return out
}
