//go:build !unix

package tui

import (
	"context"
	"errors"
)

func onStop(context.Context, func(), func()) {}

func stopProcess() error { return errors.New("this system stops no programs") }

func resumable() bool { return false }
