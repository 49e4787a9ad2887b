package seer

import (
	"context"
	"strconv"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/markdown"
	"vedette/tui/widget"
)

// rendering is what a run found, as lines.
type rendering []string

// found is what to render, and for which place.
type found struct {
	run     ops.SeerRun
	outcome ops.SeerOutcome
	reason  text.Untrusted
	handle  string
	paint   widget.Paint
	width   int
}

// renderRun renders the artifacts by Glamour and the code changes by the
// languages of their files. It takes tens of milliseconds, so it is a task.
func renderRun(ctx context.Context, f found) (rendering, error) {
	r := f.run
	var out rendering
	if r.Root != nil || r.Plan != nil || r.Pending != nil || len(r.PRs) > 0 || len(r.Agents) > 0 || len(r.Warnings) > 0 {
		words := ops.GetSeerRunOut{IssueID: f.handle, Outcome: f.outcome, Reason: f.reason}
		if r.Status == "completed" && r.Plan != nil { // whatever it was followed for
			words.Outcome, words.Reason = ops.SeerFound, text.Untrusted{}
		}
		words.Run = &f.run
		words.Run.Patches = nil // drawn below, with their colours
		doc := words.Doc()
		lines, err := markdown.Lines(ctx, markdown.Page{Doc: doc, Width: min(f.width, 110), Theme: f.paint.Theme})
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
	}
	for _, p := range r.Patches {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		out = append(out, patchLines(f.paint, p, f.width)...)
	}
	return out, nil
}

// maxDiff bounds what is shown of one file; all of it is applied.
const maxDiff = 2000

// patchLines are a changed file: its name, then its diff with the colours of
// its language behind the signs.
func patchLines(p widget.Paint, f ops.FilePatch, width int) []string {
	kind := map[text.Word]string{"A": "new file ", "D": "deleted "}[f.Type]
	lines := hunks(f.Diff.Lines())
	counts := p.In(themes.Added, " +"+count(lines, "+")) + p.In(themes.Removed, " -"+count(lines, "-"))
	repo := ""
	if !f.Repo.IsZero() {
		repo = "  " + f.Repo.Cut(60)
	}
	out := []string{"", widget.Cut(p.In(themes.Heading, " "+kind+f.Path.Cut(max(width-24, 8)))+counts+p.In(themes.Muted, repo), width)}
	if len(lines) > maxDiff {
		lines = lines[:maxDiff]
	}
	code := make([]string, len(lines))
	for n, l := range lines {
		if !strings.HasPrefix(l, "@@") && l != "" {
			code[n] = l[1:]
		}
	}
	coloured := event.Highlight(p, f.Path.String(), code)
	for n, l := range lines {
		out = append(out, widget.Cut(diffLine(p, l, at(coloured, n, code[n])), width))
	}
	if len(lines) == maxDiff {
		out = append(out, p.In(themes.Muted, widget.Cut("   the rest is not shown", width)))
	}
	return out
}

// count is how many lines have the sign. Servers do not always say it.
func count(lines []string, sign string) string {
	n := 0
	for _, l := range lines {
		if strings.HasPrefix(l, sign) {
			n++
		}
	}
	return strconv.Itoa(n)
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

func at(lines []string, n int, otherwise string) string {
	if n < len(lines) {
		return lines[n]
	}
	return otherwise
}

func diffLine(p widget.Paint, raw, code string) string {
	switch {
	case strings.HasPrefix(raw, "@@"):
		return p.In(themes.Muted, "  "+raw)
	case strings.HasPrefix(raw, "+"):
		return p.In(themes.Added, "  + ") + code
	case strings.HasPrefix(raw, "-"):
		return p.In(themes.Removed, "  - ") + code
	}
	return p.In(themes.Muted, "    ") + code
}
