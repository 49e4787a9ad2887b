package trace

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Update takes answers, sizes, clicks and what is typed into the search.
func (w *Waterfall) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Resize:
		w.size = msg
		w.arrange()
		return w.moved()
	case screen.Loaded[opened]:
		return w.take(msg)
	case screen.Loaded[attributes]:
		if w.env.Tasks.Done(msg.Ticket) {
			w.pane.keep(msg)
			w.drawPane()
		}
	case screen.Tick:
		if w.env.Tasks.Done(msg.Ticket) {
			return w.loadAttributes()
		}
	case screen.Click:
		return w.click(msg)
	case tea.KeyPressMsg:
		return w.typed(msg)
	case tea.PasteMsg:
		w.search.Editor.InsertLine(msg.Content)
		return w.searched()
	}
	return nil
}

// Do runs the commands of the waterfall. While the pane has the focus, those
// that move scroll it.
func (w *Waterfall) Do(id command.ID) tea.Cmd {
	if w.pane.focused && command.Moves(id, &w.pane.scroll) {
		return nil
	}
	if command.Moves(id, &w.list) {
		return w.moved()
	}
	switch id {
	case command.Refresh:
		w.pane.attributes = map[text.Word]attributes{}
		return w.Init()
	case command.Search:
		w.search.Typing = true
		w.arrange()
	case command.Back:
		w.back()
	case command.TraceLogs:
		return screen.Send(screen.Open{To: screen.ToLogs{Org: w.to.Org, Trace: w.target().TraceID}})
	default:
		if w.list.Len() == 0 {
			return nil
		}
		return w.doRow(id)
	}
	return w.moved()
}

// doRow runs the commands about the span under the cursor.
func (w *Waterfall) doRow(id command.ID) tea.Cmd {
	n := w.current()
	switch id {
	case command.Open:
		if isError(w.tree.spans[n]) {
			return w.openIssue()
		}
		w.pane.focused = !w.pane.focused
		w.arrange()
	case command.Details:
		if w.paneFull() { // there is no place beside the tree
			w.pane.focused = !w.pane.focused
		} else {
			w.pane.hidden, w.pane.focused = !w.pane.hidden, false
		}
		w.arrange()
	case command.Fold:
		w.fold(n, !w.tree.folded[n])
	case command.Collapse:
		w.collapse(n)
	case command.Expand:
		w.fold(n, false)
	case command.FoldAll:
		w.foldAll(n)
	case command.NextMatch:
		w.toMatch(1)
	case command.PreviousMatch:
		w.toMatch(-1)
	case command.NextError:
		w.toError(1)
	case command.PreviousError:
		w.toError(-1)
	case command.Zoom:
		w.zoom()
	case command.OpenIssue:
		return w.openIssue()
	case command.Copy:
		return screen.Send(screen.Ask{Dialog: w.copyMenu(n)})
	}
	return w.moved()
}

// back undoes the innermost thing: the pane's focus, the search, the zoom.
func (w *Waterfall) back() {
	switch {
	case w.pane.focused:
		w.pane.focused = false
	case w.search.Text() != "":
		w.search.Clear()
		w.search.apply(w.tree)
	case w.trace != nil:
		w.window = window{0, max(w.trace.DurationMs, 0.001)}
	}
	w.arrange()
}

// collapse folds a row; one that is folded, or has nothing to fold, gives the
// cursor to the row above it.
func (w *Waterfall) collapse(n int) {
	if w.tree.hasBelow(n) && !w.tree.folded[n] {
		w.fold(n, true)
		return
	}
	if up := w.tree.parent[n]; up >= 0 {
		w.goTo(up)
	}
}

// foldAll folds everything below the roots, or unfolds it where something is
// folded.
func (w *Waterfall) foldAll(n int) {
	some := false
	for _, folded := range w.tree.folded {
		some = some || folded
	}
	w.tree.foldAll(!some)
	w.list.SetLen(len(w.tree.shown))
	w.list.Move(w.tree.place[n] - w.list.Cursor)
}

// openIssue opens the issue of the row, or asks which one: of its issues, else
// of all in the trace.
func (w *Waterfall) openIssue() tea.Cmd {
	s := w.tree.spans[w.current()]
	found := w.issues[s.SpanID]
	if len(found) == 0 {
		found = w.trace.Issues
	}
	open := func(issue ops.TraceIssue) tea.Cmd {
		return screen.Send(screen.Open{To: screen.ToIssue{Org: w.to.Org, Issue: ops.Issue{ID: issue.Issue, Title: issue.Title, Level: issue.Level}}})
	}
	switch len(found) {
	case 0:
		return screen.Say("no error and no performance issue was seen in this trace")
	case 1:
		return open(found[0])
	}
	menu := &widget.Menu{Title: "Issues of the trace"}
	for _, issue := range found {
		menu.Offer(string(issue.Issue)+"  "+issue.Title.Cut(80), func() tea.Cmd { return open(issue) })
	}
	return screen.Send(screen.Ask{Dialog: menu})
}

// copyMenu offers what there is to copy of a span.
func (w *Waterfall) copyMenu(n int) *widget.Menu {
	s := w.tree.spans[n]
	menu := &widget.Menu{Title: "Copy"}
	later := func(key, what string, value func() string) {
		menu.Choices = append(menu.Choices, widget.Choice{Key: key, Title: what, Run: func() tea.Cmd {
			return screen.Send(screen.Copy{Text: value, Said: "copied the " + what})
		}})
	}
	add := func(key, what, value string) {
		if value != "" {
			later(key, what, func() string { return value })
		}
	}
	add("t", "id of the trace", w.trace.TraceID)
	add("i", "id of the span", string(s.SpanID))
	add("d", "description", s.Description.String())
	doc := *w.trace
	doc.Spans = w.tree.spans[n:min(w.tree.end[n], n+100)]
	later("m", "trace as Markdown, the spans from here", func() string { return doc.Doc().Markdown() })
	return menu
}

// click selects a row; clicking it again folds it.
func (w *Waterfall) click(at screen.Click) tea.Cmd {
	row := w.list.At(at.Y - 1)
	if row < 0 || at.X >= w.listWidth() || w.pane.focused && w.paneFull() {
		return nil
	}
	if row == w.list.Cursor {
		w.fold(w.current(), !w.tree.folded[w.current()])
	}
	w.list.Move(row - w.list.Cursor)
	w.pane.focused = false
	w.arrange()
	return w.moved()
}

// ScrollAt scrolls the description of the span where the pointer is on it.
func (w *Waterfall) ScrollAt(at screen.Click, rows int) bool {
	on := w.paneShown() && (w.paneFull() || at.X > w.listWidth())
	if on {
		w.pane.scroll.Move(rows)
	}
	return on
}
