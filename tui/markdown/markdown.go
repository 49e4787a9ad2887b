// Package markdown renders documents with Glamour away from the frame: a page
// takes tens of milliseconds, so it is made in a command and kept as lines.
package markdown

import (
	"context"
	"fmt"
	"strings"

	"charm.land/glamour/v2"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
)

// Page is what to render and for which place.
type Page struct {
	Doc   text.Doc
	Width int // cells
	Theme *themes.Theme
}

// Lines renders a page. It is an operation like any other, so a screen runs it
// as a task and drops it when the page has changed meanwhile; outside of a task
// it is refused.
func Lines(ctx context.Context, p Page) ([]string, error) {
	if err := screen.NeedTask(ctx); err != nil {
		return nil, fmt.Errorf("render Markdown: %w", err)
	}
	r, err := glamour.NewTermRenderer(glamour.WithStyles(p.Theme.Glamour()), glamour.WithWordWrap(max(p.Width-2, 20)))
	if err != nil {
		return nil, fmt.Errorf("render Markdown: %w", err)
	}
	out, err := r.Render(p.Doc.Terminal())
	if err != nil {
		return nil, fmt.Errorf("render Markdown: %w", err)
	}
	var lines []string
	for line := range strings.SplitSeq(strings.Trim(out, "\n"), "\n") {
		lines = append(lines, " "+strings.TrimRight(line, " "))
	}
	return lines, nil
}
