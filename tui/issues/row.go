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
	marked   bool
}

const maxTitle = 300 // cells; wider than any terminal shows

func rowOf(i ops.Issue) *row {
	r := &row{
		issue: i, handle: text.From(ops.IssueHandle(i)).Cut(24), title: i.Title.Cut(maxTitle), culprit: i.Culprit.Cut(120),
		state: ops.IssueState(i), events: text.Count(int64(i.Count)), users: text.Count(int64(i.UserCount)),
	}
	if kind := i.Metadata.Type.Cut(80); kind != "" && strings.HasPrefix(r.title, kind) {
		r.kind, r.title = kind, strings.TrimLeft(strings.TrimPrefix(r.title, kind), ": ")
	}
	if i.AssignedTo != nil {
		r.assignee = i.AssignedTo.Name.Cut(30)
	}
	return r
}

// words are what the filter looks through.
func (r *row) words() string {
	return r.handle + " " + r.kind + " " + r.title + " " + r.culprit + " " + r.state + " " + r.assignee
}

// columns say how wide each column is; 0 leaves one out.
type columns struct {
	handle, title, culprit, state, trend, events, users, priority, age, seen, comments, assignee int
}

// layout gives the columns their places: the narrower the list, the fewer. The
// title takes what is left.
func layout(width, handle int) columns {
	c := columns{}
	for _, column := range []struct {
		place    *int
		from, is int // the list's width from which the column is shown, and its own
	}{
		{&c.seen, 28, 5}, {&c.events, 40, 6}, {&c.state, 54, 11}, {&c.handle, 66, handle + 1}, {&c.users, 78, 6}, {&c.trend, 92, 13}, {&c.priority, 100, 6},
		{&c.assignee, 112, 13}, {&c.age, 118, 5}, {&c.comments, 158, 4}, {&c.trend, 180, 25}, {&c.assignee, 200, 20}, {&c.trend, 260, 49},
	} {
		if width >= column.from {
			*column.place = column.is
		}
	}
	c.title = width - markWidth - c.handle - c.state - c.trend - c.events - c.users - c.priority - c.age - c.seen - c.comments - c.assignee
	if width >= 140 {
		c.culprit = min(c.title/3, 60)
		c.title -= c.culprit
	}
	return c
}

// markWidth is the cursor, the mark and the level.
const markWidth = 4

// head is the line above the rows.
func (c columns) head(p widget.Paint) string {
	cell, right := widget.Fit, widget.FitRight
	return p.In(themes.Muted, "    "+cell("ID", c.handle)+cell("TITLE", c.title)+cell("CULPRIT", c.culprit)+cell(" STATE", c.state)+
		cell(" TREND", c.trend)+right("EVENTS", c.events)+right("USERS", c.users)+cell("  PRIO", c.priority)+right("AGE", c.age)+right("SEEN", c.seen)+
		right("#", c.comments)+cell("  ASSIGNEE", c.assignee))
}

// draw is the row as one line.
func (r *row) draw(p widget.Paint, c columns, now time.Time, selected, marked bool) string {
	ink := p
	if selected {
		ink = p.Selected()
	}
	var b strings.Builder
	b.Grow(1024)
	p.Write(&b, themes.Accent, markOf(p, selected, marked))
	ink.Write(&b, event.Level(r.issue.Level), level(r.issue))
	cell := func(role themes.Role, before, s string, width int, after string) {
		if width > 0 {
			s = widget.Cut(s, width-len(before)-len(after))
			ink.Write(&b, role, before, s, widget.Blank(width-len(before)-len(after)-widget.Width(s)), after)
		}
	}
	left := func(role themes.Role, before, s string, width int) { cell(role, before, s, width, "") }
	words := func(role themes.Role, s string, width int) { cell(role, "", s, width, " ") }
	right := func(role themes.Role, s string, width int) {
		if width > 0 {
			s = widget.Cut(s, width)
			ink.Write(&b, role, widget.Blank(width-widget.Width(s)), s)
		}
	}
	words(themes.Muted, r.handle, c.handle)
	if kind := widget.Cut(r.kind, c.title-2); kind != "" {
		ink.Write(&b, themes.Title, kind)
		cell(themes.Text, " ", r.title, c.title-widget.Width(kind), " ")
	} else {
		words(themes.Title, r.title, c.title)
	}
	words(themes.Muted, r.culprit, c.culprit)
	left(event.State(r.state), " ", r.state, c.state)
	if c.trend > 0 {
		left(themes.Accent, " ", text.Sparkline(ops.IssueStats(r.issue), c.trend-1, p.ASCII), c.trend)
	}
	right(themes.Text, r.events, c.events)
	right(themes.Text, r.users, c.users)
	left(priority(r.issue), "  ", shortPriority(r.issue), c.priority)
	right(themes.Muted, text.AgoShort(r.issue.FirstSeen.Time, now), c.age)
	right(themes.Muted, text.AgoShort(r.issue.LastSeen.Time, now), c.seen)
	if c.comments > 0 {
		right(themes.Info, comments(r.issue), c.comments)
	}
	left(themes.Info, "  ", r.assignee, c.assignee)
	return b.String()
}

func markOf(p widget.Paint, selected, marked bool) string {
	cursor, mark := " ", " "
	if selected {
		cursor = p.Glyph("▌", ">")
	}
	if marked {
		mark = p.Glyph("■", "*")
	}
	return cursor + mark
}

// comments is how many there are; nothing for none.
func comments(i ops.Issue) string {
	if i.NumComments == 0 {
		return ""
	}
	return text.Count(int64(i.NumComments))
}

func priority(i ops.Issue) themes.Role {
	switch i.Priority {
	case "high":
		return themes.Error
	case "medium":
		return themes.Warning
	}
	return themes.Muted
}

// shortPriority fits the column.
func shortPriority(i ops.Issue) string {
	if i.Priority == "medium" {
		return "med"
	}
	return string(i.Priority)
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
