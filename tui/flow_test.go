package tui

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"vedette/internal/local"
	"vedette/internal/ops"
	"vedette/internal/sentryapi"
)

// terminal is an emulator that a whole program runs in.
type terminal struct {
	t     *testing.T
	vt    *vt.SafeEmulator
	keys  *io.PipeWriter
	done  chan error
	mu    sync.Mutex
	bytes bytes.Buffer // what the program wrote
}

// Write draws what the program writes.
func (s *terminal) Write(p []byte) (int, error) {
	s.mu.Lock()
	s.bytes.Write(p)
	s.mu.Unlock()
	return s.vt.Write(p)
}

func (s *terminal) written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes.Len()
}

// startIn runs the program in an emulator of the given size.
func startIn(t *testing.T, opt Options, width, height int) *terminal {
	t.Helper()
	in, keys := io.Pipe()
	s := &terminal{t: t, vt: vt.NewSafeEmulator(width, height), keys: keys, done: make(chan error, 1)}
	if _, err := s.vt.Write([]byte("\x1b[20h")); err != nil { // without a TTY line feeds come bare
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, s.vt) }() // the emulator's own answers
	opt.In, opt.Out = in, s
	opt.Wishes.ReducedMotion = true
	go func() {
		s.done <- run(t.Context(), opt, tea.WithWindowSize(width, height), tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithColorProfile(colorprofile.TrueColor))
	}()
	t.Cleanup(func() { _ = keys.Close() })
	return s
}

// screen is the picture as text.
func (s *terminal) screen() string { return ansi.Strip(s.vt.Render()) }

// awaitGone waits until a text has left the screen.
func (s *terminal) awaitGone(text string) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); strings.Contains(s.screen(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("%q never left the screen:\n%s", text, s.screen())
		}
	}
}

// await waits until every text is on the screen.
func (s *terminal) await(texts ...string) {
	s.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		screen, missing := s.screen(), ""
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				missing = text
			}
		}
		if missing == "" {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("%q never came on the screen:\n%s", missing, screen)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *terminal) press(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.keys, keys); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the program's end.
func (s *terminal) ends() {
	s.t.Helper()
	select {
	case err := <-s.done:
		if err != nil {
			s.t.Fatal(err)
		}
	case <-time.After(20 * time.Second):
		s.t.Fatalf("the program does not end; screen:\n%s", s.screen())
	}
}

// TestTriage goes from the stream to a fix and back in a whole program.
func TestTriage(t *testing.T) {
	fake := newFake()
	s := startIn(t, Options{Ops: opsOver(t, fake, acme), Theme: "dark", Now: func() time.Time { return now }, Title: "sentry.io"}, 120, 40)
	s.await("SHOP-1", "sentry.io", "cart in total")
	before := s.written()
	s.press("j")
	s.await("▌ W!SHOP-2")
	if moved := s.written() - before; moved > 4096 {
		t.Errorf("moving the cursor (with the preview of another issue) wrote %d bytes", moved)
	}
	s.press("\r")
	s.await("SHOP-2", "1 Overview", "shop/cart.py:12")
	s.press("r")
	s.await("SHOP-2: status", "-> resolved")
	s.press("f")
	s.await("Start a fix run for SHOP-2?", "bills")
	s.press("y")
	s.await("found a solution", "The price is missing for gift cards", "Give the price a default", "find the commit")
	s.press("\x1b")
	s.await("TITLE", "resolved", "SHOP-3")
	s.press("q")
	s.ends()
	if asked := strings.Join(fake.asked, "\n"); !strings.Contains(asked, "PUT ") || !strings.Contains(asked, "POST ") {
		t.Errorf("the server was not asked to write:\n%s", asked)
	}
}

// TestFirstPaintNeedsNoNetwork: the frame is there while the server is silent,
// and the person can leave.
func TestFirstPaintNeedsNoNetwork(t *testing.T) {
	silent := make(chan struct{})
	defer close(silent)
	o := opsOver(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-silent }), acme)
	s := startIn(t, Options{Ops: o, Theme: "dark"}, 80, 24)
	s.await("acme › shop", "TITLE", "loading issues...", "enter open")
	s.press("q")
	s.ends()
}

// TestCursorMoveIsSmall: without a preview to redraw, a move is two rows.
func TestCursorMoveIsSmall(t *testing.T) {
	s := startIn(t, Options{Ops: opsOver(t, newFake(), acme), Theme: "dark", Now: func() time.Time { return now }}, 100, 30)
	s.await("▌ F SHOP-1")
	for _, next := range []string{"▌ W!SHOP-2", "▌ I SHOP-3", "▌ E!SHOP-4"} {
		before := s.written()
		s.press("j")
		s.await(next)
		if moved := s.written() - before; moved > 1024 {
			t.Errorf("moving the cursor to %s wrote %d bytes, want at most 1024", next, moved)
		}
	}
	s.press("q")
	s.ends()
}

// TestDemo triages the recorded demo against the embedded backend, so that no
// fake of ours can make the flow work.
func TestDemo(t *testing.T) {
	t.Parallel()
	server, err := local.OpenDemo(t.Context(), t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	client, err := sentryapi.New(sentryapi.Config{BaseURL: server.URL(), Transport: server.Transport(),
		Token: func(context.Context) (string, error) { return "local", nil }})
	if err != nil {
		t.Fatal(err)
	}
	o := ops.New(ops.Config{Client: client, BaseURL: server.URL(), Defaults: ops.Defaults{Org: "local"}})
	s := startIn(t, Options{Ops: o, Theme: "light", Title: "demo", Hints: true}, 140, 45)
	s.await("all projects", "CHECKOUT-", "is:unresolved")
	s.press("/")
	s.await("search:")
	s.press("\x15project:storefront is:unresolved\r")
	s.awaitGone("CHECKOUT-")
	s.await("project:storefront", "STOREFRONT-")
	s.press("\r2")
	s.await("Stack", "▾")
	s.press("6")
	s.await("first seen")
	s.press("r")
	s.await("-> resolved")
	s.press("f")
	s.await("Start a fix run")
	s.press("y")
	s.await("Tasks", "[x] Read the crash", "Root cause")
	s.press("\x03")
	s.ends()
}
