// Package event draws the parts of one event: stack, breadcrumbs, tags, request,
// contexts. The preview of the stream and the screen show the same event
// in different amounts, so its look is decided here.
package event

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// FrameID names a frame of an event: the stack it is in, then the frame, both
// as the event counts them.
type FrameID struct{ Stack, Frame int }

// Stack says how the stacks of an event are shown.
type Stack struct {
	Event     *ops.Event
	InAppOnly bool             // leave frames of libraries out
	Expanded  map[FrameID]bool // frames shown with source and variables
	Source    Source           // coloured source; frames that are not in it are plain
}

// trace is one stack with what stands above it.
type trace struct {
	id     int
	title  string
	value  text.Untrusted
	frames []ops.Frame
}

// traces are the stacks in reading order: the exception that surfaced first,
// then its causes; without exceptions, the threads.
func traces(e *ops.Event) []trace {
	var out []trace
	for n := len(e.Exceptions) - 1; n >= 0; n-- {
		x := e.Exceptions[n]
		title := x.Type.String()
		if len(out) > 0 {
			title = "caused by " + title
		}
		if m := x.Mechanism; m != nil && m.Handled != nil && !*m.Handled {
			title += " (unhandled)"
		}
		out = append(out, trace{id: n, title: title, value: x.Value, frames: x.Frames})
	}
	if len(out) > 0 {
		return out
	}
	for n, t := range e.Threads {
		title := "thread " + string(t.ID) + " " + t.Name.String()
		if t.Crashed {
			title += " (crashed)"
		}
		out = append(out, trace{id: n, title: title, frames: t.Frames})
	}
	return out
}

// CrashFrames are the frames to look at first, one of the first stack.
func CrashFrames(e *ops.Event) map[FrameID]bool {
	out := map[FrameID]bool{}
	if e == nil {
		return out
	}
	for _, t := range traces(e)[:min(1, len(traces(e)))] {
		if n := ops.CrashFrame(t.frames); n >= 0 {
			out[FrameID{t.id, n}] = true
		}
	}
	return out
}

// Lines lays the stacks out: the lines, the frames' marks, and which frame each
// mark is.
func (s Stack) Lines(p widget.Paint, width int) ([]string, []widget.Mark, []FrameID) {
	var lines []string
	var marks []widget.Mark
	var ids []FrameID
	for _, t := range traces(s.Event) {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, p.In(themes.Error, widget.Cut(" "+t.title, width)))
		lines = append(lines, valueLines(p, t.value, width)...)
		hidden := 0
		for n := len(t.frames) - 1; n >= 0; n-- {
			f, id := t.frames[n], FrameID{t.id, n}
			if s.InAppOnly && !f.InApp && n != ops.CrashFrame(t.frames) {
				hidden++
				continue
			}
			lines = appendHidden(p, lines, &hidden)
			expanded := s.Expanded[id]
			marks = append(marks, widget.Mark{Line: len(lines), Selected: frameLine(p.Selected(), f, expanded, true, width)})
			ids = append(ids, id)
			lines = append(lines, frameLine(p, f, expanded, false, width))
			if expanded {
				lines = append(lines, frameBody(p, f, s.Source[id], width)...)
			}
		}
		lines = appendHidden(p, lines, &hidden)
	}
	return lines, marks, ids
}

func valueLines(p widget.Paint, value text.Untrusted, width int) []string {
	const most = 6 // an exception text may be a page; the rest is in the copy
	var out []string
	for _, paragraph := range value.Lines() {
		for _, l := range widget.Wrap(paragraph, max(width-2, 1)) {
			if len(out) == most {
				return append(out, p.In(themes.Muted, "  "+p.Glyph("…", "...")))
			}
			out = append(out, p.In(themes.Text, "  "+l))
		}
	}
	return out
}

func appendHidden(p widget.Paint, lines []string, hidden *int) []string {
	if *hidden > 0 {
		lines = append(lines, p.In(themes.Muted, fmt.Sprintf("     %s %d library frames", p.Glyph("⋯", "..."), *hidden)))
		*hidden = 0
	}
	return lines
}

// frameLine is "▸ function  file:line"; frames of libraries are dimmer.
func frameLine(p widget.Paint, f ops.Frame, expanded, selected bool, width int) string {
	mark := p.Glyph("▸ ", "+ ")
	if expanded {
		mark = p.Glyph("▾ ", "- ")
	}
	name, where := f.Function.Cut(width), place(f)
	if name == "" {
		name = "?"
	}
	role := themes.Title
	if !f.InApp {
		role = themes.Muted
	}
	room := max(width-5, 2)
	name = widget.Cut(name, max(room*3/5, room-widget.Width(where)))
	where = cutLeft(where, room-widget.Width(name)-2)
	edge := "  "
	if selected {
		edge = p.Glyph("▌ ", "> ")
	}
	line := p.In(themes.Muted, edge+mark) + p.In(role, name) + p.In(themes.Muted, "  "+where)
	if selected {
		line += p.In(themes.Text, widget.Blank(width-widget.Width(line)))
	}
	return line
}

// cutLeft keeps the end of a path: the file matters more than its folders.
func cutLeft(s string, width int) string {
	over := widget.Width(s) - width
	if over <= 0 {
		return s
	}
	if width < 2 {
		return ""
	}
	return "…" + widget.TrimLeft(s, over+1)
}

func place(f ops.Frame) string {
	file := f.Filename
	for _, other := range []text.Untrusted{f.AbsPath, f.Module, f.Package} {
		if file.IsZero() {
			file = other
		}
	}
	if f.LineNo > 0 {
		return file.Cut(400) + ":" + strconv.FormatInt(int64(f.LineNo), 10)
	}
	return file.Cut(400)
}

// frameBody is the source around the frame's line, then its variables.
func frameBody(p widget.Paint, f ops.Frame, coloured []string, width int) []string {
	var out []string
	for n, l := range f.Context {
		code := p.In(themes.Text, codeOf(l))
		if n < len(coloured) {
			code = coloured[n]
		}
		number, bar := fmt.Sprintf("%7d ", l.No), p.Glyph("│ ", "| ")
		if int64(l.No) == int64(f.LineNo) {
			number = p.In(themes.Error, "  "+p.Glyph("▶", ">")+number[3:]+bar)
		} else {
			number = p.In(themes.Muted, number+bar)
		}
		out = append(out, number+widget.Cut(code, width-10))
	}
	for _, k := range slices.Sorted(maps.Keys(f.Vars)) {
		name := text.From(k).Cut(30)
		value := text.MaskSecrets(f.Vars[k].Cut(500))
		out = append(out, "        "+p.In(themes.Function, name)+p.In(themes.Muted, " = ")+p.In(themes.Text, text.From(value).Cut(max(width-11-widget.Width(name), 1))))
	}
	if len(out) == 0 {
		out = append(out, p.In(themes.Muted, "        no source and no variables were sent for this frame"))
	}
	return out
}
