package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/themes"
)

// Find is the line in which one types what to look for on a screen.
type Find struct {
	Editor Editor
	Typing bool // keys go into the line
}

// Text is what is looked for; "" = nothing.
func (f *Find) Text() string { return strings.TrimSpace(f.Editor.Text()) }

// Active is true while the line takes its place on the screen.
func (f *Find) Active() bool { return f.Typing || f.Text() != "" }

// Clear looks for nothing any more.
func (f *Find) Clear() { *f = Find{} }

// Key edits the line: enter keeps what is written, esc clears it.
func (f *Find) Key(key tea.KeyPressMsg) {
	switch key.String() {
	case "esc":
		f.Clear()
	case "enter":
		f.Typing = false
	default:
		f.Editor.Key(key)
	}
}

// Steps moves in what is found, as up and down do while one types. It is false
// for any other key.
func Steps(key tea.KeyPressMsg, in interface{ Move(n int) }) bool {
	switch key.String() {
	case "up":
		in.Move(-1)
	case "down":
		in.Move(1)
	default:
		return false
	}
	return true
}

// Line draws the line, a note at its end.
func (f *Find) Line(p Paint, label, note string, width int) string {
	label, note = " "+label+": ", " "+note+" "
	room := max(width-Width(label)-Width(note), 8)
	field := p.In(themes.Text, text.From(f.Text()).Cut(room))
	if f.Typing {
		field = f.Editor.Lines(p, room, 1)[0]
	}
	return Cut(p.In(themes.Key, label)+field+Blank(room-Width(field))+p.In(themes.Muted, note), width)
}
