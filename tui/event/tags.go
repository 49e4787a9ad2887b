package event

import (
	"fmt"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// TagRow is a line of a tag's distribution.
type TagRow struct {
	Key   text.Untrusted
	Value *ops.TagValue // nil = the line of the tag itself
	total int64
	more  int // values that the server did not name
}

// TagRows are the lines of the tags that have the filter's text in their name or
// in a value.
func TagRows(tags []ops.TagKey, filter string) []TagRow {
	var out []TagRow
	filter = strings.ToLower(filter)
	has := func(u text.Untrusted) bool { return strings.Contains(strings.ToLower(u.String()), filter) }
	for _, t := range tags {
		total, named := max(ops.TagTotal(t), 1), int64(0)
		var values []TagRow
		for n, v := range t.TopValues {
			named += int64(v.Count)
			if has(t.Key) || has(v.Value) {
				values = append(values, TagRow{Key: t.Key, Value: &t.TopValues[n], total: total})
			}
		}
		if len(values) > 0 || has(t.Key) {
			out = append(out, TagRow{Key: t.Key, total: total, more: int(min(max(total-named, 0), 1<<30))})
			out = append(out, values...)
		}
	}
	return out
}

// Line draws the row.
func (r TagRow) Line(p widget.Paint, edge string, width int) string {
	if r.Value == nil {
		name := p.In(themes.Heading, edge+r.Key.Cut(max(width-2, 1)))
		if r.more > 0 {
			name += p.In(themes.Muted, "  "+text.Count(int64(r.more))+" events with other values")
		}
		return widget.Fit(name, width)
	}
	if p.Plain {
		return fmt.Sprintf("%s: %s, %d%%", r.label(), text.Count(int64(r.Value.Count)), 100*min(int64(r.Value.Count), r.total)/r.total)
	}
	bar := min(max(width/4, 4), 30)
	share := float64(r.Value.Count) / float64(r.total)
	counted := fmt.Sprintf(" %3.0f%% ", 100*min(share, 1))
	if width >= 40 {
		counted += widget.FitRight(text.Count(int64(r.Value.Count)), 6) + " "
	}
	line := p.In(themes.Muted, edge+"  ") + p.In(themes.Accent, Bar(p, share, bar)) + p.In(themes.Muted, counted)
	return widget.Cut(line+p.In(themes.Text, widget.Fit(r.label(), max(width-widget.Width(line), 1))), width)
}

// label is the value; some have a better name, some are empty.
func (r TagRow) label() string {
	if r.Value.Value.IsZero() {
		return "(empty)"
	}
	return r.Value.Value.Cut(400)
}

// Search is the condition of a search for events with this value; "" for the
// line of the tag itself.
func (r TagRow) Search() string {
	if r.Value == nil {
		return ""
	}
	key := r.Key.Raw()
	if strings.Trim(strings.ToLower(key), "abcdefghijklmnopqrstuvwxyz0123456789._-") != "" {
		key = `"` + strings.ReplaceAll(key, `"`, `\"`) + `"`
	}
	if r.Value.Value.IsZero() {
		return "!has:" + key
	}
	return key + `:"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "*", `\*`).Replace(r.Value.Value.Raw()) + `"`
}
