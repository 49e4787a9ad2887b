package widget

import (
	"strconv"

	"vedette/themes"
)

// Window is the part of some choices that there is room for.
type Window struct {
	From, To int // of the choices that are shown, To excluded
	count    int
}

// WindowAround is the window of so many choices with the cursor in it.
func WindowAround(cursor, count, room int) Window {
	room = max(room, 1)
	from := min(max(0, cursor-room+1), max(0, count-room))
	return Window{From: from, To: min(from+room, count), count: count}
}

// Foot is a line about the choices, as wide, with how many are out of sight
// above and below at its end.
func (w Window) Foot(p Paint, role themes.Role, line string, width int) string {
	hidden := ""
	if w.From > 0 {
		hidden += " " + p.Glyph("↑", "^") + strconv.Itoa(w.From)
	}
	if below := w.count - w.To; below > 0 {
		hidden += " " + p.Glyph("↓", "v") + strconv.Itoa(below)
	}
	if hidden == "" {
		return p.In(role, Cut(line, width))
	}
	return p.In(role, Fit(line, max(width-Width(hidden), 0))) + p.In(themes.Accent, Cut(hidden, width))
}
