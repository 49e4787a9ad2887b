// Package markdown renders documents with Glamour away from the frame: a page
// takes tens of milliseconds, so it is made in a command and kept as lines.
package markdown

import (
	"context"
	"fmt"
	"strings"

	"charm.land/glamour/v2"
	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
)

// Page is what to render and for which place.
type Page struct {
	Doc   Document
	Width int // cells
	Theme *themes.Theme
	Plain bool // to be read out
}

// Document is Markdown that is safe for a terminal, and the same to be read out.
type Document interface {
	Terminal() string
	Spoken() string
}

// Written is Markdown as a person wrote it.
type Written text.Untrusted

// Terminal is the text without what a terminal would take for a command.
func (w Written) Terminal() string { return strings.Join(text.Untrusted(w).Lines(), "\n") }

// Spoken is the text without marks that are only there to be looked at.
func (w Written) Spoken() string {
	lines := text.Untrusted(w).Lines()
	for n, l := range lines {
		lines[n] = Unmarked(l)
	}
	return strings.Join(lines, "\n")
}

// Unmarked is a line of Markdown without the marks that are only there to be
// looked at.
func Unmarked(line string) string {
	if strings.HasPrefix(strings.TrimSpace(line), "```") {
		return ""
	}
	return strings.NewReplacer("**", "", "`", "").Replace(strings.TrimLeft(line, "# "))
}

// Lines renders a page. It is an operation like any other, so a screen runs it
// as a task and drops it when the page has changed meanwhile; outside of a task
// it is refused.
func Lines(ctx context.Context, p Page) ([]string, error) {
	if err := screen.NeedTask(ctx); err != nil {
		return nil, fmt.Errorf("render Markdown: %w", err)
	}
	if p.Plain {
		return strings.Split(strings.TrimSpace(p.Doc.Spoken()), "\n"), nil
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
		lines = append(lines, " "+strings.TrimRight(inert(line), " "))
	}
	return lines, nil
}

// inert leaves colours alone of all that a terminal would obey: Glamour makes
// characters of entities, and hyperlinks that need not lead where they say.
func inert(line string) string {
	var out strings.Builder
	for line != "" {
		at := strings.IndexByte(line, ansi.ESC)
		if at < 0 {
			at = len(line)
		}
		out.WriteString(strings.Join(text.From(line[:at]).Lines(), " "))
		line = line[at:]
		seq, _, n, _ := ansi.DecodeSequence(line, ansi.NormalState, nil)
		if ansi.HasCsiPrefix(seq) && strings.HasSuffix(seq, "m") {
			out.WriteString(seq)
		}
		line = line[n:]
	}
	return out.String()
}
