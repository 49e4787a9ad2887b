// Package browse is the screen for choosing one of many things: projects,
// releases, monitors, replays, rows of a search. They differ in what their
// columns say and where a row leads, not in how one moves, filters and pages, so
// that is here once.
package browse

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Page is one answer of the server.
type Page[T any] struct {
	Items   []T
	Next    string      // cursor of the next page; "" at the end
	Columns []Column[T] // of this answer, where the server decides; nil = those of the kind
	Detail  string      // what else the frame says: ", 14d"
	Empty   []string    // why there may be none, where that depends on what was asked; nil = that of the kind
}

// Load reads a page; "" is the cursor of the first one.
type Load[T any] func(ctx context.Context, cursor string) (Page[T], error)

// Kind is what is chosen from.
type Kind[T any] struct {
	Scope   command.Scope
	Crumb   string
	Plural  string // "projects"
	Of      string // what the rows' names are names of; see screen.Name
	All     *T     // stands for all items, shown first; may be nil
	Load    Load[T]
	Columns []Column[T]
	Empty   []string // why there may be none, and what to try; a sentence each
	Open    func(T) tea.Cmd
	Settled func(items []T, next string) tea.Cmd    // after the first page; may be nil
	Moved   func() tea.Cmd                          // after other rows may have come into sight; may be nil
	Do      func(id command.ID, current *T) tea.Cmd // further commands; may be nil. Without rows there is no current one
}

// Browser is the screen.
type Browser[T any] struct {
	kind   Kind[T]
	tasks  *screen.Tasks
	now    func() time.Time
	size   screen.Resize
	list   widget.List
	filter widget.Filter

	columns []Column[T]
	want    []int // by column: the cells it would like
	items   []T
	rows    []row
	next    string
	detail  string
	empty   []string
	loaded  bool
	err     error
}

// New is a screen of the kind.
func New[T any](env screen.Env, kind Kind[T]) *Browser[T] {
	return &Browser[T]{kind: kind, tasks: env.Tasks, now: env.Now, columns: kind.Columns}
}

// Ask loads the first page anew, in another way from now on. What is there
// stays until the answer comes.
func (b *Browser[T]) Ask(load Load[T]) tea.Cmd {
	b.kind.Load = load
	return b.Init()
}

// Current is the item under the cursor; nil where there is none.
func (b *Browser[T]) Current() *T {
	if b.list.Len() == 0 {
		return nil
	}
	return &b.items[b.filter.Row(b.list.Cursor)]
}

// InSight are the items of the rows that are drawn.
func (b *Browser[T]) InSight() []T {
	var out []T
	for y := range b.list.Height() {
		if n := b.list.At(y); n >= 0 {
			out = append(out, b.items[b.filter.Row(n)])
		}
	}
	return out
}

const (
	first = "first" // task: the first page, replacing everything
	more  = "more"  // task: the page after the last row
)

// Init loads the first page.
func (b *Browser[T]) Init() tea.Cmd {
	b.tasks.Cancel(more)
	return screen.Run(b.tasks, first, b.kind.Load, "")
}

// Info says what the frame shows.
func (b *Browser[T]) Info() screen.Info {
	info := screen.Info{Scope: b.kind.Scope, Crumb: b.kind.Crumb, Err: b.err,
		Busy: b.tasks.Running(first) || b.tasks.Running(more), Typing: b.filter.Typing, Inner: b.filter.Active()}
	if b.loaded {
		count := len(b.items)
		if b.kind.All != nil && count > 0 {
			count--
		}
		what := b.kind.Plural
		info.Detail = strconv.Itoa(count)
		switch {
		case b.next != "":
			info.Detail += "+"
		case count == 1:
			what = singular(what)
		}
		info.Detail += " " + what + b.detail
	}
	return info
}

// singular is "search" for "searches", "row" for "rows".
func singular(plural string) string {
	if stem, ok := strings.CutSuffix(plural, "ches"); ok {
		return stem + "ch"
	}
	return strings.TrimSuffix(plural, "s")
}

// Update takes answers, sizes, clicks and what is typed into the filter.
func (b *Browser[T]) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Resize:
		b.size = msg
		b.list.Resize(b.rowsHeight())
		return b.moved()
	case screen.Loaded[Page[T]]:
		return b.take(msg)
	case screen.Click:
		return b.click(msg.Y)
	case tea.KeyPressMsg:
		return b.typed(msg)
	case tea.PasteMsg:
		b.filter.Editor.InsertLine(msg.Content)
		b.refilter()
	}
	return nil
}

// Names are those of the rows.
func (b *Browser[T]) Names() []screen.Name {
	var out []screen.Name
	for _, r := range b.rows {
		n := screen.Name{Of: b.kind.Of, Value: r.cells[0]}
		if len(r.cells) > 1 {
			n.Note = r.cells[1]
		}
		out = append(out, n)
	}
	if b.kind.All != nil && len(out) > 0 {
		return out[1:]
	}
	return out
}

