package tui

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
)

// driver runs the model like a program does, without a terminal and without
// anything that moves with time: commands run, their answers are handled.
type driver struct {
	t     testing.TB
	m     *model
	msgs  chan tea.Msg
	wait  int // commands whose answer has not come
	quit  bool
	asked []string // of the program: "tea.setClipboardMsg SHOP-1"

	checked frame // the picture that was found to fit last
}

// frame is a picture on a terminal of a size.
type frame struct {
	content       string
	width, height int
}

func drive(t testing.TB, opt Options, width, height int) *driver {
	t.Helper()
	d := start(t, opt, width, height)
	d.settle()
	return d
}

// start is drive for a server that may never answer.
func start(t testing.TB, opt Options, width, height int) *driver {
	t.Helper()
	if opt.Now == nil {
		opt.Now = func() time.Time { return now }
	}
	m, err := newModel(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.stop)
	m.after = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	m.sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	d := &driver{t: t, m: m, msgs: make(chan tea.Msg, 1000)}
	d.run(m.Init())
	d.update(tea.WindowSizeMsg{Width: width, Height: height})
	return d
}

// send handles a message and everything that follows from it.
func (d *driver) send(msg tea.Msg) {
	d.t.Helper()
	d.update(msg)
	d.settle()
}

// resize gives the terminal another size.
func (d *driver) resize(width, height int) {
	d.t.Helper()
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
}

func (d *driver) update(msg tea.Msg) {
	_, cmd := d.m.Update(msg)
	d.run(cmd)
}

// settle handles answers until nothing is under way.
func (d *driver) settle() {
	d.t.Helper()
	deadline := time.After(20 * time.Second)
	for d.wait > 0 {
		select {
		case msg := <-d.msgs:
			d.wait--
			d.take(msg)
		case <-deadline:
			d.t.Fatalf("%d commands did not answer; screen:\n%s", d.wait, d.m.content())
		}
	}
}

// until handles answers until something is so, here or at the server.
func (d *driver) until(so func() bool) {
	d.t.Helper()
	deadline := time.After(20 * time.Second)
	for !so() {
		select {
		case msg := <-d.msgs:
			d.wait--
			d.take(msg)
		case <-time.After(time.Millisecond):
		case <-deadline:
			d.t.Fatalf("it never came to be; screen:\n%s", d.picture())
		}
	}
}

func (d *driver) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		if ofRenderer(msg) {
			d.asked = append(d.asked, fmt.Sprintf("%T %v", msg, msg))
			return
		}
		d.update(msg)
	}
}

// ofRenderer is true for messages that only a program understands, such as
// copying.
func ofRenderer(msg tea.Msg) bool {
	return strings.HasPrefix(reflect.TypeOf(msg).String(), "tea.") && reflect.TypeOf(msg).PkgPath() == "charm.land/bubbletea/v2" &&
		reflect.TypeOf(msg).Name()[0] >= 'a'
}

// run starts a command.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.wait++
	go func() { d.msgs <- cmd() }()
}

// keys presses keys by their names.
func (d *driver) keys(names ...string) {
	d.t.Helper()
	for _, name := range names {
		d.send(press(name))
	}
}

// press is the message of a named key.
func press(name string) tea.KeyPressMsg {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
		"space": tea.KeySpace, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	if code, ok := special[name]; ok {
		msg := tea.KeyPressMsg{Code: code}
		if name == "space" {
			msg.Text = " "
		}
		return msg
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

var acme = ops.Defaults{Org: "acme", Project: "shop"}
