// Package trace is the waterfall of one trace: who called whom, when, for how
// long, and where it went wrong. A trace may hold ten thousand spans, so the
// tree is kept flat and only the rows in sight are drawn.
package trace

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Waterfall is the screen.
type Waterfall struct {
	env  screen.Env
	to   screen.ToTrace
	size screen.Resize

	trace  *ops.GetTraceDetailsOut
	issues map[text.Word][]ops.TraceIssue // by span
	tree   *tree
	err    error

	list   widget.List
	window window
	search search
	pane   pane
}

// window is the part of the trace's time that is drawn, in milliseconds since
// it began.
type window struct{ from, to float64 }

// Tasks of the screen.
const (
	traceTask  = "trace"
	settleTask = "settle" // the cursor rests
	spanTask   = "span"   // attributes of the span under the cursor
)

// New is the waterfall of a trace.
func New(env screen.Env, to screen.ToTrace) *Waterfall {
	return &Waterfall{env: env, to: to, tree: newTree(nil), pane: newPane()}
}

// opened is a trace that was read, with its rows.
type opened struct {
	ops.GetTraceDetailsOut
	tree *tree
}

// Init loads the trace; its rows are made there too, away from the keys.
func (w *Waterfall) Init() tea.Cmd {
	in, o := ops.GetTraceDetailsIn{TraceTarget: w.target()}, w.env.Ops
	return screen.Run(w.env.Tasks, traceTask, func(ctx context.Context, in ops.GetTraceDetailsIn) (opened, error) {
		out, err := o.ReadTrace(ctx, in)
		return opened{out, newTree(out.Spans)}, err
	}, in)
}

func (w *Waterfall) target() ops.TraceTarget {
	id := w.to.ID
	if w.trace != nil {
		id = w.trace.TraceID // of an issue, once it is known
	}
	return ops.TraceTarget{OrgTarget: ops.OrgTarget{Org: w.to.Org}, TraceID: id}
}

// Info says what the frame shows.
func (w *Waterfall) Info() screen.Info {
	info := screen.Info{Scope: command.Trace, Crumb: "trace " + text.From(w.to.ID).Cut(9), Err: w.err, Busy: w.env.Tasks.Running(traceTask),
		Typing: w.search.Typing, Inner: w.pane.focused || w.search.Text() != "" || w.zoomed()}
	if w.trace == nil {
		return info
	}
	info.Detail = millis(w.trace.DurationMs) + " · " + text.Counted(w.trace.Counts.Spans, "span")
	if n := w.trace.Counts.Errors + w.trace.Counts.PerformanceIssues; n > 0 {
		info.Detail += " · " + text.Counted(n, "error")
	}
	if n := w.trace.Counts.Logs; n > 0 {
		info.Detail += " · " + text.Counted(n, "log")
	}
	if n := len(w.trace.Skipped); n > 0 {
		info.Detail += " (" + strconv.Itoa(n) + " unreadable)"
	}
	if ago := text.Ago(w.trace.Start.Time, w.env.Now()); ago != "" {
		info.Detail += " · " + ago
	}
	return info
}

// millis is a time in milliseconds for people.
func millis(ms float64) string { return text.Duration(time.Duration(ms * float64(time.Millisecond))) }

// take keeps the trace. The cursor goes to the span that was asked for, else it
// stays with the span it was on.
func (w *Waterfall) take(msg screen.Loaded[opened]) tea.Cmd {
	if !w.env.Tasks.Done(msg.Ticket) {
		return nil
	}
	if w.err = msg.Err; msg.Err != nil {
		return nil
	}
	at := w.to.Span
	if w.trace != nil && w.list.Len() > 0 {
		at = string(w.tree.spans[w.current()].SpanID)
	}
	w.trace, w.tree = &msg.Out.GetTraceDetailsOut, msg.Out.tree
	w.issues = map[text.Word][]ops.TraceIssue{}
	for _, issue := range msg.Out.Issues {
		key := issue.SpanID
		if key == "" {
			key = issue.EventID // an error without a span is a row of its own
		}
		w.issues[key] = append(w.issues[key], issue)
	}
	w.window = window{0, max(msg.Out.DurationMs, 0.001)}
	w.search.apply(w.tree)
	w.list.SetLen(len(w.tree.shown))
	if n := w.tree.find(at); n >= 0 {
		w.goTo(n)
	}
	return w.moved()
}

// current is the row under the cursor; only where there are rows.
func (w *Waterfall) current() int { return w.tree.shown[w.list.Cursor] }

// goTo puts the cursor on a row, unfolding what hides it.
func (w *Waterfall) goTo(n int) {
	if n < 0 {
		return
	}
	w.tree.reveal(n)
	w.list.SetLen(len(w.tree.shown))
	w.list.Move(w.tree.place[n] - w.list.Cursor)
}

// fold folds or unfolds a row; the cursor stays on it.
func (w *Waterfall) fold(n int, folded bool) {
	w.tree.folded[n] = folded && w.tree.hasBelow(n)
	w.tree.arrange()
	w.list.SetLen(len(w.tree.shown))
	w.list.Move(w.tree.place[n] - w.list.Cursor)
}

// zoomed is true while only a part of the time is drawn.
func (w *Waterfall) zoomed() bool {
	return w.trace != nil && (w.window.from > 0 || w.window.to < w.trace.DurationMs)
}

// zoom draws only the time of the span under the cursor, or all of it again.
func (w *Waterfall) zoom() {
	s := w.tree.spans[w.current()]
	if target := (window{s.OffsetMs, s.OffsetMs + s.DurationMs}); s.DurationMs > 0 && target != w.window {
		w.window = target
		return
	}
	w.window = window{0, max(w.trace.DurationMs, 0.001)}
}

// moved follows the cursor: the pane shows its span, whose attributes are
// loaded once it rests.
func (w *Waterfall) moved() tea.Cmd {
	w.drawPane()
	if w.list.Len() == 0 || !w.paneShown() || !w.wantsAttributes(w.current()) {
		return nil
	}
	return screen.Wait(w.env.Tasks, settleTask, settleTime)
}

const settleTime = 150 * time.Millisecond

// wantsAttributes is true for a span whose attributes are not known.
func (w *Waterfall) wantsAttributes(n int) bool {
	s := w.tree.spans[n]
	_, known := w.pane.attributes[s.SpanID]
	return s.SpanID != "" && !known && !isError(s)
}

// loadAttributes reads those of the span under the cursor.
func (w *Waterfall) loadAttributes() tea.Cmd {
	if w.list.Len() == 0 || !w.wantsAttributes(w.current()) {
		return nil
	}
	s, o := w.tree.spans[w.current()], w.env.Ops
	in := ops.GetSpanDetailsIn{TraceTarget: w.target(), SpanID: string(s.SpanID)}
	return screen.Run(w.env.Tasks, spanTask, func(ctx context.Context, in ops.GetSpanDetailsIn) (attributes, error) {
		found, err := o.SpanAttributes(ctx, in, string(s.Project))
		return attributes{span: s.SpanID, list: found}, err
	}, in)
}
