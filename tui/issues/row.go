package issues

import (
	"strings"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/widget"
)

// row is an issue with its texts made safe and short once, when it is loaded:
// drawing a row must not depend on what somebody wrote into an event.
type row struct {
	issue    ops.Issue
	handle   string
	kind     string // "KeyError"; may be empty
	title    string // the rest of the title
	culprit  string
	state    string
	assignee string
	events   string
	users    string
	trend    string
	words    string // what the filter looks through
	marked   bool
}

const (
	maxTitle   = 300 // cells; wider than any terminal shows
	trendWidth = 12
)

func rowOf(i ops.Issue, ascii bool) *row {
	r := &row{
		issue: i, handle: text.From(ops.IssueHandle(i)).Cut(24), title: i.Title.Cut(maxTitle), culprit: i.Culprit.Cut(120),
		state: ops.IssueState(i), events: text.Count(int64(i.Count)), users: text.Count(int64(i.UserCount)),
		trend: text.Sparkline(ops.IssueStats(i), trendWidth, ascii),
	}
	if kind := i.Metadata.Type.Cut(80); kind != "" && strings.HasPrefix(r.title, kind) {
		r.kind, r.title = kind, strings.TrimLeft(strings.TrimPrefix(r.title, kind), ": ")
	}
	if i.AssignedTo != nil {
		r.assignee = i.AssignedTo.Name.Cut(30)
	}
	r.words = r.handle + " " + r.kind + " " + r.title + " " + r.culprit + " " + r.assignee
	return r
}

// columns say how wide each column is; 0 leaves one out.
type columns struct {
	handle, title, culprit, state, trend, events, users, age, assignee int
}

// layout gives the columns their places: the narrower the list, the fewer. The
// title takes what is left.
func layout(width, handle int) columns {
	c := columns{age: 5, events: 6}
	if width >= 54 {
		c.state = 11
	}
	if width >= 66 {
		c.handle = handle + 1
	}
	if width >= 86 {
		c.users = 6
	}
	if width >= 92 {
		c.trend = trendWidth + 1
	}
	if width >= 108 {
		c.assignee = 13
	}
	c.title = width - 4 - c.age - c.events - c.state - c.handle - c.users - c.trend - c.assignee
	if width >= 126 {
		c.culprit = min(c.title/3, 40)
		c.title -= c.culprit
	}
	return c
}

// head is the line above the rows.
func (c columns) head(p widget.Paint) string {
	cell := func(name string, width int) string { return widget.Fit(name, width) }
	right := func(name string, width int) string { return widget.FitRight(name, width) }
	return p.In(themes.Muted, "    "+cell("ID", c.handle)+cell("TITLE", c.title)+cell("CULPRIT", c.culprit)+cell(" STATE", c.state)+
		cell(" TREND", c.trend)+right("EVENTS", c.events)+right("USERS", c.users)+right("SEEN", c.age)+cell("  ASSIGNEE", c.assignee))
}

// draw is the row as one line.
func (r *row) draw(p widget.Paint, c columns, now time.Time, selected, marked bool) string {
	ink, mark := p, " "
	if selected {
		ink, mark = p.Selected(), p.Glyph("▌", ">")
	}
	if marked {
		mark += p.Glyph("■", "*")
	} else {
		mark += " "
	}
	var b strings.Builder
	b.Grow(512)
	b.WriteString(p.In(themes.Accent, mark))
	b.WriteString(ink.In(event.Level(r.issue.Level), level(r.issue)))
	cell := func(role themes.Role, s string, width int) {
		if width > 0 {
			b.WriteString(ink.In(role, widget.Fit(s, width-1)))
			b.WriteString(ink.In(role, " "))
		}
	}
	cell(themes.Muted, r.handle, c.handle)
	kind := widget.Cut(r.kind, c.title-1)
	if kind != "" {
		b.WriteString(ink.In(themes.Title, kind))
		cell(themes.Text, " "+r.title, c.title-widget.Width(kind))
	} else {
		cell(themes.Title, r.title, c.title)
	}
	cell(themes.Muted, r.culprit, c.culprit)
	if c.state > 0 {
		b.WriteString(ink.In(event.State(r.state), widget.Fit(" "+r.state, c.state)))
	}
	if c.trend > 0 {
		b.WriteString(ink.In(themes.Accent, widget.Fit(" "+r.trend, c.trend)))
	}
	b.WriteString(ink.In(themes.Text, widget.FitRight(r.events, c.events)))
	if c.users > 0 {
		b.WriteString(ink.In(themes.Text, widget.FitRight(r.users, c.users)))
	}
	b.WriteString(ink.In(themes.Muted, widget.FitRight(text.AgoShort(r.issue.LastSeen.Time, now), c.age)))
	if c.assignee > 0 {
		b.WriteString(ink.In(themes.Info, widget.Fit("  "+r.assignee, c.assignee)))
	}
	return b.String()
}

// level is one letter, and "!" for errors nothing caught.
func level(i ops.Issue) string {
	letter := "?"
	if i.Level != "" {
		letter = strings.ToUpper(string([]rune(i.Level)[:1]))
	}
	if i.IsUnhandled {
		return letter + "!"
	}
	return letter + " "
}
