package render

import (
	"bytes"
	"context"
	"math"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text"
)

// Bar is one row of a waterfall: when something began and how long it took, in
// one unit for all rows.
type Bar struct {
	Label         string
	Note          string // before the bar: its duration
	Start, Length float64
	Style         Style
}

const (
	minBar, maxBar = 12, 40 // cells of the time axis
	minLabel       = 30
)

// Waterfall draws bars on one time axis, labels behind them: on a terminal cut
// to its width, in a pipe whole.
func (s *Streams) Waterfall(ctx context.Context, head string, bars []Bar, tail string) error {
	var b bytes.Buffer
	b.WriteString(Safe(head))
	from, to, notes := extent(bars)
	axis := min(max((s.Width-notes-minLabel-2*gap)/2, minBar), maxBar)
	for _, bar := range bars {
		note := text.From(bar.Note).Cut(notes)
		b.WriteString(strings.Repeat(" ", notes-ansi.StringWidth(note)) + Faint.Paint(note, s.Color) + "  ")
		before, length := position(bar, from, to, axis)
		b.WriteString(strings.Repeat("·", before) + bar.Style.Paint(strings.Repeat("█", length), s.Color) + strings.Repeat("·", axis-before-length) + "  ")
		label := text.From(bar.Label).String()
		if s.OutTTY {
			label = text.From(bar.Label).Cut(max(s.Width-notes-axis-2*gap, 1))
		}
		b.WriteString(strings.TrimRight(label, " ") + "\n")
	}
	b.WriteString(Safe(tail))
	if !s.OutTTY {
		_, err := s.Out.Write(b.Bytes())
		return err
	}
	return s.Page(ctx, b.Bytes())
}

// extent is the range of all bars and the width of the longest note.
func extent(bars []Bar) (from, to float64, notes int) {
	from, to = math.Inf(1), math.Inf(-1)
	for _, bar := range bars {
		from, to = min(from, bar.Start), max(to, bar.Start+max(bar.Length, 0))
		notes = max(notes, ansi.StringWidth(text.From(bar.Note).String()))
	}
	return from, to, notes
}

// position is where a bar stands on the axis; every bar has one cell at least.
func position(bar Bar, from, to float64, axis int) (before, length int) {
	if !(to > from) {
		return 0, axis
	}
	scale := float64(axis) / (to - from)
	before = min(max(int((bar.Start-from)*scale), 0), axis-1)
	length = min(max(int(math.Round(bar.Length*scale)), 1), axis-before)
	return before, length
}

// Row prints one row of a list that never ends: the cells on a terminal, cut to
// its width, and tab-separated values in a pipe.
func Row(s *Streams, columns []Column[any], row any) error {
	if !s.OutTTY {
		return writeTSV(s.Out, columns, []any{row})
	}
	var b strings.Builder
	for n, c := range columns {
		show, style := c.Show, Plain
		if show == nil {
			show = c.Value
		}
		if c.Style != nil {
			style = c.Style(row)
		}
		cell := text.From(show(row)).String()
		if n > 0 && cell != "" {
			b.WriteString("  ")
		}
		b.WriteString(style.Paint(cell, s.Color))
	}
	_, err := s.Out.Write([]byte(ansi.Truncate(b.String(), s.Width, "…") + "\n"))
	return err
}
