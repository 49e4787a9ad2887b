// Package screentest runs one screen without the router, a terminal or
// anything that moves with time, so that what a screen does is tested in its
// own folder: commands are given, answers come from a server in the test, and
// what the screen asks of the router is written down.
package screentest

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vedette/internal/ops"
	"vedette/internal/text/hostile"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Now is the clock of the tests.
var Now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// Driver runs a screen.
type Driver struct {
	Screen        screen.Screen
	Told          []tea.Msg // what the router was asked for
	live          bool
	t             testing.TB
	width, height int
	msgs          chan tea.Msg
	wait          int
	runs          *screen.Runs
}

// Start builds a screen, gives it its place and waits until it has loaded.
func Start(t testing.TB, o *ops.Ops, width, height int, build func(screen.Env) screen.Screen) *Driver {
	t.Helper()
	return StartWith(t, screen.Env{Ops: o, Keys: command.Usual()}, width, height, build)
}

// StartWith is Start with more of what a screen is made with. Runs may be those
// of another driver, for a screen that comes after its.
func StartWith(t testing.TB, env screen.Env, width, height int, build func(screen.Env) screen.Screen) *Driver {
	t.Helper()
	d := StartLive(t, env, width, height, build)
	d.live = false
	d.Settle()
	return d
}

// StartLive is StartWith for a screen that follows something without end: what
// comes is waited for with Await.
func StartLive(t testing.TB, env screen.Env, width, height int, build func(screen.Env) screen.Screen) *Driver {
	t.Helper()
	if env.Runs == nil {
		env.Runs = screen.NewRuns(t.Context())
	}
	if env.Memory == nil {
		env.Memory = &screen.Memory{}
	}
	env.Keys = command.Usual()
	env.Now = func() time.Time { return Now }
	env.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	env = screen.NewEnv(t.Context(), 1, env)
	d := &Driver{Screen: build(env), live: true, t: t, msgs: make(chan tea.Msg, 1000), runs: env.Runs}
	d.Resize(width, height, themes.Mono)
	d.run(d.Screen.Init())
	return d
}

// Await handles answers until the picture shows every text.
func (d *Driver) Await(texts ...string) {
	d.t.Helper()
	d.Until(func() bool {
		picture := d.Text()
		for _, s := range texts {
			if !strings.Contains(picture, s) {
				return false
			}
		}
		return true
	})
}

// Until handles answers until something is true.
func (d *Driver) Until(done func() bool) {
	d.t.Helper()
	deadline := time.After(20 * time.Second)
	for !done() {
		select {
		case msg := <-d.msgs:
			d.wait--
			d.take(msg)
		case <-deadline:
			d.t.Fatalf("what is waited for never came:\n%s", d.Text())
		}
	}
}

// Resize gives the screen another place or theme.
func (d *Driver) Resize(width, height int, theme string) {
	d.t.Helper()
	loaded, err := themes.Load(theme)
	if err != nil {
		d.t.Fatal(err)
	}
	d.width, d.height = width, height
	d.Send(screen.Resize{Width: width, Height: height, Paint: widget.NewPaint(loaded, theme == themes.Mono)})
}

// Send gives the screen a message and waits for what follows.
func (d *Driver) Send(msg tea.Msg) {
	d.t.Helper()
	d.run(d.Screen.Update(msg))
	d.Settle()
}

// Do runs commands of the screen.
func (d *Driver) Do(ids ...command.ID) {
	d.t.Helper()
	for _, id := range ids {
		d.run(d.Screen.Do(id))
		d.Settle()
	}
}

// Run runs a command, as one that a dialog gave.
func (d *Driver) Run(cmd tea.Cmd) {
	d.t.Helper()
	d.run(cmd)
	d.Settle()
}

