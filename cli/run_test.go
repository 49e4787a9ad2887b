package cli_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"vedette/cli"
	"vedette/internal/render"
)

func TestInterruptEndsACommand(t *testing.T) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		rt := transport(func(r *http.Request) (*http.Response, error) {
			self, err := os.FindProcess(os.Getpid())
			if err != nil {
				return nil, err
			}
			if err := self.Signal(sig); err != nil {
				return nil, err
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		if got := run(t, rt, nil, "issue", "list", "--json"); got.exit != 130 || got.out != "" {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", sig, got.exit, got.out, got.err)
		}
	}
}

func TestInterruptDoesNotWaitForADeafCommand(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	ctx, cancel := context.WithCancel(t.Context())
	a := localApp(t)
	a.Local.Status = func(context.Context) (cli.BackendStatus, error) {
		cancel()
		<-release
		return cli.BackendStatus{}, nil
	}
	if exit := cli.Run(ctx, a, []string{"local", "status"}); exit != 130 {
		t.Errorf("exit %d", exit)
	}
}

func TestPanicIsAnError(t *testing.T) {
	a := localApp(t)
	a.Local.Status = func(context.Context) (cli.BackendStatus, error) { panic("boom") }
	if exit := cli.Run(t.Context(), a, []string{"local", "status"}); exit != 1 {
		t.Errorf("exit %d", exit)
	}
}

// localApp is a command line for the local commands.
func localApp(t *testing.T) cli.App {
	t.Helper()
	streams, _, _ := render.Test("")
	a := app(streams, func(string) string { return "" }, connect(nil))
	a.Dir = t.TempDir()
	return a
}

func TestLocalRunGivesTheChildItsBackend(t *testing.T) {
	streams, out, errs := render.Test("")
	got := runOn(t, streams, out, errs, nil, nil, "local", "run", "--port", "1234", "--project", "shop", "--", "sh", "-c",
		`echo "$SENTRY_DSN $SENTRY_SPOTLIGHT $SENTRY_TRACES_SAMPLE_RATE $@"; exit 7`, "x", "--json", "-h")
	if want := "http://k@127.0.0.1:1234/shop http://127.0.0.1:1234/stream 1 --json -h\n"; got.exit != 7 || got.out != want {
		t.Errorf("exit %d, %q, want %q: %s", got.exit, got.out, want, got.err)
	}
}

// A second `local run -- CMD` uses the backend that runs already: only one
// process may have the database.
func TestLocalRunUsesTheRunningBackend(t *testing.T) {
	streams, out, errs := render.Test("")
	a := app(streams, func(string) string { return "" }, connect(nil))
	a.Dir = t.TempDir()
	a.Local.Status = func(context.Context) (cli.BackendStatus, error) {
		return cli.BackendStatus{Running: true, URL: "http://127.0.0.1:8969"}, nil
	}
	a.Local.Run = func(context.Context, cli.BackendRun) error { return errors.New("a second backend was started") }
	exit := cli.Run(t.Context(), a, []string{"local", "run", "--project", "shop", "--", "sh", "-c", `echo "$SENTRY_DSN $SENTRY_SPOTLIGHT"; exit 4`})
	if want := "http://k@127.0.0.1:8969/shop http://127.0.0.1:8969/stream\n"; exit != 4 || out.String() != want {
		t.Errorf("exit %d, %q, want %q: %s", exit, out, want, errs)
	}
}

func TestLocalRunPassesSignalsOn(t *testing.T) {
	// The child tells its parent, this process, to end; vedette passes that on.
	got := run(t, nil, nil, "local", "run", "--", "sh", "-c", `trap 'echo got TERM; exit 5' TERM; kill -TERM $PPID; while :; do sleep 0.01; done`)
	if got.exit != 5 || !strings.Contains(got.out, "got TERM") {
		t.Errorf("exit %d, %q: %s", got.exit, got.out, got.err)
	}
	if got := run(t, nil, nil, "local", "run", "--", "sh", "-c", "kill -KILL $$"); got.exit != 128+9 {
		t.Errorf("killed child: exit %d: %s", got.exit, got.err)
	}
}

func TestLocalRunFailures(t *testing.T) {
	if got := run(t, nil, nil, "local", "run", "--", "no-such-command-anywhere"); got.exit != 2 || !strings.Contains(got.err, "check the name") {
		t.Errorf("exit %d: %s", got.exit, got.err)
	}
	a := localApp(t)
	a.Local.Run = func(context.Context, cli.BackendRun) error { return errors.New("port in use") }
	for _, args := range [][]string{{"local", "run"}, {"local", "run", "--", "true"}} {
		if exit := cli.Run(t.Context(), a, args); exit != 1 {
			t.Errorf("%v: exit %d", args, exit)
		}
	}
}

func TestLocalRunEndsWithCtrlC(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a := localApp(t)
	a.Local.Run = func(ctx context.Context, run cli.BackendRun) error {
		run.Ready("http://x", func(string) string { return "dsn" })
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	if exit := cli.Run(ctx, a, []string{"local", "run"}); exit != 0 {
		t.Errorf("exit %d", exit)
	}
}

func TestResetAsks(t *testing.T) {
	for _, c := range []struct {
		answer string
		tty    bool
		args   string
		exit   int
		reset  bool
	}{
		{"reset\n", true, "local reset", 0, true},
		{"yes\n", true, "local reset", 2, false},
		{"", true, "local reset", 2, false},
		{"reset\n", false, "local reset", 2, false},
		{"", false, "local reset --yes", 0, true},
		{"", false, "local reset --yes --dry-run", 0, false},
	} {
		streams, _, _ := render.Test(c.answer)
		streams.InTTY, streams.ErrTTY = c.tty, c.tty
		a := app(streams, func(string) string { return "" }, connect(nil))
		reset := false
		a.Local.Reset = func(context.Context) error { reset = true; return nil }
		if exit := cli.Run(t.Context(), a, strings.Fields(c.args)); exit != c.exit || reset != c.reset {
			t.Errorf("%q answered %q on a terminal=%v: exit %d, reset %v", c.args, c.answer, c.tty, exit, reset)
		}
	}
}
