//go:build unix

package main

import (
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// terminal is the program in a real pseudo terminal.
type terminal struct {
	t    *testing.T
	tty  *os.File
	mu   sync.Mutex
	out  strings.Builder
	gone chan struct{}
}

// open starts the program with what it keeps in home, and more environment.
func open(t *testing.T, home string, env []string, args ...string) *terminal {
	t.Helper()
	cmd := vedette(t, args...)
	cmd.Env = append(append(cmd.Env, "HOME="+home), env...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Skip("no pseudo terminal here:", err)
	}
	p := &terminal{t: t, tty: tty, gone: make(chan struct{})}
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-p.gone; _ = cmd.Wait(); _ = tty.Close() })
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

func (p *terminal) written() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// await waits for what is written after so many bytes.
func (p *terminal) await(begin int, done func(string) bool, what string) {
	p.t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !done(p.written()[begin:]); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("%s never came; there is %q", what, p.written()[begin:])
		}
	}
}

// says types a line and gives what is said up to a prompt behind these texts.
func (p *terminal) says(line string, texts ...string) {
	p.t.Helper()
	begin := len(p.written())
	_, _ = p.tty.WriteString(line + "\n")
	p.await(begin, func(s string) bool {
		_, answer, echoed := strings.Cut(s, "\r\n")
		for _, want := range texts {
			echoed = echoed && strings.Contains(answer, want)
		}
		return echoed && (strings.HasSuffix(answer, "> ") || strings.HasSuffix(answer, ": "))
	}, strings.Join(texts, ", ")+" and a prompt after "+line)
}

// isPlain fails where something is written that is no line of text.
func (p *terminal) isPlain() {
	p.t.Helper()
	said := p.written()
	if strings.ContainsAny(said, "\x1b\x07\x08\u009b") {
		p.t.Errorf("an escape sequence was written: %q", said)
	}
	if strings.Contains(strings.ReplaceAll(said, "\r\n", "\n"), "\r") {
		p.t.Errorf("a line was written over: %q", said)
	}
	if drawn := regexp.MustCompile(`[\x{2500}-\x{25ff}].*`).FindString(said); drawn != "" {
		p.t.Errorf("something was drawn: %q", drawn)
	}
}

// TestPlainSession is an evening with the plain mode in a real terminal.
func TestPlainSession(t *testing.T) {
	home := t.TempDir()
	p := open(t, home, nil, "--accessible", "demo")
	p.await(0, func(s string) bool { return strings.HasSuffix(s, "\r\n> ") }, "the first prompt")
	if !strings.Contains(p.written(), "Issues of all projects. ") {
		t.Errorf("it begins with %q", p.written())
	}
	p.says("?", "resolve: resolve.", "Places:")
	p.says("search level:error", "level:error, last seen", "1. ", ", error, ")
	p.says("1", "Issue ", "Section 1 of 10, Overview.", "culprit: ", "Highlights")
	p.says("stack", "Section 2 of 10, Stack.", "\r\n1. ", "here, line ")
	p.says("breadcrumbs", "Section 3 of 10, Breadcrumbs.")
	p.says("tags", "Section 4 of 10, Tags.", "environment", "%")
	p.says("comment", "a line with only a full stop sends them", "text> ")
	p.says("It began with the deploy.")
	p.says(".", "comment added")
	p.says("activity", "You comment", "It began with the deploy.")
	p.says("resolve", "to resolved")
	p.says("undo", "to unresolved")
	p.says("archive", "Archive ", "1. until it escalates", "Number or words, empty for none: ")
	p.says("", "Nothing was chosen.")
	p.says("copy prompt for a coding agent", "Find the cause of the error")
	p.says("trace", "Trace ", "1. level 1, ")
	p.says("logs", "Logs. ", "live")
	p.says("b", "Trace ")
	p.isPlain()
	_, _ = p.tty.WriteString("q\n")
	select {
	case <-p.gone:
	case <-time.After(20 * time.Second):
		t.Error("q does not quit")
	}

	t.Run("TERM=dumb", func(t *testing.T) {
		p := open(t, home, []string{"TERM=dumb"}, "demo")
		p.await(0, func(s string) bool { return strings.HasSuffix(s, "\r\n> ") }, "the first prompt")
		p.says(":issues", "Issues of all projects. ")
		p.says("1", "Issue ")
		p.isPlain()
	})
	t.Run("configured", func(t *testing.T) {
		p := open(t, home, []string{"VEDETTE_ACCESSIBLE=1", "NO_COLOR=1"}, "demo")
		p.await(0, func(s string) bool { return strings.HasSuffix(s, "\r\n> ") }, "the first prompt")
		p.isPlain()
	})
	t.Run("nobody is logged in", func(t *testing.T) {
		p := open(t, home, []string{"TERM=dumb"})
		p.await(0, func(s string) bool { return strings.HasSuffix(s, "\r\n> ") }, "the first prompt")
		p.says("?", "A number opens.")
		p.isPlain()
	})
	for _, env := range []string{"NO_COLOR=1", "CLICOLOR=0"} {
		t.Run(env, func(t *testing.T) { noColour(t, open(t, home, []string{env}, "demo")) })
	}
}

// noColour fails where the full-screen interface writes a colour, also after
// moving about.
func noColour(t *testing.T, p *terminal) {
	t.Helper()
	p.await(0, func(s string) bool { return strings.Contains(s, "vedette") }, "the frame")
	_, _ = p.tty.WriteString(":issues\r") // it begins where the last session ended
	p.await(0, func(s string) bool { return strings.Contains(s, "CHECKOUT-") }, "an issue")
	begin := len(p.written())
	_, _ = p.tty.WriteString("j\r2")
	p.await(begin, func(s string) bool { return strings.Contains(s, "Stack") }, "a stack")
	colour := regexp.MustCompile(`\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m`)
	if found := colour.FindString(p.written()); found != "" {
		t.Errorf("a colour was written: %q", found)
	}
}
