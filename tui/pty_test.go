//go:build unix

package tui

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"vedette/internal/ops"
	"vedette/internal/sentryapi"
)

// childEnv makes the test binary the program itself.
const childEnv = "VEDETTE_TUI_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

// child is a program in a terminal; opening the browser panics in it.
func child() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	srv := httptest.NewServer(newFake())
	defer srv.Close()
	client, err := sentryapi.New(sentryapi.Config{BaseURL: srv.URL, Token: func(context.Context) (string, error) { return "secret", nil }})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	o := ops.New(ops.Config{Client: client, BaseURL: srv.URL, Defaults: acme})
	err = Run(ctx, Options{Ops: o, In: os.Stdin, Out: os.Stdout, OpenURL: func(string) error { panic("browser") }})
	fmt.Println("ended:", err)
	return 0
}

// inPTY is the program in a real pseudo terminal.
type inPTY struct {
	t    *testing.T
	tty  *os.File
	cmd  *exec.Cmd
	mu   sync.Mutex
	out  strings.Builder
	gone chan struct{}
}

func startPTY(t *testing.T) *inPTY {
	t.Helper()
	p := &inPTY{t: t, cmd: exec.Command(os.Args[0]), gone: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), childEnv+"=1", "TERM=xterm-256color")
	tty, err := pty.StartWithSize(p.cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Skip("no pseudo terminal here:", err)
	}
	p.tty = tty
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = tty.Close() })
	go func() {
		defer close(p.gone)
		buf := make([]byte, 4096)
		for {
			n, err := tty.Read(buf)
			p.mu.Lock()
			p.out.Write(buf[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return p
}

func (p *inPTY) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

func (p *inPTY) await(s string) {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(p.output(), s); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("%q was never written; there is %q", s, p.output())
		}
	}
}

// TestTerminalIsRestored ends the program in each way there is.
func TestTerminalIsRestored(t *testing.T) {
	for name, end := range map[string]func(p *inPTY){
		"q":       func(p *inPTY) { _, _ = p.tty.WriteString("q") },
		"ctrl+c":  func(p *inPTY) { _, _ = p.tty.WriteString("\x03") },
		"SIGTERM": func(p *inPTY) { _ = p.cmd.Process.Signal(syscall.SIGTERM) },
		"panic":   func(p *inPTY) { _, _ = p.tty.WriteString("o") },
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			p := startPTY(t)
			p.await("vedette")
			t.Logf("first paint after %v", time.Since(begin).Round(time.Millisecond))
			p.await("SHOP-1")
			end(p)
			p.await("ended:")
			<-p.gone
			_ = p.cmd.Wait()
			out := p.output()
			for _, mode := range []string{"1049", "25"} { // alternate screen, cursor
				on, off := "\x1b[?"+mode+"h", "\x1b[?"+mode+"l"
				if mode == "25" {
					on, off = off, on // the cursor is hidden first and shown at the end
				}
				if !strings.Contains(out, on) || strings.LastIndex(out, off) < strings.LastIndex(out, on) {
					t.Errorf("mode %s is left on", mode)
				}
			}
			if strings.Contains(out, "\x1b[?1002h") && strings.LastIndex(out, "\x1b[?1002l") < strings.LastIndex(out, "\x1b[?1002h") {
				t.Error("the mouse is left on")
			}
			if !strings.Contains(out, "ended:") {
				t.Errorf("the program did not end itself: %q", out)
			}
		})
	}
}
