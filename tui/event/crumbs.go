package event

import (
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// Crumbs are what happened before an event, oldest first.
type Crumbs struct {
	Event  *ops.Event
	Filter string       // words; level:warning and category:http look there only
	Open   map[int]bool // shown with all of their text and data
}

// Sheet lays the timeline out, with a mark per crumb.
func (c Crumbs) Sheet(p widget.Paint, width int) widget.Sheet {
	out := widget.Layout{Paint: p, Width: width}
	for n, crumb := range c.Event.Breadcrumbs {
		if !matches(crumb, c.Filter) {
			continue
		}
		out.Row(func(p widget.Paint, edge string) string { return c.line(p, edge, crumb, width) }, func() tea.Cmd {
			c.Open[n] = !c.Open[n]
			return nil
		})
		if c.Open[n] {
			out.Add(crumbBody(p, crumb, width)...)
		}
	}
	return out.Sheet
}

// line is one crumb: how long before the event, a sign for its level, what kind,
// what.
func (c Crumbs) line(p widget.Paint, edge string, crumb ops.Breadcrumb, width int) string {
	when := widget.FitRight(before(crumb.Timestamp.Time, c.Event.DateCreated.Time), 8)
	role, sign := themes.Muted, p.Glyph("│", "|")
	switch crumb.Level {
	case "warning":
		role, sign = themes.Warning, p.Glyph("▲", "!")
	case "error", "fatal", "critical":
		role, sign = Level(crumb.Level), p.Glyph("●", "*")
	}
	if p.Plain {
		sign = string(crumb.Level)
	}
	ink := themes.Text
	if role != themes.Muted {
		ink = role
	}
	column := min(16, max(width/5, 4))
	category := widget.Fit(crumb.Category.Cut(column), column)
	message := text.From(text.MaskSecrets(text.From(ops.CrumbText(crumb)).Cut(1000))).String()
	line := p.In(themes.Muted, edge+when+" ") + p.In(role, sign) + p.In(themes.Function, " "+category) + p.In(themes.Text, " ")
	return widget.Cut(line+p.In(ink, widget.Fit(message, max(width-widget.Width(line), 1))), width)
}

func crumbBody(p widget.Paint, crumb ops.Breadcrumb, width int) []string {
	var out []string
	const indent = "             "
	if !crumb.Timestamp.IsZero() {
		out = append(out, p.In(themes.Muted, widget.Cut(indent+text.RFC3339(crumb.Timestamp.Time)+"  "+string(crumb.Level)+"  "+string(crumb.Type), width)))
	}
	for _, l := range text.From(text.MaskSecrets(crumb.Message.Raw())).Lines() {
		for _, w := range widget.Wrap(l, max(width-len(indent), 8)) {
			out = append(out, p.In(themes.Text, widget.Cut(indent+w, width)))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(crumb.Data)) {
		out = append(out, fieldLines(p, indent+text.From(k).Cut(24), crumb.Data[k], len(indent)+16, width)...)
	}
	return out
}

// matches is true for a crumb that has every word of the filter.
func matches(c ops.Breadcrumb, filter string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(filter)) {
		in := c.Category.String() + " " + string(c.Level) + " " + ops.CrumbText(c)
		if key, value, ok := strings.Cut(word, ":"); ok {
			switch key {
			case "level":
				in, word = string(c.Level), value
			case "category":
				in, word = c.Category.String(), value
			case "type":
				in, word = string(c.Type), value
			}
		}
		if !strings.Contains(strings.ToLower(in), word) {
			return false
		}
	}
	return true
}

// before is how long a crumb was before its event: "-1.2s".
func before(t, event time.Time) string {
	if t.IsZero() || event.IsZero() {
		return ""
	}
	if d := event.Sub(t); d > 0 {
		return "-" + text.Duration(d)
	}
	return "0s"
}
