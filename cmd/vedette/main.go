// Command vedette is a debugging companion for Sentry: a terminal interface, a
// command line, an MCP server and an embedded Sentry-compatible backend, in one
// binary. This package builds the parts and hands them to the face that the
// arguments choose; it decides nothing else.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"vedette/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	exit := cli.Run(ctx, newApp(), os.Args[1:])
	stop()
	os.Exit(exit)
}
