package logs

import (
	"strings"
	"time"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/widget"
)

// arrange shares the place out after anything about it changed.
func (s *Live) arrange() {
	height := s.size.Height - s.headHeight()
	if s.find.Active() {
		height--
	}
	s.list.Resize(height)
	if s.rolls {
		s.list.End()
	}
}

func (s *Live) headHeight() int { return min(len(s.head()), s.size.Height) }

func (s *Live) head() []string {
	if !s.bar.Active() {
		return nil
	}
	return s.bar.Lines(s.size.Paint, s.size.Width, max(s.size.Height-3, 1))
}

// View draws the search, the lines and the filter.
func (s *Live) View() string {
	p, width := s.size.Paint, s.size.Width
	parts := s.head()
	parts = parts[:min(len(parts), s.size.Height)]
	if s.list.Height() > 0 {
		body := s.nothing()
		if s.list.Len() > 0 {
			c, today := layout(width, s.to.Project == ""), s.env.Now().Local()
			if c.message > roomForDates && !sameDay(s.lines.all[0].at.Local(), today) {
				c.at, c.message = c.at+dateWidth, c.message-dateWidth
			}
			body = s.list.View(func(n int, selected bool) string { return s.lines.at(n).draw(p, c, today, selected) })
		}
		parts = append(parts, body)
	}
	if s.find.Active() && len(parts) < s.size.Height {
		parts = append(parts, s.find.Line(p, "filter", text.Counted(int64(s.list.Len()), "line")+" · esc clears", width))
	}
	return strings.Join(parts, "\n")
}

// nothing says why there are no lines.
func (s *Live) nothing() string {
	var sentences []string
	switch {
	case len(s.lines.all) > 0:
		sentences = []string{"no line that came fits; esc clears the filter, s lowers the severity"}
	case s.ended && s.err == nil && !s.bar.Active():
		sentences = []string{"nothing is followed any more; R begins again"}
	case s.err == nil:
		sentences = []string{"no line yet; those of 14 days and every new one appear here",
			"SDKs send logs with enable_logs=True (Python), enableLogs: true (JavaScript), sentry.NewLogger (Go), and their logging integrations."}
	}
	return widget.Block(s.size.Paint.Instead(sentences, s.size.Width), s.size.Width, s.list.Height())
}

const (
	dateWidth    = 7  // of "Nov 21 "
	roomForDates = 40 // cells of the message that there must be
)

func sameDay(a, b time.Time) bool {
	return a.YearDay() == b.YearDay() && a.Year() == b.Year()
}

// clock is when a line was by this machine's clock: the time of day; another
// day's date, alone where there is no room for both.
func (l *line) clock(today time.Time, width int) string {
	at := l.at.Local()
	switch {
	case l.at.IsZero():
		return ""
	case sameDay(at, today):
		return widget.Blank(width-9) + at.Format("15:04:05")
	case width < 9+dateWidth:
		return at.Format("Jan _2")
	}
	return at.Format("Jan _2 15:04:05")
}

// columns say how wide each column is; 0 leaves one out.
type columns struct{ at, severity, project, message, trace int }

func layout(width int, projects bool) columns {
	c := columns{at: 9}
	if width >= 40 {
		c.severity = 6
	}
	if projects && width >= 80 {
		c.project = 14
	}
	if width >= 110 {
		c.trace = 9
	}
	c.message = max(width-2-c.at-c.severity-c.project-c.trace, 1)
	return c
}

// draw is a line of the log as one line of the screen.
func (l *line) draw(p widget.Paint, c columns, today time.Time, selected bool) string {
	ink, mark := p.Chosen(selected)
	severity := l.severity
	if severity == "warn" {
		severity = "warning"
	}
	role, message := event.Level(severity), themes.Text
	if rank(l.severity) >= 4 {
		message = role
	}
	out := mark + ink.In(themes.Muted, widget.Fit(l.clock(today, c.at), c.at)) + ink.In(role, widget.Fit(string(l.severity), c.severity)) +
		ink.In(themes.Function, widget.Fit(l.project, c.project)) + ink.In(message, widget.Fit(l.message, c.message))
	if c.trace > 0 {
		out += ink.In(themes.Muted, " "+widget.Fit(widget.Cut(text.From(l.trace).String(), 8), c.trace-1))
	}
	return widget.Cut(out, c.at+c.severity+c.project+c.message+c.trace+2)
}
