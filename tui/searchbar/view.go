package searchbar

import (
	"strings"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

const (
	label    = " search: "
	maxShown = 7 // suggestions at once
)

// Lines draws the search, what is wrong with it, and the ways to go on, in at
// most height lines.
func (b *Bar) Lines(p widget.Paint, width, height int) []string {
	if !b.open || height < 1 {
		return nil
	}
	room := max(width-len(label)-1, 1)
	lines := []string{p.In(themes.Key, widget.Cut(label, width)) + b.editor.Lines(p, room, 1)[0]}
	lines = append(lines, b.trouble(p, width, room)...)
	if len(lines) < height {
		lines = append(lines, b.menu(p, width, height-len(lines))...)
	}
	return lines[:min(len(lines), height)]
}

// complaint is the mistake, what the server said, or what is unlikely to be
// meant; "" for nothing.
func (b *Bar) complaint() (themes.Role, string) {
	switch {
	case b.refusal != "":
		return themes.Error, b.refusal
	case b.mistaken():
		message := text.From(b.mistake.Error()).String()
		if b.mistake.Suggestion != "" {
			message += ": " + text.From(b.mistake.Suggestion).String()
		}
		return themes.Error, message
	case b.looking() != "":
		return themes.Muted, b.looking()
	case len(b.suggestions) == 0:
		return themes.Warning, b.note
	}
	return themes.Warning, ""
}

// Trouble is what stands in the way of the open search, to be read out; "" for
// nothing.
func (b *Bar) Trouble() string {
	if !b.open {
		return ""
	}
	_, message := b.complaint()
	return message
}

// trouble draws the complaint, and marks where the mistake is.
func (b *Bar) trouble(p widget.Paint, width, room int) []string {
	var lines []string
	if e := b.mistake; b.refusal == "" && b.mistaken() {
		before, wrong := text.From(e.Query[:e.Pos]).String(), text.From(e.Query[e.Pos:e.Pos+e.Len]).String()
		if at := widget.Width(before); at+widget.Width(wrong) < room && widget.Width(text.From(e.Query).String()) < room {
			lines = append(lines, widget.Blank(len(label)+at)+p.In(themes.Error, strings.Repeat("^", max(widget.Width(wrong), 1))))
		}
	}
	role, message := b.complaint()
	for _, l := range widget.Wrap(message, max(width-2, 1)) {
		if len(lines) < 4 && message != "" {
			lines = append(lines, p.In(role, widget.Cut(" "+l, width)))
		}
	}
	return lines
}

// mistaken is true for a mistake that is to be told.
func (b *Bar) mistaken() bool { return b.mistake != nil && (b.insist || !b.writing()) }

// writing is true while the mistake is where the cursor is: what is not finished
// is not wrong yet.
func (b *Bar) writing() bool {
	before := len(string([]rune(b.editor.Text())[:b.editor.Cursor()]))
	return before >= b.mistake.Pos && before <= b.mistake.Pos+b.mistake.Len
}

// menu is the suggestions around the cursor, and how to go on: with them, or
// where there are none because nothing is begun.
func (b *Bar) menu(p widget.Paint, width, height int) []string {
	if t := b.token(); len(b.suggestions) == 0 && t.key == "" && t.part == "" {
		return []string{p.In(themes.Muted, widget.Cut(widget.Blank(len(label))+"words, or key:value; tab completes, "+p.Glyph("↑", "up")+" brings earlier searches", width))}
	}
	if len(b.suggestions) == 0 {
		return nil
	}
	b.rows.Resize(min(maxShown, max(height-1, 1), len(b.suggestions)))
	lines := b.rows.Lines(func(n int, selected bool) string {
		s, ink := b.suggestions[n], p
		_, mark := p.Chosen(selected)
		if selected && b.chosen {
			ink = p.Selected()
		}
		name := min(max(width-len(label)-1, 1), 48)
		return widget.Cut(widget.Blank(len(label)-2)+mark+ink.In(themes.Text, widget.Fit(s.label, name))+ink.In(themes.Muted, " "+s.note), width)
	})
	keys := "tab completes, enter searches"
	if b.chosen {
		keys = "enter completes, esc gives up"
	}
	return append(lines, b.rows.Foot(p, themes.Muted, widget.Blank(len(label))+keys, width))
}
