package issue

import (
	"strings"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/widget"
)

// lines lays a section out.
func (s *Page) lines(t tab) ([]string, []widget.Mark) {
	switch t {
	case overview:
		return s.overviewLines(), nil
	case stack:
		return s.stackLines()
	case tags:
		return s.tagLines(), nil
	case events:
		return s.eventLines()
	case activity:
		return s.activityLines(), nil
	case fix:
		return s.fixLines(), nil
	}
	if s.details == nil {
		return s.waiting("breadcrumbs"), nil
	}
	return event.Breadcrumbs(s.size.Paint, s.details.Event, s.size.Width), nil
}

// waiting is a section whose data is not there.
func (s *Page) waiting(what string) []string {
	if s.err != nil {
		return nil // the frame says why
	}
	return s.note("loading " + what + "...")
}

// note is a section that is one sentence.
func (s *Page) note(sentence string) []string {
	out := []string{""}
	for _, l := range widget.Wrap(sentence, min(max(s.size.Width-4, 1), 76)) {
		out = append(out, s.size.Paint.In(themes.Muted, "  "+l))
	}
	return out
}

func (s *Page) overviewLines() []string {
	p, width, i := s.size.Paint, s.size.Width, s.issue
	now := s.env.Now()
	var out []string
	add := func(name, value string) { out = append(out, event.Field(p, name, value, width)...) }
	add("culprit", i.Culprit.Cut(width))
	add("project", string(i.Project.Slug))
	add("first seen", seen(i.FirstSeen.Time, now, i.FirstRelease))
	add("last seen", seen(i.LastSeen.Time, now, i.LastRelease))
	add("link", i.Permalink.Cut(400))
	if s.details == nil {
		return append(out, s.waiting("the event")...)
	}
	for _, problem := range s.details.Problems {
		out = append(out, p.In(themes.Warning, widget.Cut(" "+text.From(problem).String(), width)))
	}
	e := s.details.Event
	if e == nil {
		return append(out, event.Tags(p, s.tagKeys, width, 3)...)
	}
	out = append(out, event.Heading(p, "Event "+string(ops.EventHandle(e.EventSummary)), width)...)
	add("time", text.Ago(e.DateCreated.Time, now)+"  "+text.RFC3339(e.DateCreated.Time))
	if e.User != nil {
		add("user", ops.UserLabel(*e.User).Cut(200))
	}
	if e.Release != nil {
		add("release", e.Release.Version.Cut(200))
	}
	add("trace", e.Contexts["trace"]["trace_id"].Cut(64))
	if e.SDK != nil {
		add("sdk", strings.TrimSpace(e.SDK.Name.Cut(60)+" "+e.SDK.Version.Cut(30)))
	}
	if !e.LogMessage.IsZero() {
		add("message", e.LogMessage.Cut(1000))
	}
	crash := event.Stack{Event: e, InAppOnly: true, Expanded: event.CrashFrames(e), Source: s.source}
	if lines, _, _ := crash.Lines(p, width); len(lines) > 0 {
		out = append(append(out, event.Heading(p, "Stack", width)...), lines...)
	}
	out = append(out, event.Tags(p, s.tagKeys[:min(len(s.tagKeys), 4)], width, 3)...)
	return append(out, event.Details(p, e, width)...)
}

func (s *Page) stackLines() ([]string, []widget.Mark) {
	if s.details == nil {
		return s.waiting("the stack"), nil
	}
	s.frames = nil
	if s.details.Event == nil {
		return s.note("there is no event to show a stack of"), nil
	}
	st := event.Stack{Event: s.details.Event, InAppOnly: s.inApp, Expanded: s.expanded, Source: s.source}
	lines, marks, ids := st.Lines(s.size.Paint, s.size.Width)
	s.frames = ids
	if len(lines) == 0 {
		return s.note("this event has no stack trace"), nil
	}
	return lines, marks
}

func (s *Page) tagLines() []string {
	if len(s.tagKeys) == 0 {
		if s.has[tags] {
			return s.note("no tags were sent with these events")
		}
		return s.waiting("tags")
	}
	return event.Tags(s.size.Paint, s.tagKeys, s.size.Width, 8)
}

func (s *Page) eventLines() ([]string, []widget.Mark) {
	if len(s.events) == 0 {
		if s.has[events] {
			return s.note("no events in the last 90 days"), nil
		}
		return s.waiting("events"), nil
	}
	var lines []string
	var marks []widget.Mark
	for n, e := range s.events {
		marks = append(marks, widget.Mark{Line: n, Selected: s.eventLine(s.size.Paint.Selected(), s.size.Paint.Glyph("▌", ">"), e)})
		lines = append(lines, s.eventLine(s.size.Paint, " ", e))
	}
	return lines, marks
}

func (s *Page) eventLine(p widget.Paint, edge string, e ops.EventSummary) string {
	var user, environment, release string
	if e.User != nil {
		user = ops.UserLabel(*e.User).Cut(28)
	}
	for _, t := range e.Tags {
		switch t.Key.Raw() {
		case "environment":
			environment = t.Value.Cut(14)
		case "release":
			release = t.Value.Cut(24)
		}
	}
	width := s.size.Width
	line := p.In(themes.Muted, edge+widget.FitRight(text.AgoShort(e.DateCreated.Time, s.env.Now()), 5)+"  ") +
		p.In(themes.Accent, widget.Fit(widget.Cut(string(ops.EventHandle(e)), 8), 10))
	if width >= 76 {
		line += p.In(themes.Text, widget.Fit(user, 30))
	}
	if width >= 110 {
		line += p.In(themes.Muted, widget.Fit(environment, 16)+widget.Fit(release, 26))
	}
	return line + p.In(themes.Text, widget.Fit(e.Title.Cut(300), max(width-widget.Width(line), 0)))
}

func (s *Page) activityLines() []string {
	p, width := s.size.Paint, s.size.Width
	if len(s.activity) == 0 {
		if s.has[activity] {
			return s.note("nothing has happened to this issue yet; c comments")
		}
		return s.waiting("activity")
	}
	out := []string{""}
	for _, a := range s.activity {
		who := "Sentry"
		if a.User != nil {
			who = ops.PersonName(*a.User).Cut(40)
		}
		out = append(out, p.In(themes.Muted, widget.FitRight(text.AgoShort(a.DateCreated.Time, s.env.Now()), 6)+"  ")+
			p.In(themes.Title, who)+" "+p.In(themes.Text, ops.ActivityLabel(a)))
		for _, l := range ops.NoteText(a).Lines() {
			for _, w := range widget.Wrap(l, max(width-12, 1)) {
				out = append(out, "          "+p.In(themes.Text, w))
			}
		}
	}
	return out
}

// seen is when, and in which release where that is known.
func seen(t, now time.Time, in *ops.Release) string {
	out := text.Ago(t, now)
	if in != nil && !in.Version.IsZero() {
		out += " in " + in.Version.Cut(60)
	}
	return out
}
