package render

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text"
)

// templateFuncs are the helpers of gh's templates, by the same names.
func templateFuncs(now time.Time, rows *tableRows) template.FuncMap {
	return template.FuncMap{
		"timeago": func(s string) (string, error) {
			t, err := time.Parse(time.RFC3339, s)
			return text.Ago(t, now), err
		},
		"timefmt": func(layout, s string) (string, error) {
			t, err := time.Parse(time.RFC3339, s)
			return t.Format(layout), err
		},
		"truncate": func(width int, v any) string { return text.From(word(v)).Cut(width) },
		"join": func(sep string, list []any) string {
			parts := make([]string, len(list))
			for n, v := range list {
				parts[n] = word(v)
			}
			return strings.Join(parts, sep)
		},
		"pluck": func(field string, list []any) []any {
			out := make([]any, 0, len(list))
			for _, v := range list {
				m, _ := v.(map[string]any)
				out = append(out, m[field])
			}
			return out
		},
		"tablerow": func(cells ...any) string {
			row := make([]string, len(cells))
			for n, v := range cells {
				row[n] = text.From(word(v)).String()
			}
			*rows = append(*rows, row)
			return ""
		},
		"tablerender": rows.flush,
	}
}

// word is a JSON value as text; null is empty.
func word(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	default:
		return fmt.Sprint(x)
	}
}

// tableRows are the rows a template has given so far.
type tableRows [][]string

// flush aligns the rows and forgets them.
func (r *tableRows) flush() string {
	var widths []int
	for _, row := range *r {
		for n, cell := range row {
			if n == len(widths) {
				widths = append(widths, 0)
			}
			widths[n] = max(widths[n], ansi.StringWidth(cell))
		}
	}
	var b strings.Builder
	for _, row := range *r {
		for n, cell := range row {
			b.WriteString(cell)
			if n < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[n]-ansi.StringWidth(cell)+2))
			}
		}
		b.WriteByte('\n')
	}
	*r = nil
	return b.String()
}
