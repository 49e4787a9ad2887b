package issue

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// maxKept is how many answers a section remembers, one per event.
const maxKept = 24

// remote is what a section reads from the server, for the issue or for each of
// its events: not asked for, on its way, there, or why not.
type remote[In, Out any] struct {
	tasks *screen.Tasks
	name  string // of the task, and in sentences: "loading attachments..."
	op    func(context.Context, In) (Out, error)
	kept  map[string]Out
	fresh map[string]bool // what of it need not be asked for again
	asked string          // the key that is on its way, or was asked for last
	err   error           // of the key asked for last
}

func newRemote[In, Out any](env screen.Env, name string, op func(context.Context, In) (Out, error)) remote[In, Out] {
	return remote[In, Out]{tasks: env.Tasks, name: name, op: op, kept: map[string]Out{}, fresh: map[string]bool{}}
}

// want asks for what belongs to a key unless it is there or under way. What has
// failed is asked for again only after forget.
func (r *remote[In, Out]) want(key string, in In) tea.Cmd {
	if r.fresh[key] || r.asked == key && (r.waiting() || r.err != nil) {
		return nil
	}
	r.asked, r.err = key, nil
	return screen.Run(r.tasks, r.name, r.op, in)
}

// take keeps the answer. The second result is false for any other message.
func (r *remote[In, Out]) take(msg tea.Msg) (answered, mine bool) {
	m, ok := msg.(screen.Loaded[Out])
	if !ok || m.Name != r.name {
		return false, false
	}
	if !r.tasks.Done(m.Ticket) {
		return false, true
	}
	if r.err = m.Err; m.Err != nil {
		return false, true
	}
	if len(r.kept) >= maxKept {
		clear(r.kept)
		clear(r.fresh)
	}
	r.kept[r.asked], r.fresh[r.asked] = m.Out, true
	return true, true
}

func (r *remote[In, Out]) waiting() bool { return r.tasks.Running(r.name) }

// forget makes want ask again; what was there stays visible until then.
func (r *remote[In, Out]) forget() {
	clear(r.fresh)
	r.err, r.asked = nil, ""
	r.tasks.Cancel(r.name)
}

// get is what is there for a key. Where nothing is, it writes why.
func (r *remote[In, Out]) get(key string, to *rows) (Out, bool) {
	out, ok := r.kept[key]
	switch {
	case ok:
	case r.err != nil && r.asked == key:
		to.failed(r.name, r.err)
	default:
		to.note("loading " + r.name + "...")
	}
	return out, ok
}

// failed says why something is not there, and what helps.
func (r *rows) failed(what string, err error) {
	r.text("")
	r.wrapped(themes.Error, what+": "+text.From(err.Error()).String())
	var e *ops.Error
	hint := "R tries again"
	if errors.As(err, &e) && e.Hint != "" {
		hint = text.From(e.Hint).String()
	}
	r.wrapped(themes.Muted, hint)
}

// rows are the lines of a section. Some can be stood on and opened.
type rows struct {
	p     widget.Paint
	width int
	lines []string
	marks []widget.Mark
	acts  []func() tea.Cmd
}

// text adds lines.
func (r *rows) text(lines ...string) { r.lines = append(r.lines, lines...) }

// note adds a sentence.
func (r *rows) note(sentence string) {
	r.text("")
	r.wrapped(themes.Muted, sentence)
}

func (r *rows) wrapped(role themes.Role, sentence string) {
	for _, l := range widget.Wrap(sentence, min(max(r.width-4, 1), 76)) {
		r.text(r.p.In(role, "  "+l))
	}
}

// heading adds a line above a part.
func (r *rows) heading(title string) {
	r.text("", r.p.In(themes.Heading, widget.Cut(" "+title, r.width)))
}

// row adds a line that can be stood on; act is what enter does there.
func (r *rows) row(draw func(p widget.Paint, edge string) string, act func() tea.Cmd) {
	selected := draw(r.p.Selected(), r.p.Glyph("▌", ">"))
	selected += r.p.Selected().In(themes.Text, widget.Blank(r.width-widget.Width(selected)))
	r.mark(selected, act)
	r.text(draw(r.p, " "))
}

// mark makes the next line one that can be stood on.
func (r *rows) mark(selected string, act func() tea.Cmd) {
	r.marks = append(r.marks, widget.Mark{Line: len(r.lines), Selected: selected})
	r.acts = append(r.acts, act)
}
