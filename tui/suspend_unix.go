//go:build unix

package tui

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// onStop calls stop for each SIGTSTP, and woken for each SIGCONT, until ctx ends.
func onStop(ctx context.Context, stop, woken func()) {
	told := make(chan os.Signal, 2)
	signal.Notify(told, syscall.SIGTSTP, syscall.SIGCONT)
	go func() {
		defer signal.Stop(told)
		for {
			select {
			case <-ctx.Done():
				return
			case sig := <-told:
				if sig == syscall.SIGCONT {
					woken()
				} else {
					stop()
				}
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
