package issue

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/themes"
	"vedette/tui/markdown"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// drawNote writes a comment, as it was typed until it is rendered.
func (a *activitySection) drawNote(r *rows, one ops.Activity) {
	note := ops.NoteText(one)
	indent := widget.Blank(noteIndent(r.Width))
	if lines, ok := a.notes[noteKey(one)]; ok {
		for _, l := range lines {
			r.line(indent + l)
		}
		return
	}
	for _, l := range note.Lines() {
		for _, w := range widget.Wrap(l, max(r.Width-len(indent)-2, 1)) {
			r.line(indent + " " + r.Paint.In(themes.Text, w))
		}
	}
}

// noteIndent keeps comments below who wrote them.
func noteIndent(width int) int { return min(9, width/8) }

// noteKey names a comment as it is worded now.
func noteKey(one ops.Activity) string { return string(one.ID) + " " + ops.NoteText(one).Raw() }

// comments are the lines of comments that were rendered, by noteKey.
type comments map[string][]string

const notesTask = "comments"

// render makes lines of the comments' Markdown, away from the frame.
func (a *activitySection) render() tea.Cmd {
	size, width := a.page.size, a.page.mainWidth()
	list := a.list.kept[""].Activity
	if len(list) == 0 || width == 0 {
		return nil
	}
	return screen.Run(a.page.env.Tasks, notesTask, func(ctx context.Context, list []ops.Activity) (comments, error) {
		out := comments{}
		for _, one := range list {
			note := ops.NoteText(one)
			if note.IsZero() {
				continue
			}
			lines, err := markdown.Lines(ctx, markdown.Page{Doc: markdown.Written(note), Width: min(width-noteIndent(width), 110), Theme: size.Paint.Theme, Plain: size.Paint.Plain})
			if err != nil || ctx.Err() != nil {
				return nil, errors.Join(err, ctx.Err())
			}
			out[noteKey(one)] = lines
		}
		return out, nil
	}, list)
}
