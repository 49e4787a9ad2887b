package trace

import (
	"strings"

	"vedette/themes"
	"vedette/tui/widget"
)

// Where the pane fits beside the tree, in cells.
const besideFrom = 110

// paneShown is true where the span under the cursor is described.
func (w *Waterfall) paneShown() bool {
	return w.pane.focused || !w.pane.hidden && w.size.Width >= besideFrom
}

// paneFull is true where the pane, once it has the focus, takes all the place.
func (w *Waterfall) paneFull() bool { return w.size.Width < besideFrom || w.size.Paint.Plain }

func (w *Waterfall) listWidth() int {
	if !w.paneShown() || w.paneFull() {
		return w.size.Width
	}
	return w.size.Width - w.paneWidth() - 3
}

func (w *Waterfall) paneWidth() int {
	if w.paneFull() {
		return w.size.Width
	}
	return min(w.size.Width/3, 70)
}

// arrange shares the place out after anything about it changed.
func (w *Waterfall) arrange() {
	height := w.size.Height
	if w.search.Active() {
		height--
	}
	w.list.Resize(height - 1)
	w.pane.scroll.Resize(height)
}

// View draws the rows under the ruler, the pane, and the search below.
func (w *Waterfall) View() string {
	p, height := w.size.Paint, w.size.Height
	if w.search.Active() {
		height--
	}
	var body string
	switch {
	case w.list.Len() == 0:
		body = w.nothing(height)
	case w.pane.focused && w.paneFull():
		body = w.pane.scroll.View(w.size.Width)
	default:
		body = w.rows(height)
		if w.paneShown() {
			line := p.In(themes.Border, p.Glyph("│", "|"))
			if w.pane.focused {
				line = p.In(themes.Accent, p.Glyph("┃", "|"))
			}
			body = widget.Beside(body, w.pane.scroll.View(w.paneWidth()), w.listWidth(), " "+line+" ")
		}
	}
	if w.search.Active() {
		body += "\n" + w.search.line(p, w.size.Width)
	}
	return body
}

func (w *Waterfall) rows(height int) string {
	p, c := w.size.Paint, layout(w.listWidth())
	head := widget.Cut(c.head(p, w.window), w.listWidth())
	if height < 2 {
		return widget.Block([]string{head}, w.listWidth(), height)
	}
	return head + "\n" + w.list.View(func(i int, selected bool) string {
		n := w.tree.shown[i]
		r := w.tree.row(p, n, c.tree)
		r.match = w.search.has(n)
		return r.draw(p, c, w.window, w.tree.spans[n], selected)
	})
}

// nothing says why there are no rows.
func (w *Waterfall) nothing(height int) string {
	line := ""
	switch {
	case w.trace != nil:
		line = "this trace holds no span and no error"
	case w.err == nil:
		line = "loading the trace..."
	}
	lines := []string{""}
	for _, l := range widget.Wrap(line, max(w.size.Width-4, 1)) {
		lines = append(lines, "  "+w.size.Paint.In(themes.Muted, l))
	}
	return widget.Block(lines, w.size.Width, height)
}

// drawPane writes what is known about the span under the cursor.
func (w *Waterfall) drawPane() {
	if w.list.Len() == 0 || !w.paneShown() {
		w.pane.scroll.Set(widget.Sheet{})
		return
	}
	n := w.current()
	if w.pane.at != n {
		w.pane.at = n
		w.pane.scroll.Home()
	}
	d := description{p: w.size.Paint, width: w.paneWidth()}
	d.span(w, n)
	w.pane.scroll.Set(widget.Text(d.lines))
}

// field is a name and its value, wrapped.
func (d *description) field(name, value string) {
	if strings.TrimSpace(value) == "" {
		return
	}
	if d.p.Plain {
		d.lines = append(d.lines, name+": "+value)
		return
	}
	const nameWidth = 12
	room := max(d.width-nameWidth-1, 8)
	for i, l := range widget.Wrap(value, room) {
		label := widget.Blank(nameWidth)
		if i == 0 {
			label = d.p.In(themes.Muted, widget.Fit(name, nameWidth))
		}
		d.lines = append(d.lines, widget.Cut(label+d.p.In(themes.Text, l), d.width))
	}
}
