package event

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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
	const label = 13
	return []string{p.In(themes.Muted, widget.Fit(" "+name, label)) + " " + p.In(themes.Text, widget.Cut(value, width-label-1))}
}

// Heading is a line above a part.
func Heading(p widget.Paint, title string, width int) []string {
	return []string{"", p.In(themes.Heading, widget.Cut(" "+title, width))}
}

// Breadcrumbs are what happened before, oldest first, with the time before the
// event.
func Breadcrumbs(p widget.Paint, e *ops.Event, width int) []string {
	if e == nil || len(e.Breadcrumbs) == 0 {
		return []string{"", p.In(themes.Muted, widget.Cut("  no breadcrumbs were sent with this event", width))}
	}
	out := []string{""}
	for _, c := range e.Breadcrumbs {
		when := widget.FitRight(before(c.Timestamp.Time, e.DateCreated.Time), 8)
		category := widget.Fit(c.Category.Cut(16), 16)
		message := text.MaskSecrets(text.From(ops.CrumbText(c)).Cut(1000))
		role := themes.Text
		if c.Level != "info" && c.Level != "" && c.Level != "debug" {
			role = Level(c.Level)
		}
		out = append(out, p.In(themes.Muted, when+"  ")+p.In(themes.Function, category)+"  "+p.In(role, text.From(message).Cut(max(width-28, 8))))
	}
	return out
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
	full := int(share*float64(width) + 0.5)
	full = max(min(full, width), 0)
	return strings.Repeat(p.Glyph("█", "#"), full) + strings.Repeat(p.Glyph("░", "."), width-full)
}

// Details are the rest of an event: request, user, contexts, extra.
func Details(p widget.Paint, e *ops.Event, width int) []string {
	var out []string
	if r := e.Request; r != nil {
		out = append(out, Heading(p, "Request", width)...)
		out = append(out, Field(p, "url", strings.TrimSpace(string(r.Method)+" "+r.URL.Cut(2000)), width)...)
		if !r.Data.IsZero() {
			out = append(out, Field(p, "body", text.From(text.MaskSecrets(r.Data.Cut(2000))).String(), width)...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Contexts)) {
		out = append(out, values(p, text.From(name).Cut(40), e.Contexts[name], width)...)
	}
	return append(out, values(p, "Extra", e.Extra, width)...)
}

func values(p widget.Paint, title string, kv map[string]text.Untrusted, width int) []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(kv)) {
		if k == "type" && kv[k].Raw() == title {
			continue // Sentry repeats a context's name in it
		}
		value := text.From(text.MaskSecrets(kv[k].Cut(1000))).String()
		out = append(out, Field(p, text.From(k).Cut(12), value, width)...)
	}
	if len(out) == 0 {
		return nil
	}
	return append(Heading(p, title, width), out...)
}
