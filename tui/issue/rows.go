package issue

import (
	"cmp"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/widget"
)

// rows are the layout of a section. Some lines can be stood on and opened.
type rows struct {
	widget.Layout
}

// gap parts what comes from what is there.
func (r *rows) gap() {
	if len(r.Lines) > 0 {
		r.Add("")
	}
}

// note adds a sentence.
func (r *rows) note(sentence string) {
	r.gap()
	r.wrapped(themes.Muted, sentence)
}

func (r *rows) wrapped(role themes.Role, sentence string) {
	for _, l := range widget.Wrap(sentence, r.Paint.Measure(r.Width-4, 76)) {
		r.Add(r.Paint.In(role, "  "+l))
	}
}

// field adds a name and its value; nothing where there is no value.
func (r *rows) field(name, value string) { r.Add(event.Field(r.Paint, name, value, r.Width)...) }

// line adds a line of several looks.
func (r *rows) line(s string) { r.Add(widget.Cut(s, r.Width)) }

// failed says why something is not there, and what helps.
func (r *rows) failed(what string, err error) {
	r.gap()
	r.wrapped(themes.Error, what+": "+text.From(err.Error()).String())
	r.wrapped(themes.Muted, cmp.Or(ops.HintOf(err).String(), "R tries again"))
}
