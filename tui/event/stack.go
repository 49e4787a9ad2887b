// Package event draws the parts of one event: stack, breadcrumbs, tags, request,
// contexts. The preview of the stream and the screen show the same event
// in different amounts, so its look is decided here.
package event

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// FrameID names a place in the stacks of an event that can be opened: a frame,
// a fold of frames, a thread, or a long variable. Both numbers are as the event
// counts them.
type FrameID struct {
	Stack, Frame int
	Fold         bool   // the frames left out from this one on
	Var          string // a variable of the frame, whose value is longer than a line
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
	for n, x := range slices.Backward(e.Exceptions) {
		title := x.Type.String()
		switch {
		case inGroup(e, x):
			title = "in the group: " + title
		case len(out) > 0:
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

// inGroup is true for an exception that is one of several in another, not its
// cause.
func inGroup(e *ops.Event, x ops.Exception) bool {
	if x.Mechanism == nil || x.Mechanism.ParentID == nil {
		return false
	}
	return slices.ContainsFunc(e.Exceptions, func(y ops.Exception) bool {
		m := y.Mechanism
		return m != nil && m.IsExceptionGroup && m.ExceptionID != nil && *m.ExceptionID == *x.Mechanism.ParentID
	})
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
	widget.Layout
	ids []FrameID
}

// Sheet lays the stacks out, with what each mark is.
func (s Stack) Sheet(p widget.Paint, width int) (widget.Sheet, []FrameID) {
	out := sheet{Stack: s, Layout: widget.Layout{Paint: p, Width: width}}
	for _, t := range traces(s.Event) {
		if len(out.Lines) > 0 && !(t.thread && !s.Expanded[FrameID{Stack: t.id, Frame: heading}]) {
			out.Add("")
		}
		out.trace(t)
	}
	return out.Layout.Sheet, out.ids
}

// mark adds a line that can be stood on, and opened and closed.
func (s *sheet) mark(id FrameID, draw func(p widget.Paint, edge string) string) {
	expanded := s.Expanded
	s.ids = append(s.ids, id)
	s.Row(draw, func() tea.Cmd {
		expanded[id] = !expanded[id]
		return nil
	})
}

func (s *sheet) trace(t trace) {
	if t.thread {
		id := FrameID{Stack: t.id, Frame: heading}
		open := s.Expanded[id]
		s.mark(id, func(p widget.Paint, edge string) string {
			return p.In(themes.Muted, edge+" "+arrow(p, open)) + p.In(themes.Heading, widget.Cut(t.title, max(s.Width-5, 1)))
		})
		if !open {
			return
		}
	} else {
		s.Add(s.Paint.In(themes.Error, widget.Cut(" "+t.title, s.Width)))
		s.Add(valueLines(s.Paint, t.value, s.Width)...)
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
		return p.In(themes.Muted, widget.Cut(edge+" "+arrow(p, open)+p.Glyph("⋯ ", "... ")+strconv.Itoa(len(frames))+kind, s.Width))
	})
	if open {
		for _, n := range frames {
			s.frame(t, n)
		}
	}
	return nil
}

func (s *sheet) frame(t trace, n int) {
	f, id := &t.frames[n], FrameID{Stack: t.id, Frame: n}
	open := s.Expanded[id]
	s.mark(id, func(p widget.Paint, edge string) string { return frameLine(p, edge, *f, open, s.Width) })
	if open {
		s.body(*f, id)
	}
}
