// Package browse is the screen for choosing one of many named things:
// organizations, projects, releases. They differ in what a row says and where
// it leads, not in how one moves, filters and pages, so that is here once.
package browse

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Page is one answer of the server.
type Page[T any] struct {
	Items []T
	Next  string // cursor of the next page; "" at the end
}

// Row is what one item shows. Both texts are safe for a terminal.
type Row struct{ Name, About string }

// Kind is what is chosen from.
type Kind[T any] struct {
	Scope   command.Scope
	Crumb   string
	Plural  string // "projects"
	Of      string // what the rows' names are names of; see screen.Name
	All     *T     // stands for all items, shown first; may be nil
	Load    func(ctx context.Context, cursor string) (Page[T], error)
	Row     func(T) Row
	Open    func(T) tea.Cmd
	Settled func(items []T, next string) tea.Cmd // after the first page; may be nil
	Do      func(command.ID) tea.Cmd             // further commands; may be nil
}

// Browser is the screen.
type Browser[T any] struct {
	kind   Kind[T]
	tasks  *screen.Tasks
	size   screen.Resize
	list   widget.List
	filter widget.Filter

	items  []T
	rows   []Row
	next   string
	loaded bool
	err    error
}

// New is a screen of the kind.
func New[T any](env screen.Env, kind Kind[T]) *Browser[T] {
	return &Browser[T]{kind: kind, tasks: env.Tasks}
}

const (
	first = "first" // task: the first page, replacing everything
	more  = "more"  // task: the page after the last row
)

// Init loads the first page.
func (b *Browser[T]) Init() tea.Cmd { return screen.Run(b.tasks, first, b.kind.Load, "") }

// Info says what the frame shows.
func (b *Browser[T]) Info() screen.Info {
	info := screen.Info{Scope: b.kind.Scope, Crumb: b.kind.Crumb, Err: b.err,
		Busy: b.tasks.Running(first) || b.tasks.Running(more), Typing: b.filter.Typing, Inner: b.filter.Active()}
	if b.loaded {
		count := len(b.items)
		if b.kind.All != nil && count > 0 {
			count--
		}
		info.Detail = strconv.Itoa(count)
		if b.next != "" {
			info.Detail += "+"
		}
		info.Detail += " " + b.kind.Plural
	}
	return info
}

// Update takes answers, sizes, clicks and what is typed into the filter.
func (b *Browser[T]) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Resize:
		b.size = msg
		b.list.Resize(b.rowsHeight())
	case screen.Loaded[Page[T]]:
		return b.take(msg)
	case screen.Click:
		return b.click(msg.Y)
	case tea.KeyPressMsg:
		return b.typed(msg)
	case tea.PasteMsg:
		b.filter.Editor.Insert(msg.Content)
		b.refilter()
	}
	return nil
}

