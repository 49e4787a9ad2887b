package event

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// arrow says whether something is open.
func arrow(p widget.Paint, open bool) string {
	switch {
	case p.Plain:
		return ""
	case open:
		return p.Glyph("▾ ", "- ")
	}
	return p.Glyph("▸ ", "+ ")
}

func valueLines(p widget.Paint, value text.Untrusted, width int) []string {
	const most = 6 // an exception text may be a page; the rest is in the copy
	var out []string
	for _, paragraph := range value.Lines() {
		for _, l := range widget.Wrap(paragraph, max(width-2, 1)) {
			if len(out) == most {
				return append(out, p.In(themes.Muted, "  "+p.Glyph("…", "...")))
			}
			out = append(out, p.In(themes.Text, "  "+l))
		}
	}
	return out
}

// frameLine is "▸ function  file:line"; frames of libraries are dimmer.
func frameLine(p widget.Paint, edge string, f ops.Frame, expanded bool, width int) string {
	name, where := f.Function.Cut(width), place(f)
	if name == "" {
		name = "?"
	}
	role := themes.Title
	if !f.InApp {
		role = themes.Muted
		if p.Plain {
			where += "  library"
		}
	}
	room := max(width-5, 2)
	name = widget.Cut(name, max(room*3/5, room-widget.Width(where)))
	where = cutLeft(where, room-widget.Width(name)-2)
	return p.In(themes.Muted, edge+" "+arrow(p, expanded)) + p.In(role, name) + p.In(themes.Muted, "  "+where)
}

// cutLeft keeps the end of a path: the file matters more than its folders.
func cutLeft(s string, width int) string {
	over := widget.Width(s) - width
	if over <= 0 {
		return s
	}
	if width < 2 {
		return ""
	}
	return "…" + widget.TrimLeft(s, over+1)
}

func place(f ops.Frame) string {
	where := fileOf(f).Cut(400)
	if f.LineNo > 0 {
		where += ":" + strconv.FormatInt(int64(f.LineNo), 10)
	}
	if f.LineNo > 0 && f.ColNo > 0 {
		where += ":" + strconv.FormatInt(int64(f.ColNo), 10)
	}
	return where
}

// fileOf is the best name of the file that a frame lies in: SDKs do not all send
// the same (Go's sends no filename).
func fileOf(f ops.Frame) text.Untrusted {
	file := f.Filename
	for _, other := range []text.Untrusted{f.AbsPath, f.Module, f.Package} {
		if file.IsZero() {
			file = other
		}
	}
	return file
}

// body is the source around the frame's line, then its variables.
func (s *sheet) body(f ops.Frame, id FrameID) {
	p, width, coloured := s.Paint, s.Width, s.Source[id]
	for n, l := range f.Context {
		s.Draw(func(bool) string {
			code := p.In(themes.Text, codeOf(l))
			if n < len(coloured) {
				code = coloured[n]
			}
			return sourceLine(p, l, int64(l.No) == int64(f.LineNo), code, width)
		})
	}
	for _, name := range slices.Sorted(maps.Keys(f.Vars)) {
		s.variable(f, id, name)
	}
	if len(f.Context) == 0 && len(f.Vars) == 0 {
		s.Add(p.In(themes.Muted, widget.Cut("        "+nothingSent(s.Event, f), width)))
	}
}

func sourceLine(p widget.Paint, l ops.SourceLine, here bool, code string, width int) string {
	number, bar := fmt.Sprintf("%7d ", l.No), p.Glyph("│ ", "| ")
	if p.Plain {
		return spokenLine(l, here, code)
	}
	if here {
		return p.In(themes.Error, "  "+p.Glyph("▶", ">")+number[3:]+bar) + widget.Cut(code, width-10)
	}
	return p.In(themes.Muted, number+bar) + widget.Cut(code, width-10)
}

// spokenLine is a line of source for widget.Spoken.
func spokenLine(l ops.SourceLine, here bool, code string) string {
	said := fmt.Sprintf("line %d\t", l.No) + code
	if here {
		return "here, " + said
	}
	return said
}

// maxVariable is how many lines a variable takes that is shown whole.
const maxVariable = 200

// variable is "name = value" in a line; where that is too long for the value,
// one that opens.
func (s *sheet) variable(f ops.Frame, id FrameID, name string) {
	const indent = "        "
	label := text.From(name).Cut(30)
	value := maskedVariable(name, f.Vars[name])
	room := max(s.Width-len(indent)-3-widget.Width(label), 1)
	draw := func(p widget.Paint, lead string) string {
		return p.In(themes.Muted, lead) + p.In(themes.Function, label) + p.In(themes.Muted, " = ") + p.In(themes.Text, widget.Cut(value, room))
	}
	if widget.Width(value) <= room {
		s.Draw(func(bool) string { return widget.Cut(draw(s.Paint, indent), s.Width) })
		return
	}
	id.Var = name
	s.mark(id, func(p widget.Paint, edge string) string {
		return widget.Cut(draw(p, edge+indent[3:]+arrow(p, s.Expanded[id])), s.Width)
	})
	if !s.Expanded[id] {
		return
	}
	lines := widget.Wrap(value, max(s.Width-len(indent)-2, 1))
	for n, l := range lines {
		if n == maxVariable {
			s.Add(s.Paint.In(themes.Muted, indent+"  "+s.Paint.Glyph("…", "...")))
			return
		}
		s.Add(widget.Cut(indent+"  "+s.Paint.In(themes.Text, l), s.Width))
	}
}

// maskedVariable is a value in one line, without the secret that it is by its
// name or has in itself.
func maskedVariable(name string, value text.Untrusted) string {
	const most = 20_000 // bytes
	raw := value.Raw()
	assigned := text.MaskSecrets(name + "=" + raw[:min(len(raw), most)])
	return text.From(strings.TrimPrefix(assigned, name+"=")).Cut(most)
}

// nothingSent says why a frame shows nothing.
func nothingSent(e *ops.Event, f ops.Frame) string {
	if e.Platform == "javascript" && strings.HasSuffix(strings.SplitN(f.Filename.Raw(), "?", 2)[0], ".js") {
		return "minified, and its source map was not found: vedette sourcemap debug says why"
	}
	return "no source and no variables were sent for this frame"
}
