package main

import (
	"errors"

	"vedette/internal/local"
	"vedette/internal/local/store"
	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// kindOf gives a failure of the embedded backend itself the kind that decides
// the exit code; its text already says what to do.
func kindOf(err error) error {
	var listen *local.Error
	var file *store.Error
	kind := sentryapi.KindInternal
	switch {
	case errors.As(err, &listen):
		kind = sentryapi.KindConflict
		if listen.Kind == local.NotLoopback || listen.Kind == local.BadAddress {
			kind = sentryapi.KindInvalid
		}
	case errors.As(err, &file):
		kind = sentryapi.KindConflict
		if file.Kind == store.Full || file.Kind == store.IO || file.Kind == store.Corrupt {
			kind = sentryapi.KindUnavailable
		}
	default:
		return err
	}
	return &ops.Error{Kind: kind, Op: "local backend", Message: text.From(err.Error()), Err: err}
}