// Names are those of the rows.
func (b *Browser[T]) Names() []screen.Name {
	var out []screen.Name
	for _, r := range b.rows {
		out = append(out, screen.Name{Of: b.kind.Of, Value: r.Name, Note: r.About})
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
	if msg.Name == first {
		b.items, b.rows = nil, nil
		if b.kind.All != nil && len(msg.Out.Items) > 0 {
			b.items, b.rows = []T{*b.kind.All}, []Row{b.kind.Row(*b.kind.All)}
		}
	}
	for _, item := range msg.Out.Items {
		b.items = append(b.items, item)
		b.rows = append(b.rows, b.kind.Row(item))
	}
	b.next = msg.Out.Next
	b.refilter()
	begun := b.loaded
	b.loaded = true
	if !begun && b.kind.Settled != nil {
		return b.kind.Settled(msg.Out.Items, b.next)
	}
	return nil
}

// Do runs the commands of a list.
func (b *Browser[T]) Do(id command.ID) tea.Cmd {
	switch id {
	case command.Up:
		b.list.Move(-1)
	case command.Down:
		b.list.Move(1)
	case command.PageUp:
		b.list.Page(-1)
	case command.PageDown:
		b.list.Page(1)
	case command.Top:
		b.list.Home()
	case command.Bottom:
		b.list.End()
	case command.Open:
		return b.openCursor()
	case command.Refresh:
		return b.Init()
	case command.Filter:
		b.filter.Typing = true
		b.list.Resize(b.rowsHeight())
	case command.Back:
		b.filter.Clear()
		b.refilter()
	default:
		if b.kind.Do != nil {
			return b.kind.Do(id)
		}
	}
	return b.page()
}

// page loads the next page when the end of the rows comes into sight.
func (b *Browser[T]) page() tea.Cmd {
	if b.next == "" || b.tasks.Running(more) || b.tasks.Running(first) || b.list.Below() > b.size.Height || b.filter.Active() {
		return nil
	}
	return screen.Run(b.tasks, more, b.kind.Load, b.next)
}

func (b *Browser[T]) openCursor() tea.Cmd {
	if b.list.Len() == 0 {
		return nil
	}
	return b.kind.Open(b.items[b.filter.Row(b.list.Cursor)])
}

func (b *Browser[T]) click(y int) tea.Cmd {
	row := b.list.At(y)
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

// typed edits the filter: enter keeps it, esc drops it.
func (b *Browser[T]) typed(key tea.KeyPressMsg) tea.Cmd {
	switch key.String() {
	case "esc":
		b.filter.Clear()
	case "enter":
		b.filter.Typing = false
	case "up":
		b.list.Move(-1)
		return nil
	case "down":
		b.list.Move(1)
		return nil
	default:
		b.filter.Editor.Key(key)
	}
	b.refilter()
	return nil
}

func (b *Browser[T]) refilter() {
	n := b.filter.Apply(len(b.rows), func(i int) string { return b.rows[i].Name + " " + b.rows[i].About })
	b.list.SetLen(n)
	b.list.Resize(b.rowsHeight())
}

func (b *Browser[T]) rowsHeight() int {
	if b.filter.Active() {
		return b.size.Height - 1
	}
	return b.size.Height
}

// View draws the rows, and the filter below them.
func (b *Browser[T]) View() string {
	p, width := b.size.Paint, b.size.Width
	if b.list.Len() == 0 {
		return b.nothing()
	}
	name := min(max(width/3, 20), 40)
	body := b.list.View(func(n int, selected bool) string {
		ink, mark, row := p, "  ", b.rows[b.filter.Row(n)]
		if selected {
			ink, mark = p.Selected(), p.Glyph("▌ ", "> ")
		}
		return p.In(themes.Accent, mark) + ink.In(themes.Title, widget.Fit(row.Name, name)) +
			ink.In(themes.Muted, widget.Fit(" "+row.About, width-name-2))
	})
	if b.filter.Active() {
		body += "\n" + FilterLine(p, &b.filter, b.list.Len(), width)
	}
	return body
}

func (b *Browser[T]) nothing() string {
	p, line := b.size.Paint, ""
	switch {
	case b.filter.Active():
		line = "no " + b.kind.Plural + " match"
	case b.loaded:
		line = "there are no " + b.kind.Plural
	case b.err == nil:
		line = "loading " + b.kind.Plural + "..."
	}
	rows := make([]string, b.rowsHeight())
	if len(rows) > 1 {
		rows[1] = "  " + p.In(themes.Muted, line)
	}
	if b.filter.Active() {
		rows = append(rows, FilterLine(p, &b.filter, 0, b.size.Width))
	}
	return widget.Block(rows, b.size.Width, b.size.Height)
}

// FilterLine is the line under a filtered list.
func FilterLine(p widget.Paint, f *widget.Filter, shown, width int) string {
	const label = " filter: "
	count := strconv.Itoa(shown) + " shown · esc clears "
	if f.Typing {
		room := max(width-len(label)-widget.Width(count)-1, 8)
		field := f.Editor.Lines(p, room, 1)[0]
		return widget.Cut(p.In(themes.Key, label)+field+widget.Blank(room-widget.Width(field)+1)+p.In(themes.Muted, count), width)
	}
	return widget.Cut(p.In(themes.Key, label)+p.In(themes.Text, f.Label())+"  "+p.In(themes.Muted, count), width)
}
