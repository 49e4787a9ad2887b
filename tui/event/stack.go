// Package event draws the parts of one event: stack, breadcrumbs, tags, request,
// contexts. The preview of the stream and the screen show the same event
// in different amounts, so its look is decided here.
package event

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// FrameID names a place in the stacks of an event that can be opened: a frame,
// a fold of frames, or a thread. Both numbers are as the event counts them.
type FrameID struct {
	Stack, Frame int
	Fold         bool // the frames left out from this one on
}

// heading is the FrameID.Frame of a thread's own line.
const heading = -1

// Stack says how the stacks of an event are shown.
type Stack struct {
	Event       *ops.Event
	InAppOnly   bool             // fold frames of libraries
	OldestFirst bool             // the first call above, as Python writes it
	Filter      string           // only frames with this text in their name or place
	Expanded    map[FrameID]bool // frames shown with source and variables, folds and threads that are open
	Source      Source           // coloured source; frames that are not in it are plain
}

// A stack of more frames than maxShown is recursion: what lies between its
// newest and its oldest frames is folded until somebody asks for it.
const (
	maxShown = 100
	keptOld  = 20
)

// trace is one stack with what stands above it.
type trace struct {
	id     int
	title  string
	value  text.Untrusted
	thread bool
	frames []ops.Frame
}

// traces are the stacks in reading order: the exception that surfaced first,
// then its causes, then the threads.
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
	for n, t := range e.Threads {
		if len(t.Frames) == 0 {
			continue // its frames are those of an exception, or were not sent
		}
		title := strings.TrimSpace("thread " + string(t.ID) + " " + t.Name.String())
		switch {
		case t.Crashed:
			title += " (crashed)"
		case t.Current:
			title += " (current)"
		}
		out = append(out, trace{id: len(e.Exceptions) + n, title: title, thread: true, frames: t.Frames})
	}
	return out
}

// CrashFrames are the places to look at first: a frame of the first stack.
func CrashFrames(e *ops.Event) map[FrameID]bool {
	out := map[FrameID]bool{}
	if e == nil {
		return out
	}
	all := traces(e)
	if len(all) == 0 {
		return out
	}
	first := all[0]
	for _, t := range all {
		if t.thread && first.thread && strings.HasSuffix(t.title, "(crashed)") {
			first = t
		}
	}
	out[FrameID{Stack: first.id, Frame: heading}] = true
	if n := ops.CrashFrame(first.frames); n >= 0 {
		out[FrameID{Stack: first.id, Frame: n}] = true
	}
	return out
}

// FrameAt is the frame that id names.
func FrameAt(e *ops.Event, id FrameID) (ops.Frame, bool) {
	for _, t := range traces(e) {
		if t.id == id.Stack && id.Frame >= 0 && id.Frame < len(t.frames) && !id.Fold {
			return t.frames[id.Frame], true
		}
	}
	return ops.Frame{}, false
}

// sheet collects the lines of the stacks, which of them can be stood on, and
// what each of those is.
type sheet struct {
	Stack
	p     widget.Paint
	width int
	lines []string
	marks []widget.Mark
	ids   []FrameID
}

// Lines lays the stacks out: the lines, the marks, and what each mark is.
func (s Stack) Lines(p widget.Paint, width int) ([]string, []widget.Mark, []FrameID) {
	out := sheet{Stack: s, p: p, width: width}
	for _, t := range traces(s.Event) {
		if len(out.lines) > 0 && !(t.thread && !s.Expanded[FrameID{Stack: t.id, Frame: heading}]) {
			out.lines = append(out.lines, "")
		}
		out.trace(t)
	}
	return out.lines, out.marks, out.ids
}

// mark adds a line that can be stood on.
func (s *sheet) mark(id FrameID, draw func(p widget.Paint, edge string) string) {
	selected := draw(s.p.Selected(), s.p.Glyph("▌ ", "> "))
	selected += s.p.Selected().In(themes.Text, widget.Blank(s.width-widget.Width(selected)))
	s.marks = append(s.marks, widget.Mark{Line: len(s.lines), Selected: selected})
	s.ids = append(s.ids, id)
	s.lines = append(s.lines, draw(s.p, "  "))
}

func (s *sheet) trace(t trace) {
	if t.thread {
		id := FrameID{Stack: t.id, Frame: heading}
		open := s.Expanded[id]
		s.mark(id, func(p widget.Paint, edge string) string {
			return p.In(themes.Muted, edge+arrow(p, open)) + p.In(themes.Heading, widget.Cut(t.title, max(s.width-5, 1)))
		})
		if !open {
			return
		}
	} else {
		s.lines = append(s.lines, s.p.In(themes.Error, widget.Cut(" "+t.title, s.width)))
		s.lines = append(s.lines, valueLines(s.p, t.value, s.width)...)
	}
	var fold []int
	crash := ops.CrashFrame(t.frames)
	for at := range t.frames {
		n := len(t.frames) - 1 - at
		if s.OldestFirst {
			n = at
		}
		if s.hidden(t, n, crash) {
			fold = append(fold, n)
			continue
		}
		fold = s.fold(t, fold)
		s.frame(t, n)
	}
	s.fold(t, fold)
}

// hidden is true for frames that are folded.
func (s *sheet) hidden(t trace, n, crash int) bool {
	f := t.frames[n]
	if s.Filter != "" {
		return !strings.Contains(strings.ToLower(f.Function.String()+" "+place(f)), strings.ToLower(s.Filter))
	}
	if s.InAppOnly && !f.InApp && n != crash {
		return true
	}
	return len(t.frames) > maxShown && n >= keptOld && n < len(t.frames)-(maxShown-keptOld)
}

// fold writes the line of frames that are left out, and the frames where it was
// opened. It gives back the empty fold.
func (s *sheet) fold(t trace, frames []int) []int {
	if len(frames) == 0 || s.Filter != "" {
		return nil
	}
	id := FrameID{Stack: t.id, Frame: max(frames[0], frames[len(frames)-1]), Fold: true}
	open, kind := s.Expanded[id], " library frames"
	for _, n := range frames {
		if t.frames[n].InApp {
			kind = " more frames"
		}
	}
	if len(frames) == 1 {
		kind = strings.TrimSuffix(kind, "s")
	}
	s.mark(id, func(p widget.Paint, edge string) string {
		return p.In(themes.Muted, widget.Cut(edge+arrow(p, open)+p.Glyph("⋯ ", "... ")+strconv.Itoa(len(frames))+kind, s.width))
	})
	if open {
		for _, n := range frames {
			s.frame(t, n)
		}
	}
	return nil
}

func (s *sheet) frame(t trace, n int) {
	f, id := t.frames[n], FrameID{Stack: t.id, Frame: n}
	open := s.Expanded[id]
	s.mark(id, func(p widget.Paint, edge string) string { return frameLine(p, edge, f, open, s.width) })
	if open {
		s.lines = append(s.lines, frameBody(s.p, f, s.Source[id], s.width)...)
	}
}

// arrow says whether something is open.
func arrow(p widget.Paint, open bool) string {
	if open {
		return p.Glyph("▾ ", "- ")
	}
	return p.Glyph("▸ ", "+ ")
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

// frameLine is "▸ function  file:line"; frames of libraries are dimmer.
func frameLine(p widget.Paint, edge string, f ops.Frame, expanded bool, width int) string {
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
	return p.In(themes.Muted, edge+arrow(p, expanded)) + p.In(role, name) + p.In(themes.Muted, "  "+where)
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
