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
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	"vedette/tui/screen"
)

// childEnv makes the test binary the program itself.
const childEnv = "VEDETTE_TUI_CHILD"

func TestMain(m *testing.M) {
	time.Local = time.UTC // pictures show times by this machine's clock
	if os.Getenv(childEnv) != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

// child is a program in a terminal: opening the browser panics in a command, and
// once an editor was asked for, the clock panics wherever it is looked at.
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
	var broken atomic.Bool
	err = Run(ctx, Options{Ops: o, In: os.Stdin, Out: os.Stdout, OpenURL: func(string) error { panic("browser") },
		Here: screen.Here{Editor: breaker{&broken}},
		Now: func() time.Time {
			if broken.Load() {
				panic("clock")
			}
			return time.Now()
		}})
	fmt.Println("ended:", err)
	return 0
}

// breaker is an editor that leaves something broken behind.
type breaker struct{ broken *atomic.Bool }

func (b breaker) Command(string, int) []string { return b.Wait("") }
func (b breaker) Windowed() bool               { return false }

func (b breaker) Wait(string) []string {
	b.broken.Store(true)
	return []string{"true"}
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
	return inTerminal(t, exec.Command(os.Args[0]))
}

// inTerminal runs a command that has the program somewhere in it.
func inTerminal(t *testing.T, cmd *exec.Cmd) *inPTY {
	t.Helper()
	p := unread(t, cmd)
	go func() {
		defer close(p.gone)
		for p.read() == nil {
		}
	}()
	return p
}

// unread is inTerminal with nobody who reads what is written.
func unread(t *testing.T, cmd *exec.Cmd) *inPTY {
	t.Helper()
	p := &inPTY{t: t, cmd: cmd, gone: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), childEnv+"=1", "TERM=xterm-256color")
	tty, err := pty.StartWithSize(p.cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Skip("no pseudo terminal here:", err)
	}
	p.tty = tty
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = tty.Close() })
	return p
}

// read takes what was written next.
func (p *inPTY) read() error {
	buf := make([]byte, 4096)
	n, err := p.tty.Read(buf)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out.Write(buf[:n])
	return err
}

func (p *inPTY) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

func (p *inPTY) await(s string) {
	p.t.Helper()
	p.awaitAfter(0, s)
}

// awaitAfter waits for what is written after so many bytes.
func (p *inPTY) awaitAfter(begin int, s string) {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(p.output()[begin:], s); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("%q was never written; there is %q", s, p.output())
		}
	}
}

// TestTerminalIsRestored ends the program in each way there is.
func TestTerminalIsRestored(t *testing.T) {
	for name, end := range map[string]func(p *inPTY){
		"q":                  func(p *inPTY) { _, _ = p.tty.WriteString("q") },
		"ctrl+c":             func(p *inPTY) { _, _ = p.tty.WriteString("\x03") },
		"SIGTERM":            func(p *inPTY) { _ = p.cmd.Process.Signal(syscall.SIGTERM) },
		"SIGINT":             func(p *inPTY) { _ = p.cmd.Process.Signal(syscall.SIGINT) },
		"SIGHUP":             func(p *inPTY) { _ = p.cmd.Process.Signal(syscall.SIGHUP) },
		"panic in a command": func(p *inPTY) { _, _ = p.tty.WriteString("o") },
		"panic in Update or View": func(p *inPTY) {
			_, _ = p.tty.WriteString("c")
			p.await("own editor")
			_, _ = p.tty.WriteString("\x05")
		},
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
			p.isRestored(p.output())
			if panics := strings.HasPrefix(name, "panic"); panics != strings.Contains(p.output(), "please report") {
				t.Errorf("how it ended is not told: %q", p.output())
			}
		})
	}
}

