// Package tui is vedette's face for a person who triages: the terminal
// interface. It exists to get from "something broke" to "it is fixed" with one
// hand on the keyboard, at the speed of the keys.
//
// This package holds the router: it keeps the stack of screens, draws the frame
// around the top one, turns keys into commands, shows dialogs and runs writes.
// Screens live in folders of their own and speak with the router in messages
// (package screen); what each key does is listed once (package command).
package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// Options are what the terminal interface needs from outside.
type Options struct {
	Ops        *ops.Ops // nil: nobody is logged in and there is no local data; the welcome screen is shown
	Themes     themes.Library
	Theme      string // name of a theme; "" = dark or light, by the terminal's background
	Background string // the terminal's: "dark" or "light"; "" = ask it
	Paint      bool   // the theme's own background is painted, instead of leaving the terminal's
	NoColor    bool
	ASCII      bool                // no box, block or arrow glyphs
	Accessible bool                // lines and questions, one after the other, instead of pictures
	Mouse      bool                // clicks and the wheel are the program's, and no longer the terminal's
	Keys       map[string][]string // command -> its keys, instead of the usual ones
	Store      Store               // keeps the session for the next start; nil = nothing is kept
	Restore    bool                // begin where the last session ended
	Wishes     screen.Wishes
	In         io.Reader
	Out        io.Writer
	OpenURL    func(string) error // nil: there is no browser
	Now        func() time.Time   // nil: the real clock
	Hints      bool               // show first-minute hints
	Command    string             // how a shell calls this program for the same server: "vedette --profile demo"
	Title      string             // what is looked at: "demo", or the server's host
	Here       screen.Here        // what screens do on this machine
	Settings   screen.Settings    // what is in force
}

// Run shows the interface until the person leaves, ctx ends, or the process is
// told to stop (SIGINT, SIGTERM, SIGHUP: its terminal is
// gone); none of these is an error. The terminal is
// left as it was found in every case, also after a panic, which is an error.
func Run(ctx context.Context, opt Options) error {
	if opt.Accessible {
		return plain(ctx, opt)
	}
	return run(ctx, opt)
}

// run is Run with more options of the program.
func run(ctx context.Context, opt Options, program ...tea.ProgramOption) error {
	ctx, stopSignals := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stopSignals()
	var p *tea.Program // set before anything runs that could have news
	m, err := newModel(ops.Listen(ctx, func(n ops.Notice) { p.Send(heard{Notice: n}) }), opt)
	if err != nil {
		return err
	}
	defer m.stop()
	m.tell = func(msg tea.Msg) { p.Send(msg) }
	// Signals come through the context alone: Bubble Tea's own handler and an
	// ended context at the same time wait for each other forever.
	program = append(program, tea.WithoutSignalHandler(), tea.WithFPS(120))
	if opt.In != nil {
		program = append(program, tea.WithInput(opt.In))
	}
	if opt.Out != nil {
		program = append(program, tea.WithOutput(opt.Out))
	}
	p = tea.NewProgram(m, program...)
	_ = opt.Themes.Watch(ctx, func() { p.Send(themeSaved{}) }) // where nothing can be watched, themes count from the next start
	defer context.AfterFunc(ctx, p.Quit)()
	onStop(ctx, func() {
		if m.lent.Load() {
			_ = stopProcess() // with the program that has the terminal
		} else {
			p.Send(suspend{})
		}
	}, func() {
		if !m.lent.Load() {
			p.Send(woken{})
		}
	})
	_, err = p.Run()
	goodbye := m.farewell()
	m.end(errors.Is(err, tea.ErrProgramPanic))
	if opt.Out != nil && goodbye != "" {
		_, _ = io.WriteString(opt.Out, goodbye) // a terminal that is gone needs no farewell
	}
	switch {
	case errors.Is(err, tea.ErrInterrupted):
		return nil
	case errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("the terminal interface failed; please report what is written above: %w", err)
	case err != nil:
		return fmt.Errorf("terminal interface: %w", err)
	}
	return nil
}

// Operations says which commands reach each operation of the catalogue.
func Operations() map[string][]string {
	out := map[string][]string{}
	for _, c := range command.Catalog() {
		for _, op := range c.Ops {
			out[op] = append(out[op], string(c.ID))
		}
	}
	return out
}

// library is where themes are read from: without colours not from the person's,
// which may have some.
func (o Options) library() themes.Library {
	if o.NoColor {
		return themes.Library{}
	}
	return o.Themes
}

// asksBackground is true where the terminal's answer decides the theme.
func (o Options) asksBackground() bool { return o.Theme == "" && o.Background == "" && !o.NoColor }

// themeName is the theme to begin with; the answer to the question for the
// background may change it later.
func (o Options) themeName() string {
	switch {
	case o.NoColor:
		return themes.Mono
	case o.Theme != "":
		return o.Theme
	case o.Background == "light":
		return themes.Light
	}
	return themes.Dark
}