// Type types text, key by key; "\n" is enter, "\x1b" escape.
func (d *Driver) Type(s string) {
	d.t.Helper()
	for _, r := range s {
		switch r {
		case '\n':
			d.Send(tea.KeyPressMsg{Code: tea.KeyEnter})
		case '\x1b':
			d.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
		default:
			d.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

// Settle handles answers until nothing is under way.
func (d *Driver) Settle() {
	d.t.Helper()
	deadline := time.After(20 * time.Second)
	for d.wait > 0 && !d.live {
		select {
		case msg := <-d.msgs:
			d.wait--
			d.take(msg)
		case <-deadline:
			d.t.Fatalf("%d commands did not answer; screen:\n%s", d.wait, d.Text())
		}
	}
}

func (d *Driver) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
	case screen.Routed:
		cmd, taken := d.runs.Take(msg)
		if !taken {
			cmd = d.Screen.Update(msg)
		}
		d.run(cmd)
	case screen.FixChanged:
		d.run(d.Screen.Update(msg))
	default:
		d.Told = append(d.Told, msg)
	}
}

func (d *Driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.wait++
	go func() { d.msgs <- cmd() }()
}

// Text is the picture without colours. It is checked on the way: exactly as
// many lines and at most as wide as the place, and inert.
func (d *Driver) Text() string {
	d.t.Helper()
	view := d.Screen.View()
	lines := strings.Split(view, "\n")
	if len(lines) != d.height {
		d.t.Errorf("%d lines in a place of %d:\n%s", len(lines), d.height, ansi.Strip(view))
	}
	for n, l := range lines {
		if w := ansi.StringWidth(l); w > d.width {
			d.t.Errorf("line %d is %d cells wide in a place of %d: %q", n, w, d.width, l)
		}
	}
	if err := hostile.AssertTerminalSafe(view, hostile.Lines, hostile.Colours); err != nil {
		d.t.Error(err)
	}
	return ansi.Strip(view)
}

// Has fails unless the picture shows every text.
func (d *Driver) Has(texts ...string) {
	d.t.Helper()
	picture := d.Text()
	for _, s := range texts {
		if !strings.Contains(picture, s) {
			d.t.Errorf("%q is not on the screen:\n%s", s, picture)
		}
	}
}

// Lacks fails if the picture shows one of the texts.
func (d *Driver) Lacks(texts ...string) {
	d.t.Helper()
	picture := d.Text()
	for _, s := range texts {
		if strings.Contains(picture, s) {
			d.t.Errorf("%q is on the screen:\n%s", s, picture)
		}
	}
}

// Opened is the place the screen asked for last.
func (d *Driver) Opened() any {
	for n := len(d.Told) - 1; n >= 0; n-- {
		if open, ok := d.Told[n].(screen.Open); ok {
			return open.To
		}
	}
	return nil
}

// Write makes the change that the screen asked for last, as the router does,
// and gives what was said of it.
func (d *Driver) Write(o *ops.Ops) (done string, err error) {
	d.t.Helper()
	for n := len(d.Told) - 1; n >= 0; n-- {
		w, ok := d.Told[n].(screen.Write)
		if !ok {
			continue
		}
		d.Send(screen.Edit{Issues: w.Issues, Apply: w.Now})
		if done, err = w.Run(d.t.Context(), o); err != nil {
			d.Send(screen.Edit{Issues: w.Issues, Apply: w.TakeBack})
			return done, err
		}
		d.Send(screen.Wrote{Issues: w.Issues})
		if w.Then != nil {
			d.Run(w.Then())
		}
		return done, nil
	}
	d.t.Fatalf("no change was asked for; told: %v", kinds(d.Told))
	return "", nil
}

// Asked is the dialog the screen asked for last, as text.
func (d *Driver) Asked() (widget.Dialog, string) {
	d.t.Helper()
	for n := len(d.Told) - 1; n >= 0; n-- {
		if ask, ok := d.Told[n].(screen.Ask); ok {
			theme, err := themes.Load(themes.Mono)
			if err != nil {
				d.t.Fatal(err)
			}
			return ask.Dialog, ansi.Strip(strings.Join(ask.Dialog.Lines(widget.NewPaint(theme, true), 70, 40), "\n"))
		}
	}
	d.t.Fatalf("no dialog was asked for; told: %v", kinds(d.Told))
	return nil, ""
}

// Choose answers the dialog asked for last with a key.
func (d *Driver) Choose(key rune) {
	d.t.Helper()
	dialog, _ := d.Asked()
	press := tea.KeyPressMsg{Code: key}
	if unicode.IsPrint(key) {
		press.Text = string(key)
	}
	cmd, _ := dialog.Key(press)
	d.run(cmd)
	d.Settle()
}

// Answer gives the dialog asked for last a named key: "enter" or "esc".
func (d *Driver) Answer(key string) {
	d.t.Helper()
	dialog, _ := d.Asked()
	cmd, _ := dialog.Key(tea.KeyPressMsg{Code: map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape}[key]})
	d.run(cmd)
	d.Settle()
}

// Said fails unless the newest status line has the text in it.
func (d *Driver) Said(with string) {
	d.t.Helper()
	for n := len(d.Told) - 1; n >= 0; n-- {
		if s, ok := d.Told[n].(screen.Status); ok {
			if !strings.Contains(s.Text, with) {
				d.t.Errorf("%q was said, want %q in it", s.Text, with)
			}
			return
		}
	}
	d.t.Errorf("nothing was said, want %q", with)
}

func kinds(msgs []tea.Msg) []string {
	var out []string
	for _, m := range msgs {
		out = append(out, reflect.TypeOf(m).String())
	}
	return out
}

// EverySize draws the screen in every size, in colours and in none with plain
// glyphs. Other themes differ in nothing that takes room.
func (d *Driver) EverySize() {
	d.t.Helper()
	for _, size := range [][2]int{{20, 4}, {40, 10}, {80, 22}, {120, 38}, {200, 58}, {400, 118}} {
		for _, theme := range []string{themes.Dark, themes.Mono} {
			d.Resize(size[0], size[1], theme)
			d.Text()
		}
	}
}

// Quote is a string as JSON.
func Quote(t testing.TB, s string) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
