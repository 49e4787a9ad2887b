package issue

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/widget"
)

// overviewSection is what one wants to know first.
type overviewSection struct {
	page   *Page
	period string // of the graph: 24h or 30d
}

func (o *overviewSection) load() tea.Cmd                { return nil }
func (o *overviewSection) take(tea.Msg) (tea.Cmd, bool) { return nil, false }
func (o *overviewSection) forget()                      {}

// turn changes the period of the graph.
func (o *overviewSection) turn() {
	if o.period == "24h" {
		o.period = "30d"
		return
	}
	o.period = "24h"
}

func (o *overviewSection) draw(r *rows) {
	s := o.page
	i, now := s.issue, s.env.Now()
	field := func(name, value string) { r.text(event.Field(r.p, name, value, r.width)...) }
	field("culprit", i.Culprit.Cut(r.width))
	field("project", string(i.Project.Slug))
	field("first seen", seen(i.FirstSeen.Time, now, i.FirstRelease))
	field("last seen", seen(i.LastSeen.Time, now, i.LastRelease))
	field("link", i.Permalink.Cut(400))
	o.graph(r)
	if s.details == nil {
		if s.err == nil { // else the frame says why
			r.note("loading the event...")
		}
		return
	}
	for _, problem := range s.details.Problems {
		r.text(r.p.In(themes.Warning, widget.Cut(" "+text.From(problem).String(), r.width)))
	}
	all := s.tags().all()
	e := s.event()
	if e == nil {
		r.text(event.Tags(r.p, all, r.width, 3)...)
		return
	}
	o.event(r, e)
	highlights := event.Highlights(e)
	if len(highlights) > 0 {
		r.heading("Highlights")
	}
	for _, h := range highlights {
		field(h[0], h[1])
	}
	first := event.Stack{Event: e, InAppOnly: true, Expanded: event.CrashFrames(e), Source: s.stack().source}
	if lines, _, _ := first.Lines(r.p, r.width); len(lines) > 0 {
		r.heading("Stack")
		r.text(lines...)
	}
	r.text(event.Tags(r.p, all[:min(len(all), 4)], r.width, 3)...)
}

// event is which one is shown, and to whom it happened.
func (o *overviewSection) event(r *rows, e *ops.Event) {
	field := func(name, value string) { r.text(event.Field(r.p, name, value, r.width)...) }
	r.heading("Event " + string(ops.EventHandle(e.EventSummary)))
	field("time", text.Ago(e.DateCreated.Time, o.page.env.Now())+"  "+text.RFC3339(e.DateCreated.Time))
	if e.User != nil {
		field("user", ops.UserLabel(*e.User).Cut(200))
	}
	if e.Release != nil {
		field("release", e.Release.Version.Cut(200))
	}
	field("trace", e.Contexts["trace"]["trace_id"].Cut(64))
	if e.SDK != nil {
		field("sdk", strings.TrimSpace(e.SDK.Name.Cut(60)+" "+e.SDK.Version.Cut(30)))
	}
	if !e.LogMessage.IsZero() {
		field("message", e.LogMessage.Cut(1000))
	}
}

// graph draws how often the issue happened.
func (o *overviewSection) graph(r *rows) {
	points := o.page.issue.Stats[o.period]
	if len(points) == 0 || r.width < 30 {
		return
	}
	values, sum, most := make([]int64, len(points)), 0.0, int64(0)
	for n, p := range points {
		values[n], most = p.Count, max(most, p.Count)
		sum += float64(p.Count)
	}
	other, each := "30d", "an hour"
	if o.period == "30d" {
		other, each = "24h", "a day"
	}
	title := "Last " + o.period + ": " + text.Counted(int64(min(sum, 1e18)), "event")
	r.heading(title + r.p.Glyph(" · ", " - ") + "at most " + text.Count(most) + " " + each)
	for _, l := range widget.Bars(r.p, values, min(r.width-2, 120), 4) {
		r.text(" " + r.p.In(themes.Accent, l))
	}
	r.text(r.p.In(themes.Muted, widget.Cut(" "+o.period+" ago to now, "+strconv.Itoa(len(points))+" bars; t shows "+other, r.width)))
}

// seen is when, and in which release where that is known.
func seen(t, now time.Time, in *ops.Release) string {
	out := text.Ago(t, now)
	if in != nil && !in.Version.IsZero() {
		out += " in " + in.Version.Cut(60)
	}
	return out
}
