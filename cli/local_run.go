package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/text"
)

func localRun() leaf {
	return leaf{
		name: "run", summary: "take what Sentry SDKs on this machine send, until Ctrl-C or until CMD ends", args: "[-- CMD ARGS...]", max: -1,
		details: "CMD is started with SENTRY_DSN, SENTRY_SPOTLIGHT and SENTRY_TRACES_SAMPLE_RATE=1 once the backend is ready.\n" +
			"Its exit code is the exit code; signals are passed on to it.",
		examples: []string{"vedette local run -- npm start", "vedette local run", "vedette local run --project shop -- python app.py"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "host", Value: "127.0.0.1", Usage: "listen on this `ADDRESS`"},
			&ucli.IntFlag{Name: "port", Value: 8969, Usage: "listen on this `PORT`; 0 = any free one"},
			&ucli.BoolFlag{Name: "public", Usage: "allow an address that other machines can reach; nobody is asked for a password"},
			&ucli.StringFlag{Name: "source", Usage: "`DIR` of the checkout that root-cause analysis reads (default the working directory)"},
		},
		run: func(ctx context.Context, c *call) error {
			port := c.cmd.Int("port")
			if port < 0 || port > 65535 {
				return usage("--port 8969", "--port cannot be %d", port)
			}
			source := either(c.cmd.String("source"), c.app.Dir)
			if info, err := os.Stat(source); err != nil || !info.IsDir() {
				return usage("--source DIR", "--source: %q is not a directory", source)
			}
			c.patient.Store(true)
			run := BackendRun{Addr: net.JoinHostPort(c.cmd.String("host"), strconv.Itoa(port)), Public: c.cmd.Bool("public"), Source: source}
			if len(c.args) == 0 && slices.Contains(c.line, "--") {
				return usage("vedette local run -- npm start", "there is no command after --")
			}
			if len(c.args) == 0 {
				return c.serveUntilInterrupted(ctx, run)
			}
			if st, err := c.app.Local.Status(ctx); err == nil && st.Running {
				return c.runWith(ctx, st.URL)
			}
			return c.runBeside(ctx, run)
		},
	}
}

// projectName is the project that a child process sends to.
func (c *call) projectName() string {
	if p := c.cmd.String("project"); p != "" {
		return p
	}
	return "app"
}

func (c *call) serveUntilInterrupted(ctx context.Context, run BackendRun) error {
	run.Ready = func(url string, dsn func(string) string) {
		c.notes.Say("listening on " + url + "\n" +
			"SDKs with SENTRY_SPOTLIGHT=1 find it by themselves; others: SENTRY_DSN=" + dsn(c.projectName()) + "\n" +
			"look at it in another window: vedette --profile local    (Ctrl-C ends)")
	}
	err := c.app.Local.Run(ctx, run)
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
		return nil // Ctrl-C is how this command ends
	}
	return err
}

// runWith runs a child process on the backend that runs already, which goes on
// after it, and returns the child's exit code.
func (c *call) runWith(ctx context.Context, url string) error {
	dsn, err := c.app.Local.DSN(ctx, c.projectName())
	if err != nil {
		return err
	}
	c.notes.Say("vedette local is already running on " + url + "; starting " + c.args[0])
	code, err := c.child(url, dsn)
	if err == nil && code != 0 {
		err = exitCode(code)
	}
	return err
}

// runBeside serves while a child process runs and returns its exit code.
func (c *call) runBeside(ctx context.Context, run BackendRun) error {
	// The child decides when to end: an interrupt reaches it, not the backend,
	// which has to take what the child sends while it goes down.
	backend, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	type address struct{ url, dsn string }
	ready := make(chan address, 1)
	run.Ready = func(url string, dsn func(string) string) { ready <- address{url, dsn(c.projectName())} }
	stopped := make(chan error, 1)
	go func() { stopped <- c.app.Local.Run(backend, run) }()

	select {
	case err := <-stopped:
		if err == nil {
			err = errors.New("the local backend ended before it was ready")
		}
		return err
	case <-ctx.Done():
		stop()
		<-stopped
		return exitCode(ops.ExitInterrupted)
	case at := <-ready:
		c.notes.Say("listening on " + at.url + "; starting " + c.args[0])
		code, err := c.child(at.url, at.dsn)
		stop()
		if stopErr := <-stopped; err == nil && stopErr != nil && !errors.Is(stopErr, context.Canceled) {
			err = stopErr
		}
		if err != nil {
			return err
		}
		if code != 0 {
			return exitCode(code)
		}
		return nil
	}
}

// child runs the command to its end, passing signals on.
func (c *call) child(url, dsn string) (code int, err error) {
	cmd := exec.Command(c.args[0], c.args[1:]...)
	cmd.Dir = c.app.Dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.out.In, c.out.Plain(), c.out.Err
	cmd.Env = append(withoutSentry(c.app.Environ), "SENTRY_DSN="+dsn, "SENTRY_SPOTLIGHT="+strings.TrimRight(url, "/")+"/stream", "SENTRY_TRACES_SAMPLE_RATE=1")
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		hint := "vedette local run -- CMD ARGS..."
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			hint = "check the name of the command"
		}
		return 0, &ops.Error{Kind: ops.KindInvalid, Op: "start " + c.args[0], Message: text.From(err.Error()), Hint: hint}
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case sig := <-signals:
			// A terminal sends Ctrl-C to the child itself; twice would be once too often.
			if sig != os.Interrupt || !c.out.InTTY {
				_ = cmd.Process.Signal(sig)
			}
		case err := <-ended:
			return exitOf(cmd, err)
		}
	}
}

// exitOf is the child's exit code, 128 + N where a signal ended it.
func exitOf(cmd *exec.Cmd, err error) (int, error) {
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, fmt.Errorf("wait for the command: %w", err)
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return cmd.ProcessState.ExitCode(), nil
}

// withoutSentry leaves out the variables that runBeside sets.
func withoutSentry(environ []string) []string {
	var out []string
	for _, kv := range environ {
		switch name, _, _ := strings.Cut(kv, "="); name {
		case "SENTRY_DSN", "SENTRY_SPOTLIGHT", "SENTRY_TRACES_SAMPLE_RATE":
		default:
			out = append(out, kv)
		}
	}
	return out
}
