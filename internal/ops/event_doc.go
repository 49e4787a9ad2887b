package ops

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// maxFrames is how many frames of one stack a document shows; crashes deeper
// than that are recursion, and the rest is in the structured answer.
const maxFrames = 30

// stackDoc shows exceptions outermost first, newest call first.
func stackDoc(d *text.Doc, e Event, vars bool) {
	for n := range e.Exceptions {
		x := e.Exceptions[len(e.Exceptions)-1-n]
		title := []text.Inline{x.Type}
		if n > 0 {
			title = []text.Inline{text.T("Caused by "), x.Type}
		}
		if m := x.Mechanism; m != nil && m.Handled != nil && !*m.Handled {
			title = append(title, text.T(" (unhandled)"))
		}
		d.Heading(3, title...)
		if !x.Value.IsZero() {
			d.CodeBlock("", x.Value)
		}
		framesDoc(d, x.Frames, vars)
	}
}

func threadsDoc(d *text.Doc, threads []Thread) {
	for _, t := range threads {
		if len(t.Frames) == 0 {
			continue
		}
		d.Heading(3, text.T("Thread "+string(t.ID)+" "), t.Name)
		framesDoc(d, t.Frames, false)
	}
}

// framesDoc writes one fenced block: a line per frame, the source around the
// newest in-app frame, and a count where frames of libraries are folded.
func framesDoc(d *text.Doc, frames []Frame, vars bool) {
	if len(frames) == 0 {
		return
	}
	var b strings.Builder
	crash := CrashFrame(frames)
	folded, shown := 0, 0
	flush := func() {
		if folded > 0 {
			fmt.Fprintf(&b, "  ... %d library frames\n", folded)
			folded = 0
		}
	}
	for n := len(frames) - 1; n >= 0; n-- {
		f := frames[n]
		if !f.InApp && n != crash && n != len(frames)-1 || shown >= maxFrames {
			folded++
			continue
		}
		flush()
		shown++
		writeFrame(&b, f, n == crash, vars)
	}
	flush()
	d.CodeBlock("", text.From(b.String()))
}

// writeFrame writes one frame: its line, its source, its variables.
func writeFrame(b *strings.Builder, f Frame, source, vars bool) {
	b.WriteString(FrameLine(f))
	b.WriteByte('\n')
	if source {
		sourceLines(b, f)
	}
	if vars {
		for _, k := range slices.Sorted(maps.Keys(f.Vars)) {
			fmt.Fprintf(b, "      %s = %s\n", text.From(k), f.Vars[k].Cut(200))
		}
	}
}

// CrashFrame is the index of the frame to look at first: the newest of the
// application's own, else the newest; -1 for no frames.
func CrashFrame(frames []Frame) int {
	for n := len(frames) - 1; n >= 0; n-- {
		if frames[n].InApp {
			return n
		}
	}
	return len(frames) - 1
}

// FrameLine is "function  file:line  [in app]" for one frame.
func FrameLine(f Frame) string {
	file := f.Filename
	for _, other := range []text.Untrusted{f.AbsPath, f.Module, f.Package} {
		if file.IsZero() {
			file = other
		}
	}
	where := file.String()
	if f.LineNo > 0 {
		where += fmt.Sprintf(":%d", int64(f.LineNo))
	}
	name := f.Function.String()
	if name == "" {
		name = "?"
	}
	mark := ""
	if f.InApp {
		mark = " [in app]"
	}
	return name + "  " + where + mark
}

func sourceLines(b *strings.Builder, f Frame) {
	for _, l := range f.Context {
		mark := "    "
		if int64(l.No) == int64(f.LineNo) {
			mark = "  > "
		}
		line := "" // an empty line of source is shown too
		if lines := l.Code.Lines(); len(lines) > 0 {
			line = " " + lines[0]
		}
		fmt.Fprintf(b, "%s%5d |%s\n", mark, l.No, line)
	}
}

func breadcrumbsDoc(d *text.Doc, crumbs []Breadcrumb) {
	if len(crumbs) == 0 {
		return
	}
	d.Heading(2, text.T("Breadcrumbs (oldest first)"))
	var b strings.Builder
	for _, c := range crumbs {
		fmt.Fprintf(&b, "%s %s %s: %s\n", text.RFC3339(c.Timestamp.Time), c.Level, c.Category, CrumbText(c))
	}
	d.CodeBlock("", text.From(b.String()))
}

// CrumbText is a breadcrumb's message, else its data on one line.
func CrumbText(c Breadcrumb) string {
	if !c.Message.IsZero() {
		return c.Message.String()
	}
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(c.Data)) {
		parts = append(parts, text.From(k).String()+"="+c.Data[k].String())
	}
	return strings.Join(parts, " ")
}

func requestDoc(d *text.Doc, r Request) {
	d.Heading(2, text.T("Request"))
	d.Field("URL", text.T(string(r.Method)+" "), text.Code(r.URL))
	for _, h := range r.Headers {
		d.Field(h[0].Cut(60), text.From(h[1].Cut(200)))
	}
	if !r.Data.IsZero() {
		d.CodeBlock("", r.Data)
	}
}

func contextsDoc(d *text.Doc, contexts map[string]map[string]text.Untrusted) {
	for _, name := range slices.Sorted(maps.Keys(contexts)) {
		valuesDoc(d, "Context "+text.From(name).String(), contexts[name])
	}
}

func valuesDoc(d *text.Doc, title string, values map[string]text.Untrusted) {
	if len(values) == 0 {
		return
	}
	d.Heading(3, text.T(title))
	for _, k := range slices.Sorted(maps.Keys(values)) {
		d.Field(text.From(k).Cut(60), text.From(values[k].Cut(300)))
	}
}

// UserLabel is the most telling name an SDK gave the user of an event.
func UserLabel(u sentryapi.EventUser) text.Untrusted {
	for _, v := range []text.Untrusted{u.Email, u.Username, u.Name, u.ID, u.IPAddress} {
		if !v.IsZero() {
			return v
		}
	}
	return text.Untrusted{}
}
