// Package page is the screen of one thing that is read from its top to its end:
// a release, a monitor, a replay, an alert. What is said about it is the
// operation's own document, so that the terminal interface, the command line and
// agents read the same; figures that a terminal can draw stand above it.
package page

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/markdown"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Content is what is shown.
type Content struct {
	Figures func(p widget.Paint, width int) []string // above the text; may be nil
	Doc     text.Doc
	Links   []Link
	Detail  string // for the frame; "" = the period
}

// Link is a place that the thing leads to.
type Link struct {
	Title string // safe for a terminal
	To    any
}

// Kind is what is shown and how it is read.
type Kind struct {
	Crumb string
	What  string // "release"
	// Load reads it; over a period, where the kind has one to begin with.
	Load   func(ctx context.Context, period string) (Content, error)
	Period string
}

// Page is the screen.
type Page struct {
	kind  Kind
	tasks *screen.Tasks
	size  screen.Resize

	period  string
	content *Content
	doc     []string // as rendered last
	scroll  widget.Scroll
	chosen  *Link // of those that were read out; nil = ask which
	err     error
}

// Tasks of the screen.
const (
	loadTask   = "load"
	renderTask = "render"
)

// New is a screen of the kind.
func New(env screen.Env, kind Kind) *Page {
	return &Page{kind: kind, tasks: env.Tasks, period: kind.Period}
}

// Init reads the thing.
func (s *Page) Init() tea.Cmd {
	return screen.Run(s.tasks, loadTask, s.kind.Load, s.period)
}

// Info says what the frame shows.
func (s *Page) Info() screen.Info {
	info := screen.Info{Scope: command.Page, Crumb: s.kind.Crumb, Detail: s.period, Err: s.err, Busy: s.tasks.Running(loadTask)}
	if s.kind.Period != "" {
		info.Scope = command.Report
	}
	if s.content != nil && s.content.Detail != "" {
		info.Detail = s.content.Detail
	}
	return info
}

// Update takes answers, sizes and clicks.
func (s *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Resize:
		s.size = msg
		s.scroll.Resize(msg.Height)
		s.draw()
		return s.render()
	case screen.Loaded[Content]:
		if !s.tasks.Done(msg.Ticket) {
			return nil
		}
		if s.err = msg.Err; msg.Err == nil {
			s.content = &msg.Out
			return s.render()
		}
	case screen.Loaded[[]string]:
		if s.tasks.Done(msg.Ticket) && msg.Err == nil {
			s.doc = msg.Out
			s.draw()
		}
	}
	return nil
}

// render makes lines of the document, away from the frame.
func (s *Page) render() tea.Cmd {
	if s.content == nil || s.size.Width == 0 || s.size.Paint.Plain {
		return nil
	}
	return screen.Run(s.tasks, renderTask, markdown.Lines, markdown.Page{Doc: s.content.Doc, Width: min(s.size.Width, 140), Theme: s.size.Paint.Theme})
}

func (s *Page) draw() {
	if s.content == nil {
		return
	}
	var lines []string
	if s.content.Figures != nil {
		lines = append(lines, s.content.Figures(s.size.Paint, s.size.Width)...)
	}
	s.scroll.Set(widget.Text(append(lines, s.doc...)))
}

// Do runs the commands of a page.
func (s *Page) Do(id command.ID) tea.Cmd {
	if command.Moves(id, &s.scroll) {
		return nil
	}
	switch id {
	case command.Refresh:
		return s.Init()
	case command.Open:
		return s.follow()
	case command.Copy:
		return s.copy()
	case command.Period:
		s.period = screen.NextPeriod(s.period)
		return s.Init()
	}
	return nil
}

// follow opens what the thing leads to, or asks which of it.
func (s *Page) follow() tea.Cmd {
	if s.content == nil {
		return nil
	}
	if to := s.chosen; to != nil {
		s.chosen = nil
		return screen.Send(screen.Open{To: to.To})
	}
	switch links := s.content.Links; len(links) {
	case 0:
		return screen.Say("nothing further belongs to this " + s.kind.What)
	case 1:
		return screen.Send(screen.Open{To: links[0].To})
	default:
		menu := &widget.Menu{Title: "Go on to"}
		for _, link := range links {
			menu.Offer(link.Title, func() tea.Cmd { return screen.Send(screen.Open{To: link.To}) })
		}
		return screen.Send(screen.Ask{Dialog: menu})
	}
}

func (s *Page) copy() tea.Cmd {
	if s.content == nil {
		return nil
	}
	return screen.Send(screen.Copy{Text: s.content.Doc.Markdown, Said: "copied the " + s.kind.What + " as Markdown"})
}

// View draws the window.
func (s *Page) View() string {
	if s.content == nil || s.doc == nil {
		line := "  loading the " + s.kind.What + "..."
		if s.err != nil {
			line = "" // the frame says why
		}
		return widget.Block([]string{"", widget.Cut(line, s.size.Width)}, s.size.Width, s.size.Height)
	}
	return s.scroll.View(s.size.Width)
}
