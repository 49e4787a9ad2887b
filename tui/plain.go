package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/command"
	"vedette/tui/linear"
	"vedette/tui/screen"
)

// The size that screens are told where they are read out, in cells: wide enough
// to cut nothing, and as high as what is read at once.
const (
	plainWidth  = 1000
	plainHeight = 24
)

// plain is Run for lines and questions: the same router, without a picture.
// Nothing happens by itself but what was asked to be followed.
func plain(ctx context.Context, opt Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	opt.NoColor, opt.ASCII, opt.Mouse, opt.Hints = true, true, false, false
	opt.Wishes.ReducedMotion, opt.Wishes.Refresh = true, 0
	news := make(chan tea.Msg)
	tell := func(msg tea.Msg) {
		select {
		case news <- msg:
		case <-ctx.Done():
		}
	}
	m, err := newModel(ops.Listen(ctx, func(n ops.Notice) { tell(heard{Notice: n}) }), opt)
	if err != nil {
		return err
	}
	defer m.stop()
	rest := linear.NewRest()
	m.tell, m.rest = tell, rest.Wait
	m.runs.Rest(rest.Wait)
	m.after = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	m.sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	first := m.Init()
	_, size := m.Update(tea.WindowSizeMsg{Width: plainWidth, Height: plainHeight})
	linear.Run(ctx, reader{m}, tea.Batch(first, size), linear.Options{In: opt.In, Out: opt.Out, Copy: opt.Here.Clipboard, Rest: rest, News: news})
	m.end(false)
	return nil
}

// reader is the router as package linear needs it.
type reader struct{ m *model }

// Update handles a message.
func (r reader) Update(msg tea.Msg) tea.Cmd {
	_, cmd := r.m.Update(msg)
	return cmd
}

// Do runs a command.
func (r reader) Do(id command.ID) tea.Cmd { return r.Update(invoke{id}) }

// GoTo goes to the place that a line names.
func (r reader) GoTo(line string) tea.Cmd {
	if r.m.opt.Ops == nil {
		return screen.Complain("nobody is logged in: see the commands on this page")
	}
	return r.m.goTo(line)
}

// Answered puts the dialog away.
func (r reader) Answered() { r.m.dialog = nil }

// Shown is what a picture would show.
func (r reader) Shown() linear.Shown {
	top := r.m.top()
	return linear.Shown{Screen: top.Screen, Dialog: r.m.dialog, Commands: r.m.bindings.For(top.Info().Scope), Status: r.m.status.Status, Said: r.m.status.seq}
}
