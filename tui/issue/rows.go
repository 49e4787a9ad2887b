package issue

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/widget"
)

// rows are the lines of a section. Some can be stood on and opened.
type rows struct {
	widget.Sheet
	p     widget.Paint
	width int
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
	for _, l := range widget.Wrap(sentence, r.p.Measure(r.width-4, 76)) {
		r.Add(r.p.In(role, "  "+l))
	}
}

// field adds a name and its value; nothing where there is no value.
func (r *rows) field(name, value string) { r.Add(event.Field(r.p, name, value, r.width)...) }

// heading adds a line above a part.
func (r *rows) heading(title string) {
	r.gap()
	r.line(r.p.In(themes.Heading, " "+title))
}

// line adds a line of several looks.
func (r *rows) line(s string) { r.Add(widget.Cut(s, r.width)) }

// row adds a line that can be stood on; act is what enter does there.
func (r *rows) row(draw func(p widget.Paint, edge string) string, act func() tea.Cmd) {
	r.Row(r.p, r.width, draw, act)
}

// failed says why something is not there, and what helps.
func (r *rows) failed(what string, err error) {
	r.gap()
	r.wrapped(themes.Error, what+": "+text.From(err.Error()).String())
	r.wrapped(themes.Muted, cmp.Or(ops.HintOf(err).String(), "R tries again"))
}
