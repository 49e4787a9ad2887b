// Command vedette is a debugging companion for Sentry: a terminal interface, a
// command line, an MCP server and an embedded Sentry-compatible backend, in one
// binary. This package builds the parts and hands them to the face that the
// arguments choose; it decides nothing else.
package main

import (
	"context"
	"os"

	"vedette/cli"
)

func main() {
	// Signals are the command line's: with two takers, one Ctrl-C counts twice.
	os.Exit(cli.Run(context.Background(), newApp(), os.Args[1:]))
}
