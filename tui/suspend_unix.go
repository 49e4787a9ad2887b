//go:build unix

package tui

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// onStop calls tell for each SIGTSTP until ctx ends.
func onStop(ctx context.Context, tell func()) {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTSTP)
	go func() {
		defer signal.Stop(asked)
		for {
			select {
			case <-ctx.Done():
				return
			case <-asked:
				tell()
			}
		}
	}()
}

// stopProcess stops the whole job, as the terminal's own key does, and returns
// once it was resumed. Another thread may be the one that stops first, so this
// one waits to be told.
func stopProcess() error {
	resumed := make(chan os.Signal, 1)
	signal.Notify(resumed, syscall.SIGCONT)
	defer signal.Stop(resumed)
	if err := syscall.Kill(0, syscall.SIGSTOP); err != nil {
		return err
	}
	<-resumed
	return nil
}

// resumable reports whether a shell with job control waits: such a shell gives
// each job a process group of its own, and keeps the session's for itself.
func resumable() bool {
	session, err := unix.Getsid(0)
	return err == nil && session != unix.Getpgrp()
}
