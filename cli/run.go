package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"vedette/internal/ops"
	"vedette/internal/render"
)

// grace is how long an interrupted command may take to end by itself; the
// whole answer to Ctrl-C is to come within 100 ms.
const grace = 60 * time.Millisecond

// session is one command line at work.
type session struct {
	app       App
	json      bool     // --json was given, so errors are JSON too
	line      []string // as given
	wantsHelp bool
	patient   atomic.Bool // the command ends by itself after an interrupt: it has children or a screen to restore
	closers   []io.Closer
}

// Run runs one command line (without the program's name) and returns the
// process's exit code. It handles SIGINT, SIGTERM and closed pipes.
func Run(ctx context.Context, app App, args []string) (exit int) {
	ctx, interrupt := context.WithCancel(ctx)
	defer interrupt()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	// Being told about SIGPIPE makes a write to a closed pipe an error that
	// can be handled, instead of the end of the process.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)

	s := &session{app: app, json: given(args, "--json"), line: args}
	args, s.wantsHelp = takeHelp(args)
	done := make(chan error, 1)
	go func() { done <- s.run(ctx, args) }()
	select {
	case err := <-done:
		return s.finish(ctx, err)
	case <-signals:
		interrupt()
	case <-ctx.Done():
	}
	return s.interrupted(ctx, done, signals)
}

// interrupted ends what the user, or the caller, gave up: at once, or when the
// command has put its screen and children in order, or at a second signal.
func (s *session) interrupted(ctx context.Context, done <-chan error, signals <-chan os.Signal) int {
	if s.patient.Load() {
		select {
		case err := <-done:
			return s.finish(ctx, err)
		case <-signals:
			return ops.ExitInterrupted
		}
	}
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
	return ops.ExitInterrupted
}

// run parses and runs; a panic becomes an error, so that the terminal and the
// exit code stay in order.
func (s *session) run(ctx context.Context, args []string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("vedette failed, please report it: %v\n%s", p, debug.Stack())
		}
	}()
	defer s.close()
	if len(s.line) > 0 && s.line[0] == completeCommand {
		return s.complete(s.line[1:])
	}
	root := s.root()
	if args, err = s.expand(root, args); err != nil {
		return err
	}
	if given(args, "--no-color") {
		s.app.Streams.NoColor()
	}
	return root.Run(ctx, append([]string{"vedette"}, args...))
}

func (s *session) close() {
	for _, c := range slices.Backward(s.closers) {
		_ = c.Close() // what was wanted is printed; a failed close changes nothing for the caller
	}
	s.closers = nil
}

// finish prints an error and gives the exit code.
func (s *session) finish(ctx context.Context, err error) int {
	code, isCode := err.(exitCode)
	switch {
	case s.app.Streams.ReaderGone(), render.ClosedPipe(err):
		return ops.ExitOK
	case isCode:
		return int(code)
	case err == nil:
		return ops.ExitOK
	case ctx.Err() != nil && ops.KindOf(err) == ops.KindCanceled:
		return ops.ExitInterrupted
	}
	p := problemOf(err)
	p.Hint = inProfile(p.Hint, namedProfile(s.line))
	p.print(s.app.Streams, s.json)
	return p.Exit
}

// exitCode ends a command that has printed all there is to say.
type exitCode int

// Error exists to pass through the command library.
func (e exitCode) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// given looks for a flag without parsing, because the parse may be what fails,
// and help is printed without it.
func given(args []string, flag string) bool {
	for _, a := range args {
		switch {
		case a == "--":
			return false
		case a == flag, strings.HasPrefix(a, flag+"="):
			return true
		}
	}
	return false
}

// takeHelp takes --help out of the arguments: the command library would print
// its own help for it, without examples.
func takeHelp(args []string) (rest []string, help bool) {
	for n, a := range args {
		switch a {
		case "--":
			return append(rest, args[n:]...), help
		case "--help", "-h":
			help = true
		default:
			rest = append(rest, a)
		}
	}
	return rest, help
}
