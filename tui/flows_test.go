package tui

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// wrote reports whether the program has written a text since its start.
func (s *terminal) wrote(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Contains(s.bytes.Bytes(), []byte(text))
}

// point presses a button of the mouse over a text, and lets it go, or turns the
// wheel, as terminals send it.
func (s *terminal) point(button int, text string) {
	s.t.Helper()
	for y, line := range strings.Split(s.screen(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			x := widget.Width(before) + 1
			s.press(fmt.Sprintf("\x1b[<%d;%d;%dM", button, x, y+1))
			if button == left {
				s.press(fmt.Sprintf("\x1b[<%d;%d;%dm", button, x, y+1))
			}
			return
		}
	}
	s.t.Fatalf("%q is not on the screen:\n%s", text, s.screen())
}

// The buttons of the mouse on the wire.
const (
	left      = 0
	wheelDown = 65
)

func flow(t *testing.T, change func(*Options)) *terminal {
	t.Helper()
	fake := newFake()
	fake.rolling = true
	opt := Options{Ops: opsOver(t, fake, acme), Theme: "dark", Now: func() time.Time { return now }, Title: "sentry.io"}
	if change != nil {
		change(&opt)
	}
	s := startIn(t, opt, 120, 40)
	s.await("SHOP-1", "sentry.io")
	return s
}

// TestTraceFlow reads a trace, goes to the issue of a span and back, and on to
// the logs.
func TestTraceFlow(t *testing.T) {
	s := flow(t, nil)
	s.press(":trace " + traceID + "\r")
	s.await("GET /cart", "GET warehouse", "SELECT 1", "▌")
	s.press("]")
	s.await("Issues (i opens)", "deadlock")
	s.press("i")
	s.await("1 Overview", "culprit")
	s.press("\x1b")
	s.await("GET warehouse", "TOOK")
	s.press("L")
	s.await("payment failed")
	s.press("q")
	s.ends()
}

// TestExploreFlow asks datasets, opens a log line and comes back by the history.
func TestExploreFlow(t *testing.T) {
	s := flow(t, nil)
	s.press(":spans\r")
	s.await("[spans]", "SELECT 1")
	s.press("\t")
	s.await("[logs]", "payment failed")
	s.press(":logs\r")
	s.await("› logs", "payment failed")
	s.press("\r")
	s.await("order.id", "o-17")
	s.press("\x1b")
	s.await("space hold")
	s.press(">")
	s.await("order.id")
	s.press("q")
	s.ends()
}

// TestThemeFlow sees a theme before it is taken, gives it up, and keeps another.
func TestThemeFlow(t *testing.T) {
	kept := make(chan string, 1)
	s := flow(t, func(o *Options) {
		o.Settings = screen.Settings{Set: func(key, value string) error { kept <- key + " = " + value; return nil }}
	})
	accent := func(name string) string {
		theme, err := themes.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		open, _, _ := strings.Cut(theme.Style(themes.Accent).Render("x"), "x")
		return strings.Trim(open, "\x1b[m")
	}
	s.press("C")
	s.await("type to search")
	s.press("dracula\x1b[B")
	s.await("▌ dracula")
	s.press("\x1b")
	s.await("/ search")
	s.press("C")
	s.await("type to search")
	s.press("gruvbox\r")
	s.await("/ search")
	if got := <-kept; got != "tui.theme = gruvbox-dark" {
		t.Errorf("kept: %s", got)
	}
	s.press("q")
	s.ends()
	for _, name := range []string{"dark", "dracula", "gruvbox-dark"} {
		if !s.wrote(accent(name)) {
			t.Errorf("nothing was drawn in the accent of %s, %s", name, accent(name))
		}
	}
}

// TestFinderFlow does by name what has a key, and goes to a place by its own.
func TestFinderFlow(t *testing.T) {
	s := flow(t, nil)
	s.press("\x0b")
	s.await("What to do")
	s.press("archive\r")
	s.await("Archive SHOP-1", "until it escalates")
	s.press("e")
	s.await("-> archived")
	s.press(":shop-2\r")
	s.await("1 Overview", "› SHOP-2")
	s.press(":monitors\r")
	s.await("› monitors", "nightly")
	s.press("\x1b")
	s.await("1 Overview")
	s.press("q")
	s.ends()
}

// TestMouseFlow triages with the mouse alone, then gives it back to the terminal.
func TestMouseFlow(t *testing.T) {
	s := flow(t, func(o *Options) { o.Mouse = true })
	s.point(wheelDown, "SHOP-2")
	s.await("▌ E!SHOP-4")
	s.point(left, "SHOP-2")
	s.await("▌ W!SHOP-2")
	s.point(left, "SHOP-2")
	s.await("1 Overview")
	s.point(left, "2 Stack")
	s.await("E editor") // the footer of the stack
	s.point(left, "r resolve")
	s.await("-> resolved")
	s.press("e")
	s.await("Archive SHOP-2")
	s.point(left, "forever")
	s.await("-> archived")
	s.press("\x07")
	s.await("mouse off")
	if !s.wrote("\x1b[?1002h") || !s.wrote("\x1b[?1002l") {
		t.Error("the terminal was not asked for the mouse, or not given it back")
	}
	s.press("q")
	s.ends()
}
