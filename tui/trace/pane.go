package trace

import (
	"fmt"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// pane describes the span under the cursor.
type pane struct {
	hidden     bool // switched off by the person
	focused    bool // keys scroll it
	at         int  // the row it describes
	scroll     widget.Scroll
	attributes map[text.Word]attributes
}

// attributes are those of one span, or why they could not be read.
type attributes struct {
	span text.Word
	list []ops.ItemAttribute
	err  error
}

func newPane() pane { return pane{at: -1, attributes: map[text.Word]attributes{}} }

// maxRemembered is how many spans' attributes are kept.
const maxRemembered = 256

func (v *pane) keep(msg screen.Loaded[attributes]) {
	if len(v.attributes) >= maxRemembered {
		v.attributes = map[text.Word]attributes{}
	}
	msg.Out.err = msg.Err
	v.attributes[msg.Out.span] = msg.Out
}

// description is the pane's text while it is written.
type description struct {
	p     widget.Paint
	width int
	lines []string
}

func (d *description) heading(s string) {
	d.lines = append(d.lines, "", d.p.In(themes.Heading, widget.Cut(s, d.width)))
}

func (d *description) wrapped(role themes.Role, s string) {
	for _, l := range widget.Wrap(s, d.width) {
		d.lines = append(d.lines, d.p.In(role, l))
	}
}

// span writes everything about one row.
func (d *description) span(w *Waterfall, n int) {
	s := w.tree.spans[n]
	title := s.Description.Cut(2000)
	if title == "" {
		title = string(s.Op)
	}
	d.wrapped(themes.Title, title)
	d.lines = append(d.lines, "")
	d.field("kind", string(s.Kind))
	d.field("op", string(s.Op))
	d.field("project", string(s.Project))
	if !isError(s) {
		d.field("took", millis(s.DurationMs)+share(s.DurationMs, w.trace.DurationMs))
		if w.tree.hasBelow(n) {
			d.field("self time", millis(w.tree.selfTime(n)))
		}
	}
	d.field("began", began(s))
	d.field("span", string(s.SpanID))
	d.field("parent", string(s.ParentSpanID))
	d.field("below", below(w.tree, n))
	d.issues(w.issues[s.SpanID])
	d.attributes(w, n)
}

// began is when a span did, within its trace and by the clock.
func began(s ops.TraceSpan) string {
	if s.OffsetMs == 0 {
		return "with the trace, " + text.LocalTime(s.Start.Time)
	}
	return millis(s.OffsetMs) + " into the trace, " + text.LocalTime(s.Start.Time)
}

// share is a part of a whole, in words.
func share(part, whole float64) string {
	switch {
	case whole <= 0:
		return ""
	case part < whole/100:
		return ", under 1% of the trace"
	}
	return fmt.Sprintf(", %.0f%% of the trace", 100*part/whole)
}

// below is how many rows there are below one.
func below(t *tree, n int) string {
	count := t.end[n] - n - 1
	if count == 0 {
		return ""
	}
	out := text.Counted(int64(count), "span")
	if bad := t.trouble[n] - troubles(t.spans[n]); bad > 0 {
		out += ", " + text.Counted(int64(bad), "error")
	}
	return out
}

func (d *description) issues(found []ops.TraceIssue) {
	if len(found) == 0 {
		return
	}
	d.heading("Issues (i opens)")
	for _, issue := range found {
		d.wrapped(themes.Error, string(issue.Issue)+"  "+issue.Title.Cut(300))
	}
}

func (d *description) attributes(w *Waterfall, n int) {
	s := w.tree.spans[n]
	known, loaded := w.pane.attributes[s.SpanID]
	switch {
	case isError(s) || s.SpanID == "":
		return
	case !loaded:
		d.heading("Attributes")
		d.wrapped(themes.Muted, "loading...")
		return
	case known.err != nil:
		d.heading("Attributes")
		d.wrapped(themes.Error, "not read: "+text.From(known.err.Error()).String())
		return
	case len(known.list) == 0:
		return
	}
	d.heading(fmt.Sprintf("Attributes (%d)", len(known.list)))
	for _, a := range known.list {
		d.attribute(a)
	}
}

// attribute is a name in one line and its value in the same, or below it.
func (d *description) attribute(a ops.ItemAttribute) {
	name, value := a.Name.Cut(d.width), a.Value.Text().Cut(1000)
	if d.p.Plain {
		d.field(name, value)
		return
	}
	if widget.Width(name)+2+widget.Width(value) <= d.width {
		d.lines = append(d.lines, d.p.In(themes.Muted, name)+"  "+d.p.In(themes.Text, value))
		return
	}
	d.lines = append(d.lines, d.p.In(themes.Muted, name))
	for _, l := range widget.Wrap(value, max(d.width-2, 8)) {
		d.lines = append(d.lines, widget.Cut("  "+d.p.In(themes.Text, l), d.width))
	}
}
