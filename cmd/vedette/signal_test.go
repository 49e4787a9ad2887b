//go:build unix

package main

import (
	"bufio"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

// asProgram makes the test binary run main, as vedette itself.
const asProgram = "VEDETTE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// vedette is the program with an empty home.
func vedette(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Dir = home
	cmd.Env = []string{asProgram + "=1", "HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color"}
	return cmd
}

// expect reads up to a text.
func expect(t *testing.T, r io.Reader, want string) {
	t.Helper()
	var seen strings.Builder
	for in := bufio.NewReader(r); !strings.Contains(seen.String(), want); {
		b, err := in.ReadByte()
		if err != nil {
			t.Fatalf("%v before %q: %q", err, want, seen.String())
		}
		seen.WriteByte(b)
	}
}

func signalled(t *testing.T, cmd *exec.Cmd, sig os.Signal) (exit int) {
	t.Helper()
	if err := cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // an exit code other than 0 is an answer as well
	return cmd.ProcessState.ExitCode()
}

// Two parts of the program took the same signal. Where the caller's context
// ended first, the command line took the signal for a second Ctrl-C, and left a
// command that still waited for its child. Which was first was chance, so the
// test looks for the second taker.
func TestOneSignalIsNotTwo(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range file.Imports {
			if imp.Path.Value == `"os/signal"` {
				t.Errorf("%s takes signals, and so does cli.Run", path)
			}
		}
	}
}

func TestASignalWaitsForTheChild(t *testing.T) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := vedette(t, "local", "run", "--port", "0", "--", "sh", "-c",
			`trap 'i=0; while [ $i -lt 20 ]; do sleep 0.01; i=$((i+1)); done; exit 5' INT TERM; echo ready; while :; do sleep 0.01; done`)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		expect(t, out, "ready\n")
		if exit := signalled(t, cmd, sig); exit != 5 {
			t.Errorf("%v: exit %d, want the child's 5", sig, exit)
		}
	}
}

func TestSignalsEndServersCleanly(t *testing.T) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := vedette(t, "local", "run", "--port", "0")
		errs, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		expect(t, errs, "Ctrl-C ends)\n")
		if exit := signalled(t, cmd, sig); exit != 0 {
			t.Errorf("local run, %v: exit %d", sig, exit)
		}

		cmd = vedette(t, "serve", "--profile", "demo")
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"ping"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		expect(t, out, `"id":1`)
		if exit := signalled(t, cmd, sig); exit != 0 {
			t.Errorf("serve, %v: exit %d", sig, exit)
		}
	}
}

func TestSignalRestoresTheTerminal(t *testing.T) {
	cmd := vedette(t, "--profile", "demo")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 30, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = terminal.Close() }()
	expect(t, terminal, "\x1b[?1049h")
	left := make(chan string, 1)
	go func() {
		data, _ := io.ReadAll(terminal) // ends with an error where the other side is closed
		left <- string(data)
	}()
	exit := signalled(t, cmd, syscall.SIGTERM)
	if screen := <-left; exit != 0 && exit != 130 || !strings.Contains(screen, "\x1b[?1049l") {
		t.Errorf("exit %d, or the terminal is not given back: %q", exit, screen)
	}
}
