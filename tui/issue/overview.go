package issue

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/widget"
)

// overviewSection is what one wants to know first: what happened, and the facts
// about it.
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

// draw is the whole of it where it stands alone; beside the facts it is what
// happened.
func (o *overviewSection) draw(r *rows) {
	alone := o.page.sideWidth() == 0
	if alone {
		o.issue(r)
	}
	o.happened(r)
	if alone {
		o.event(r)
		o.tags(r, 4)
	}
}

// facts are what one wants beside every section.
func (o *overviewSection) facts(r *rows) {
	o.issue(r)
	o.event(r)
	o.tags(r, 8)
}

// issue is what is known without an event: where, since when, who, how often.
func (o *overviewSection) issue(r *rows) {
	i, now := o.page.issue, o.page.env.Now()
	r.field("culprit", i.Culprit.Cut(r.Width))
	r.field("project", string(i.Project.Slug))
	r.field("first seen", seen(i.FirstSeen.Time, now, i.FirstRelease))
	r.field("last seen", seen(i.LastSeen.Time, now, i.LastRelease))
	if who, ok := o.page.related().owners.kept[o.page.eventKey()]; ok {
		for _, c := range who.Committers {
			for _, commit := range c.Commits {
				r.field("suspect", widget.Cut(string(commit.ID), 8)+" "+author(c)+"  "+commit.Message.Cut(300))
			}
		}
		for _, owner := range who.Owners.Owners {
			r.field("owner", owner.Name.Cut(60))
		}
	}
	o.graph(r)
}

// happened is the stack, or the message, and what was last before it.
func (o *overviewSection) happened(r *rows) {
	s := o.page
	if s.details == nil {
		if s.err == nil { // else the frame says why
			r.note("loading the event...")
		}
		return
	}
	for _, problem := range s.details.Problems {
		r.line(r.Paint.In(themes.Warning, " "+text.From(problem).String()))
	}
	e := s.event()
	if e == nil {
		return
	}
	if lines := e.LogMessage.Lines(); len(lines) > 0 {
		r.Heading("Message")
		for _, l := range lines[:min(len(lines), 20)] {
			for _, w := range widget.Wrap(l, max(r.Width-4, 1)) {
				r.line(r.Paint.In(themes.Text, "  "+w))
			}
		}
	}
	first := event.Stack{Event: e, InAppOnly: true, Expanded: event.CrashFrames(e), Source: s.stack().source}
	if stack, _ := first.Sheet(r.Paint, r.Width); len(stack.Lines) > 0 {
		r.Heading("Stack")
		r.Lines = append(r.Lines, stack.Lines...)
	}
	const last = 6
	if n := len(e.Breadcrumbs); n > 0 {
		shown := *e
		shown.Breadcrumbs = e.Breadcrumbs[max(n-last, 0):]
		r.Heading("Last breadcrumbs")
		r.Lines = append(r.Lines, event.Crumbs{Event: &shown}.Sheet(r.Paint, r.Width).Lines...)
	}
}

// event is which one is shown, to whom it happened, and where.
func (o *overviewSection) event(r *rows) {
	e := o.page.event()
	if e == nil {
		return
	}
	r.Heading("Event " + string(ops.EventHandle(e.EventSummary)))
	r.field("time", text.Ago(e.DateCreated.Time, o.page.env.Now())+"  "+text.RFC3339(e.DateCreated.Time))
	if e.User != nil {
		r.field("user", ops.UserLabel(*e.User).Cut(200))
	}
	if e.Release != nil {
		r.field("release", e.Release.Version.Cut(200))
	}
	r.field("trace", e.Contexts["trace"]["trace_id"].Cut(64))
	if e.SDK != nil {
		r.field("sdk", strings.TrimSpace(e.SDK.Name.Cut(60)+" "+e.SDK.Version.Cut(30)))
	}
	highlights := event.Highlights(e)
	if len(highlights) > 0 {
		r.Heading("Highlights")
	}
	for _, h := range highlights {
		r.field(h[0], h[1])
	}
}

// tags are how the values of a few tags are distributed: those that differ from
// event to event first.
func (o *overviewSection) tags(r *rows, most int) {
	all := o.page.tags().all()
	slices.SortStableFunc(all, func(a, b ops.TagKey) int {
		return cmp.Compare(min(len(b.TopValues), 2), min(len(a.TopValues), 2))
	})
	if o.page.details != nil {
		r.Add(event.Tags(r.Paint, all[:min(len(all), most)], r.Width, 3)...)
	}
}

// graph draws how often the issue happened.
func (o *overviewSection) graph(r *rows) {
	points := o.page.issue.Stats[o.period]
	if len(points) == 0 || r.Width < 30 {
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
	dot := r.Paint.Glyph(" · ", " - ")
	title := "Last " + o.period + ": " + text.Counted(int64(min(sum, 1e18)), "event") + dot + "at most " + text.Count(most) + " " + each
	r.gap()
	if r.Paint.Plain {
		r.Add(title)
		return
	}
	r.line(r.Paint.In(themes.Heading, " "+title) + r.Paint.In(themes.Muted, dot+"t "+other))
	for _, l := range widget.Bars(r.Paint, values, min(r.Width-2, 120), 3) {
		r.Add(" " + r.Paint.In(themes.Accent, l))
	}
}

// seen is when, and in which release where that is known.
func seen(t, now time.Time, in *ops.Release) string {
	out := text.Ago(t, now)
	if in != nil && !in.Version.IsZero() {
		out += " in " + in.Version.Cut(60)
	}
	return out
}