// isRestored fails where a mode that out turns on is not turned off again.
func (p *inPTY) isRestored(out string) {
	p.t.Helper()
	for _, mode := range []string{"1049", "25"} { // alternate screen, cursor
		on, off := "\x1b[?"+mode+"h", "\x1b[?"+mode+"l"
		if mode == "25" {
			on, off = off, on // the cursor is hidden first and shown at the end
		}
		if !strings.Contains(out, on) || strings.LastIndex(out, off) < strings.LastIndex(out, on) {
			p.t.Errorf("mode %s is left on", mode)
		}
	}
	if strings.Contains(out, "\x1b[?1002h") && strings.LastIndex(out, "\x1b[?1002l") < strings.LastIndex(out, "\x1b[?1002h") {
		p.t.Error("the mouse is left on")
	}
}

// TestSuspendAndResume by the key and by a signal, under a shell with job
// control: the shell gets its terminal back, and fg draws the screen anew.
func TestSuspendAndResume(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell:", err)
	}
	for name, stop := range map[string]func(p *inPTY, pid int){
		"ctrl+z":  func(p *inPTY, _ int) { _, _ = p.tty.WriteString("\x1a") },
		"SIGTSTP": func(_ *inPTY, pid int) { _ = syscall.Kill(pid, syscall.SIGTSTP) },
	} {
		t.Run(name, func(t *testing.T) {
			p := inTerminal(t, exec.Command(shell, "-m", "-c", `"$0"; stty -a; echo the shell is back; read answer; fg`, os.Args[0]))
			p.await("SHOP-1")
			stop(p, p.foreground())
			p.await("the shell is back")
			before, shellOutput, _ := strings.Cut(p.output(), "\x1b[?1049l")
			p.isRestored(before + "\x1b[?1049l" + shellOutput)
			if !strings.Contains(shellOutput, " icanon") || !strings.Contains(shellOutput, " echo ") {
				t.Errorf("the shell's terminal is raw: %q", shellOutput)
			}
			begun := len(p.output())
			_, _ = p.tty.WriteString("go on\n")
			p.awaitAfter(begun, "\x1b[?1049h")
			p.awaitAfter(begun, "SHOP-1")
			_, _ = p.tty.WriteString("q")
			p.await("ended:")
			<-p.gone
			_ = p.cmd.Wait()
			p.isRestored(p.output())
		})
	}
}

// TestTerminalIsClosed: a window that is closed takes the program with it.
func TestTerminalIsClosed(t *testing.T) {
	p := unread(t, exec.Command(os.Args[0]))
	for !strings.Contains(p.output(), "SHOP-1") { // no reader may keep the terminal open
		if err := p.read(); err != nil {
			t.Fatal(err)
		}
	}
	_ = p.tty.Close()
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
}

// TestStoppedFromOutside: whoever sends SIGSTOP asks nobody. Afterwards the
// screen is drawn anew, in the terminal's modes that it needs.
func TestStoppedFromOutside(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell:", err)
	}
	p := inTerminal(t, exec.Command(shell, "-m", "-c", `"$0"; stty sane; echo the shell is back; read answer; fg`, os.Args[0]))
	p.await("SHOP-1")
	_ = syscall.Kill(p.foreground(), syscall.SIGSTOP)
	p.await("the shell is back")
	begun := len(p.output())
	_, _ = p.tty.WriteString("go on\n")
	p.awaitAfter(begun, "\x1b[?1049h")
	p.awaitAfter(begun, "SHOP-1")
	_, _ = p.tty.WriteString("q") // read at once only in raw mode
	p.await("ended:")
	<-p.gone
	_ = p.cmd.Wait()
	p.isRestored(p.output())
}

// TestNobodyToResume: without a shell that does job control the program would
// be lost; it goes on and says so.
func TestNobodyToResume(t *testing.T) {
	p := startPTY(t)
	p.await("SHOP-1")
	_, _ = p.tty.WriteString("\x1a")
	p.await("not suspended")
	_, _ = p.tty.WriteString("q")
	p.await("ended:")
}

// foreground is the process group that has the terminal.
func (p *inPTY) foreground() int {
	p.t.Helper()
	group, err := unix.IoctlGetInt(int(p.tty.Fd()), unix.TIOCGPGRP)
	if err != nil {
		p.t.Fatal(err)
	}
	return group
}
