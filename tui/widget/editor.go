package widget

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/themes"
)

// Editor is a small text field of one or many lines. What is pasted may hold
// anything; it is drawn in its safe form.
type Editor struct {
	runes  []rune
	cursor int // 0..len(runes)
}

// maxText bounds what is typed or pasted, in characters.
const maxText = 20_000

// NewEditor holds s with the cursor at its end.
func NewEditor(s string) Editor { return Editor{runes: []rune(s), cursor: len([]rune(s))} }

// Text is what was typed.
func (e *Editor) Text() string { return string(e.runes) }

// Cursor is how many characters are before the cursor.
func (e *Editor) Cursor() int { return e.cursor }

// Replace puts s in the place of the characters from one on up to the cursor.
func (e *Editor) Replace(from int, s string) {
	e.deleteFrom(min(from, e.cursor))
	e.Insert(s)
}

// Insert puts s at the cursor.
func (e *Editor) Insert(s string) {
	add := []rune(strings.ReplaceAll(s, "\r", "\n"))
	add = add[:min(len(add), max(maxText-len(e.runes), 0))]
	e.runes = slices.Insert(e.runes, e.cursor, add...)
	e.cursor += len(add)
}

// InsertLine puts s at the cursor as one line, for fields that have no more.
func (e *Editor) InsertLine(s string) { e.Insert(strings.Join(strings.Fields(s), " ")) }

// Key handles one key press; keys without a meaning here do nothing.
func (e *Editor) Key(key tea.KeyPressMsg) {
	switch key.String() {
	case "left":
		e.cursor = max(e.cursor-1, 0)
	case "right":
		e.cursor = min(e.cursor+1, len(e.runes))
	case "home", "up":
		e.cursor = e.lineStart()
		if key.String() == "up" {
			e.cursor = max(e.cursor-1, 0)
		}
	case "end", "down":
		for e.cursor < len(e.runes) && e.runes[e.cursor] != '\n' {
			e.cursor++
		}
		if key.String() == "down" {
			e.cursor = min(e.cursor+1, len(e.runes))
		}
	case "backspace":
		e.deleteFrom(e.cursor - 1)
	case "delete":
		if e.cursor < len(e.runes) {
			e.runes = slices.Delete(e.runes, e.cursor, e.cursor+1)
		}
	case "ctrl+w":
		e.deleteFrom(e.wordStart())
	case "ctrl+u":
		e.deleteFrom(e.lineStart())
	default:
		if key.Text != "" {
			e.Insert(key.Text)
		}
	}
}

// deleteFrom removes what is between a place and the cursor.
func (e *Editor) deleteFrom(start int) {
	start = max(start, 0)
	e.runes = slices.Delete(e.runes, start, e.cursor)
	e.cursor = start
}

func (e *Editor) lineStart() int {
	n := e.cursor
	for n > 0 && e.runes[n-1] != '\n' {
		n--
	}
	return n
}

func (e *Editor) wordStart() int {
	n := e.cursor
	for n > 0 && e.runes[n-1] == ' ' {
		n--
	}
	for n > 0 && e.runes[n-1] != ' ' && e.runes[n-1] != '\n' {
		n--
	}
	return n
}

// Lines draws the text around the cursor, rows lines of width cells each.
func (e *Editor) Lines(p Paint, width, rows int) []string {
	before := strings.Split(string(e.runes[:e.cursor]), "\n")
	all := strings.Split(string(e.runes), "\n")
	at := len(before) - 1
	from := min(max(0, at-rows+1), max(0, len(all)-rows))
	var out []string
	for n := from; n < from+rows; n++ {
		switch {
		case n >= len(all):
			out = append(out, "")
		case n == at:
			out = append(out, cursorLine(p, before[at], strings.TrimPrefix(all[n], before[at]), width))
		default:
			out = append(out, p.In(themes.Text, text.From(all[n]).Cut(width)))
		}
	}
	return out
}

// cursorLine shows the end of a long line: what is typed now is what matters.
func cursorLine(p Paint, before, after string, width int) string {
	under, rest := " ", ""
	if r := []rune(text.From(after).String()); len(r) > 0 {
		under, rest = string(r[0]), string(r[1:])
	}
	left := text.From(before).String()
	if over := Width(left) + Width(under) - width; over > 0 {
		left = TrimLeft(left, over)
	}
	rest = Cut(rest, max(width-Width(left)-Width(under), 0))
	return p.In(themes.Text, left) + "\x1b[7m" + under + "\x1b[27m" + p.In(themes.Text, rest)
}
