package event

import (
	"fmt"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// Level is the role of a level's colour.
func Level(level text.Word) themes.Role {
	switch level {
	case "fatal":
		return themes.Fatal
	case "error":
		return themes.Error
	case "warning":
		return themes.Warning
	case "info":
		return themes.Info
	}
	return themes.Debug
}

// State is the role of an issue state's colour.
func State(state string) themes.Role {
	switch state {
	case "new":
		return themes.Accent
	case "regressed":
		return themes.Error
	case "escalating":
		return themes.Warning
	case "resolved":
		return themes.Success
	}
	return themes.Muted
}

// Field is "name  value" with values under each other; empty values give no
// line.
func Field(p widget.Paint, name, value string, width int) []string {
	if value == "" {
		return nil
	}
	if p.Plain {
		return []string{name + ": " + value}
	}
	const label = 13
	return []string{p.In(themes.Muted, widget.Fit(" "+name, label)) + " " + p.In(themes.Text, widget.Cut(value, width-label-1))}
}

// Tags are the distribution of each tag's values as bars.
func Tags(p widget.Paint, tags []ops.TagKey, width, most int) []string {
	var out []string
	bar := min(max(width/4, 8), 30)
	for _, t := range tags {
		total := max(ops.TagTotal(t), 1)
		out = append(out, "", p.In(themes.Heading, " "+t.Key.Cut(width-2)))
		for n, v := range t.TopValues {
			if n == most {
				out = append(out, p.In(themes.Muted, fmt.Sprintf("   %d more values", len(t.TopValues)-most)))
				break
			}
			share := float64(v.Count) / float64(total)
			room := max(width-bar-11, 4)
			out = append(out, "   "+p.In(themes.Accent, Bar(p, share, bar))+p.In(themes.Muted, fmt.Sprintf(" %3.0f%% ", 100*min(share, 1)))+p.In(themes.Text, v.Value.Cut(room)))
		}
	}
	return out
}

// Bar is a share from 0 to 1 as a bar of width cells.
func Bar(p widget.Paint, share float64, width int) string {
	if p.Plain {
		return ""
	}
	full := int(share*float64(width) + 0.5)
	full = max(min(full, width), 0)
	return strings.Repeat(p.Glyph("█", "#"), full) + strings.Repeat(p.Glyph("░", "."), width-full)
}