func (b *Browser[T]) take(msg screen.Loaded[Page[T]]) tea.Cmd {
	if !b.tasks.Done(msg.Ticket) {
		return nil
	}
	if b.err = msg.Err; msg.Err != nil {
		return nil
	}
	items := msg.Out.Items
	if msg.Name == first {
		b.items, b.rows, b.columns, b.detail, b.empty = nil, nil, b.kind.Columns, msg.Out.Detail, b.kind.Empty
		if msg.Out.Columns != nil {
			b.columns = msg.Out.Columns
		}
		if msg.Out.Empty != nil {
			b.empty = msg.Out.Empty
		}
		if b.kind.All != nil && len(items) > 0 {
			items = append([]T{*b.kind.All}, items...)
		}
	}
	for _, item := range items {
		b.items = append(b.items, item)
		b.rows = append(b.rows, rowOf(b.columns, item))
	}
	b.want = widths(b.columns, b.rows)
	b.next = msg.Out.Next
	b.refilter()
	begun := b.loaded
	b.loaded = true
	if !begun && b.kind.Settled != nil {
		return b.kind.Settled(msg.Out.Items, b.next)
	}
	return b.moved()
}

// Do runs the commands of a list.
func (b *Browser[T]) Do(id command.ID) tea.Cmd {
	if command.Moves(id, &b.list) {
		return b.moved()
	}
	switch id {
	case command.Open:
		return b.openCursor()
	case command.Refresh:
		return b.Init()
	case command.Filter, command.Search: // where the server is searched, that is the screen's
		b.filter.Typing = true
		b.list.Resize(b.rowsHeight())
	case command.Back:
		b.filter.Clear()
		b.refilter()
	default:
		if b.kind.Do != nil {
			return b.kind.Do(id, b.Current())
		}
	}
	return b.moved()
}

// moved follows the rows in sight.
func (b *Browser[T]) moved() tea.Cmd {
	if b.kind.Moved == nil || !b.loaded {
		return b.page()
	}
	return tea.Batch(b.page(), b.kind.Moved())
}

// page loads the next page when the end of the rows comes into sight.
func (b *Browser[T]) page() tea.Cmd {
	if b.next == "" || b.tasks.Running(more) || b.tasks.Running(first) || b.list.Below() > b.size.Height || b.filter.Active() {
		return nil
	}
	return screen.Run(b.tasks, more, b.kind.Load, b.next)
}

func (b *Browser[T]) openCursor() tea.Cmd {
	if b.list.Len() == 0 || b.kind.Open == nil {
		return nil
	}
	return b.kind.Open(*b.Current())
}

func (b *Browser[T]) click(y int) tea.Cmd {
	row := b.list.At(y - b.headHeight())
	if row < 0 {
		return nil
	}
	again := row == b.list.Cursor
	b.list.Cursor = row
	if again {
		return b.openCursor()
	}
	return nil
}

// typed edits the filter, or moves in what it shows.
func (b *Browser[T]) typed(key tea.KeyPressMsg) tea.Cmd {
	if !widget.Steps(key, &b.list) {
		b.filter.Key(key)
		b.refilter()
	}
	return b.moved()
}

func (b *Browser[T]) refilter() {
	n := b.filter.Apply(len(b.rows), func(i int) string { return b.rows[i].words })
	b.list.SetLen(n)
	b.list.Resize(b.rowsHeight())
}

func (b *Browser[T]) rowsHeight() int {
	height := b.size.Height - b.headHeight()
	if b.filter.Active() {
		height--
	}
	return max(height, 0)
}

// headHeight is the lines above the rows: none for a table without titles.
func (b *Browser[T]) headHeight() int {
	for _, c := range b.columns {
		if c.Title != "" {
			return 1
		}
	}
	return 0
}

// View draws the rows under their titles, and the filter below them.
func (b *Browser[T]) View() string {
	p, width := b.size.Paint, b.size.Width
	if b.list.Len() == 0 {
		return b.nothing()
	}
	cells := fit(b.columns, b.want, max(width-2, 0))
	var lines []string
	if b.headHeight() > 0 {
		lines = append(lines, widget.Cut("  "+head(p, b.columns, cells), width))
	}
	if b.list.Height() > 0 {
		lines = append(lines, b.list.View(func(n int, selected bool) string { return b.draw(b.filter.Row(n), cells, selected) }))
	}
	if b.filter.Active() {
		lines = append(lines, b.filter.Line(p, b.list.Len(), width))
	}
	return strings.Join(lines, "\n")
}

// nothing says why there are no rows.
func (b *Browser[T]) nothing() string {
	p, height := b.size.Paint, b.size.Height
	var sentences []string
	switch {
	case b.filter.Active() && len(b.rows) > 0:
		sentences = []string{"no " + b.kind.Plural + " match"}
	case b.loaded:
		sentences = append([]string{"there are no " + b.kind.Plural}, b.empty...)
	case b.err == nil:
		sentences = []string{"loading " + b.kind.Plural + "..."}
	}
	lines := p.Instead(sentences, b.size.Width)
	if b.filter.Active() {
		return widget.Block(lines, b.size.Width, height-1) + "\n" + b.filter.Line(p, 0, b.size.Width)
	}
	return widget.Block(lines, b.size.Width, height)
}
