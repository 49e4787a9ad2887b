package widget

import (
	"slices"
	"strings"

	"vedette/themes"
)

// Bars draw values as a chart of height lines, oldest left. Values that have no
// column of their own are added up; a value that is not 0 is always seen.
func Bars(p Paint, values []int64, width, height int) []string {
	if len(values) == 0 || width < 1 || height < 1 || p.Plain {
		return nil
	}
	columns := columnsOf(values, width)
	most := max(slices.Max(columns), 1)
	each := max(width/len(columns), 1)
	lines := make([]string, height)
	for y := range lines {
		var b strings.Builder
		for _, v := range columns {
			eighths := int(v * float64(8*height) / most)
			if v > 0 {
				eighths = max(eighths, 1)
			}
			cell := barCell(p, min(max(eighths-8*(height-1-y), 0), 8))
			if each > 2 {
				b.WriteString(strings.Repeat(cell, each-1) + " ")
				continue
			}
			b.WriteString(strings.Repeat(cell, each))
		}
		lines[y] = b.String()
	}
	return lines
}

// Axis is the line under a chart that says where its ends are; the left one goes
// first where there is no room for both.
func Axis(p Paint, left, right string, width int) string {
	if gap := width - Width(left) - Width(right); gap > 0 {
		return p.In(themes.Muted, left+Blank(gap)+right)
	}
	return p.In(themes.Muted, FitRight(right, width))
}

// columnsOf adds neighbours up until there is a cell for each.
func columnsOf(values []int64, width int) []float64 {
	per := (len(values) + width - 1) / width
	out := make([]float64, 0, len(values)/per+1)
	for part := range slices.Chunk(values, per) {
		sum := 0.0
		for _, v := range part {
			sum += float64(max(v, 0))
		}
		out = append(out, sum)
	}
	return out
}

// barCell is a cell that is filled by so many eighths.
func barCell(p Paint, eighths int) string {
	if p.ASCII {
		switch {
		case eighths == 0:
			return " "
		case eighths < 5:
			return "."
		}
		return "#"
	}
	return string([]rune(" ▁▂▃▄▅▆▇█")[eighths])
}
