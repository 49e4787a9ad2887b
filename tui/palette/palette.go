// Package palette is the line in which one types what to do or where to go, with
// what fits below it. It exists so that nobody needs to know a key: whatever can
// be done is found by a few letters of its name.
package palette

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
	"vedette/tui/widget"
)

// Entry is one thing that can be chosen. Its texts are safe for a terminal.
type Entry struct {
	Title string
	Note  string // at the right: its keys, or where it works
	Dim   bool   // it does not work here
	Fill  string // what tab makes of the line; "" = nothing
	Run   tea.Cmd
}

// Palette is the dialog.
type Palette struct {
	Title  string
	Prompt string
	Find   func(line string) []Entry
	Accept func(line string) tea.Cmd // enter where no entry fits; nil = nothing happens

	editor  widget.Editor
	entries []Entry
	rows    widget.Rows
}

// Refresh looks for entries again, after there may be others.
func (d *Palette) Refresh() {
	d.entries = d.Find(d.line())
	d.rows.SetLen(len(d.entries))
}

func (d *Palette) line() string { return d.editor.Text() }

// Key edits the line, moves between the entries, or takes one.
func (d *Palette) Key(key tea.KeyPressMsg) (tea.Cmd, bool) {
	switch key.String() {
	case "esc":
		return nil, true
	case "enter":
		return d.enter()
	case "up", "ctrl+p":
		d.rows.Move(-1)
		return nil, false
	case "down", "ctrl+n":
		d.rows.Move(1)
		return nil, false
	case "tab":
		if len(d.entries) > 0 && d.entries[d.rows.Cursor].Fill != "" {
			d.editor = widget.NewEditor(d.entries[d.rows.Cursor].Fill)
		}
	case "backspace":
		if d.line() == "" {
			return nil, true
		}
		d.editor.Key(key)
	default:
		d.editor.Key(key)
	}
	d.rows.Home()
	d.Refresh()
	return nil, false
}

func (d *Palette) enter() (tea.Cmd, bool) {
	switch {
	case len(d.entries) > 0:
		if e := d.entries[d.rows.Cursor]; e.Run != nil {
			return e.Run, true
		}
		d.editor = widget.NewEditor(d.entries[d.rows.Cursor].Fill)
		d.rows.Home()
		d.Refresh()
		return nil, false
	case d.Accept != nil && strings.TrimSpace(d.line()) != "":
		return d.Accept(strings.TrimSpace(d.line())), true
	}
	return nil, false
}

// Click takes an entry, or gives up beside the box.
func (d *Palette) Click(line int) (tea.Cmd, bool) {
	if d.rows.Hit(line) {
		return d.enter()
	}
	return nil, line < 0
}

// Paste inserts text, such as an address.
func (d *Palette) Paste(s string) {
	d.editor.InsertLine(s)
	d.rows.Home()
	d.Refresh()
}

// Lines draws the line and as many entries as there is room for.
func (d *Palette) Lines(p widget.Paint, width, height int) []string {
	prompt := d.Prompt + " "
	titled := 0
	if height > 4 {
		titled = 1
	}
	room := min(max(height-titled-1, 1), maxRows)
	d.rows.Resize(room)
	out := []string{}
	if titled > 0 {
		out = append(out, d.rows.Foot(p, themes.Title, d.Title, width))
	}
	out = append(out, p.In(themes.Key, prompt)+d.editor.Lines(p, max(width-widget.Width(prompt), 1), 1)[0])
	if len(d.entries) == 0 && d.Accept == nil {
		out, room = append(out, p.In(themes.Muted, widget.Cut("nothing fits", width))), room-1
	}
	return d.rows.Draw(out, room, func(n int, selected bool) string {
		return d.entries[n].draw(p, width, selected)
	})
}

// maxRows keeps the box from growing over everything.
const maxRows = 12

func (e Entry) draw(p widget.Paint, width int, selected bool) string {
	ink, mark := p.Chosen(selected)
	role := themes.Text
	if e.Dim {
		role = themes.Muted
	}
	note := widget.Cut(e.Note, width/2)
	return mark + ink.In(role, widget.Fit(e.Title, width-widget.Width(note)-4)+" ") + ink.In(themes.Key, note) + ink.In(role, " ")
}
