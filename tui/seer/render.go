package seer

import (
	"context"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/markdown"
	"vedette/tui/widget"
)

// findings are what a run found, as lines.
type findings struct {
	words []string   // cause, plan, question, pull requests
	files [][]string // of each changed file
}

// sought is what to render, and for which place.
type sought struct {
	run   ops.SeerRun
	paint widget.Paint
	width int
}

// render renders the artifacts by Glamour and the code changes by the languages
// of their files. It takes tens of milliseconds, so it is a task.
func render(ctx context.Context, s sought) (findings, error) {
	var out findings
	if doc := ops.SeerFindings(s.run); !doc.Empty() {
		lines, err := markdown.Lines(ctx, markdown.Page{Doc: doc, Width: min(s.width, 110), Theme: s.paint.Theme, Plain: s.paint.Plain})
		if err != nil {
			return out, err
		}
		out.words = lines
	}
	for _, p := range s.run.Patches {
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		lines, err := patchLines(ctx, s.paint, p, s.width)
		if err != nil {
			return out, err
		}
		out.files = append(out.files, lines)
	}
	return out, nil
}

// maxDiff bounds what is shown of one file; all of it is applied.
const maxDiff = 2000

// patchLines are the hunks of a changed file, with the colours of its language
// behind the signs.
func patchLines(ctx context.Context, p widget.Paint, f ops.FilePatch, width int) ([]string, error) {
	lines := hunks(f.Diff.Lines())
	cut := len(lines) > maxDiff
	lines = lines[:min(len(lines), maxDiff)]
	code := make([]string, len(lines))
	for n, l := range lines {
		if !strings.HasPrefix(l, "@@") && l != "" {
			code[n] = l[1:]
		}
	}
	coloured, err := event.Highlight(ctx, p, f.Path.String(), code)
	if err != nil {
		return nil, err
	}
	if len(coloured) < len(code) { // no language, or one that joins lines
		coloured = code
	}
	var out []string
	for n, l := range lines {
		out = append(out, diffLines(p, l, coloured[n], width)...)
	}
	if cut {
		out = append(out, p.In(themes.Muted, widget.Cut("   the rest is not shown", width)))
	}
	return out, nil
}

// hunks leaves the header of a diff out: the file is named above.
func hunks(lines []string) []string {
	for n, l := range lines {
		if strings.HasPrefix(l, "@@") {
			return lines[n:]
		}
	}
	return nil
}

// diffLines is a line of a diff; a long one goes on below itself.
func diffLines(p widget.Paint, raw, code string, width int) []string {
	if p.Plain {
		return []string{spokenDiff(raw, code)}
	}
	sign, role := "    ", themes.Muted
	switch {
	case strings.HasPrefix(raw, "@@"):
		return []string{widget.Cut(p.In(themes.Info, "  "+raw), width)}
	case strings.HasPrefix(raw, "+"):
		sign, role = "  + ", themes.Added
	case strings.HasPrefix(raw, "-"):
		sign, role = "  - ", themes.Removed
	}
	if role == themes.Muted && strings.HasPrefix(raw, `\`) {
		return []string{p.In(role, widget.Cut("    "+raw, width))}
	}
	room, plain := max(width-len(sign), 2), ansi.Strip(code)
	out := []string{p.In(role, sign)}
	for from := 0; plain != ""; {
		piece := ansi.Truncate(plain, room, "")
		if piece == "" {
			break
		}
		plain = plain[len(piece):]
		if from > 0 {
			out = append(out, p.In(role, sign))
		}
		to := from + widget.Width(piece)
		out[len(out)-1] += ansi.Cut(code, from, to)
		from = to
	}
	return out
}

// count is how many lines of a diff have the sign. Servers do not always say it.
func count(diff text.Untrusted, sign string) (n int) {
	for _, l := range hunks(diff.Lines()) {
		if strings.HasPrefix(l, sign) {
			n++
		}
	}
	return n
}
