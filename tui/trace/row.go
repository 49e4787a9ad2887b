package trace

import (
	"math"
	"strconv"
	"strings"

	"vedette/internal/ops"
	"vedette/themes"
	"vedette/tui/widget"
)

// columns are where things stand in a row: the tree, the duration, the bars.
type columns struct{ tree, took, bars int }

const tookWidth = 7

// layout shares a row out. Where there is little room the bars go first: the
// tree with durations tells more than bars without names.
func layout(width int) columns {
	c := columns{took: tookWidth}
	if width < 48 {
		c.tree = max(width-c.took-1, 0)
		return c
	}
	c.tree = min(max(width*9/20, 24), 90)
	c.bars = width - c.tree - c.took - 2
	return c
}

// head is the line above the rows: the columns' names and the time ruler.
func (c columns) head(p widget.Paint, view window) string {
	line := p.In(themes.Muted, widget.Fit(" SPAN", c.tree)+widget.FitRight("TOOK", c.took))
	if c.bars > 0 {
		line += "  " + ruler(p, view, c.bars)
	}
	return line
}

// ruler marks round times over the bars.
func ruler(p widget.Paint, view window, width int) string {
	length := view.to - view.from
	step := roundStep(length / max(float64(width)/14, 1))
	var b strings.Builder
	at := 0
	for tick := math.Ceil(view.from/step) * step; tick <= view.to; tick += step {
		x := int((tick - view.from) / length * float64(width))
		label := p.Glyph("│", "|") + "0"
		if tick != 0 {
			label = p.Glyph("│", "|") + millis(tick)
		}
		if x < at || x+widget.Width(label) > width {
			continue
		}
		b.WriteString(widget.Blank(x-at) + label)
		at = x + widget.Width(label)
	}
	return p.In(themes.Muted, b.String()+widget.Blank(width-at))
}

// roundStep is the smallest of 1, 2, 5, 10, 20, 50 ... that is not below least.
func roundStep(least float64) float64 {
	step := math.Pow(10, math.Floor(math.Log10(max(least, 1e-6))))
	for _, factor := range []float64{1, 2, 5} {
		if step*factor >= least {
			return step * factor
		}
	}
	return step * 10
}

// row is what drawing one span needs to know beside the span.
type row struct {
	guide   string // the lines of the tree before it
	fold    string // whether rows below it are folded away
	hidden  int    // how many
	trouble int    // errors in it, and below it where that is folded away
	project bool   // it begins another project's part
	match   bool   // it has what is looked for
}

// row collects what drawing row n needs.
func (t *tree) row(p widget.Paint, n, treeWidth int) row {
	s := t.spans[n]
	r := row{guide: t.guide(p, n, treeWidth/2), fold: "  ", trouble: troubles(s)}
	if t.hasBelow(n) {
		r.fold = p.Glyph("▾ ", "- ")
	}
	if t.folded[n] {
		r.fold, r.hidden, r.trouble = p.Glyph("▸ ", "+ "), t.end[n]-n-1, t.trouble[n]
	}
	up := t.parent[n]
	r.project = s.Project != "" && (up < 0 || t.spans[up].Project != s.Project)
	return r
}

// guide is the tree's lines before a row, at most width cells: of a deep one
// the innermost part, and how deep it is.
func (t *tree) guide(p widget.Paint, n, width int) string {
	depth := t.spans[n].Depth
	if depth == 0 {
		return ""
	}
	fits := max(width/2, 1)
	parts := make([]string, min(depth, fits))
	for i, at := len(parts)-1, n; i >= 0 && at >= 0; i, at = i-1, t.parent[at] {
		last := t.isLast(at)
		switch {
		case at == n && last:
			parts[i] = p.Glyph("└ ", "` ")
		case at == n:
			parts[i] = p.Glyph("├ ", "|-")
		case last:
			parts[i] = "  "
		default:
			parts[i] = p.Glyph("│ ", "| ")
		}
	}
	if depth > fits {
		parts[0] = widget.Fit(strconv.Itoa(depth), 2)
	}
	return strings.Join(parts, "")
}

// draw is a row as one line.
func (r row) draw(p widget.Paint, c columns, view window, s ops.TraceSpan, selected bool) string {
	ink, mark := p, " "
	if selected {
		ink, mark = p.Selected(), p.Glyph("▌", ">")
	}
	var b strings.Builder
	b.Grow(512)
	room := c.tree
	put := func(role themes.Role, s string) {
		s = widget.Cut(s, room)
		room -= widget.Width(s)
		b.WriteString(ink.In(role, s))
	}
	b.WriteString(p.In(themes.Accent, mark))
	room--
	put(themes.Border, r.guide+r.fold)
	if r.trouble > 0 {
		put(themes.Error, p.Glyph("✗ ", "! "))
	}
	if r.project {
		put(themes.Accent, string(s.Project)+" ")
	}
	op, what := string(s.Op), s.Description.Cut(max(room, 1))
	if op == "" && s.Kind != "span" {
		op = string(s.Kind)
	}
	if op != "" && op != what {
		put(themes.Function, op+" ")
	}
	role := themes.Text
	switch {
	case r.match:
		role = themes.Warning
	case isError(s):
		role = themes.Error
	case s.IsTransaction:
		role = themes.Title
	}
	if r.hidden > 0 {
		count := " +" + strconv.Itoa(r.hidden)
		what = widget.Cut(what, max(room-len(count), 0))
		put(role, what)
		put(themes.Muted, count)
	} else {
		put(role, what)
	}
	took := ""
	if !isError(s) {
		took = millis(s.DurationMs)
	}
	b.WriteString(ink.In(themes.Text, widget.Blank(room)+widget.FitRight(took, c.took)))
	if c.bars > 0 {
		b.WriteString(ink.In(themes.Text, "  "))
		r.bar(&b, p, ink, c.bars, view, s)
	}
	return b.String()
}

// bar draws when the span was at work.
func (r row) bar(b *strings.Builder, p, ink widget.Paint, width int, view window, s ops.TraceSpan) {
	scale := float64(width) / (view.to - view.from)
	from := int(math.Floor((s.OffsetMs - view.from) * scale))
	to := int(math.Round((s.OffsetMs + s.DurationMs - view.from) * scale))
	from = min(max(from, -1), width)
	to = max(min(to, width+1), from+1)
	if from >= width && s.OffsetMs <= view.to {
		from, to = width-1, width // at the very end
	}
	before, inside := max(from, 0), max(min(to, width)-max(from, 0), 0)
	role, glyph := themes.Info, p.Glyph("━", "=")
	switch {
	case isError(s):
		role, glyph = themes.Error, p.Glyph("▪", "*")
		inside = min(inside, 1)
	case r.trouble > 0:
		role = themes.Error
	case s.IsTransaction:
		role = themes.Accent
	case s.Kind != "span" && s.Kind != "transaction":
		role = themes.Warning
	}
	b.WriteString(ink.In(themes.Text, widget.Blank(min(before, width))))
	b.WriteString(ink.In(role, strings.Repeat(glyph, inside)))
	b.WriteString(ink.In(themes.Text, widget.Blank(width-min(before, width)-inside)))
}
