package store

import (
	"context"
	"errors"
	"time"
)

// ErrNotFound says that there is no such project, issue, event or attachment.
var ErrNotFound = errors.New("not found")

// Options are the settings of a Store; the zero value is ready for use.
type Options struct {
	Now      func() time.Time // default time.Now
	MaxPages int64            // greatest size of the file in pages of 4,096 bytes; 0: as large as the disk
}

// Store is the open file.
type Store struct {
	opts Options
	path string
}

// Open opens the file, creating it and its directories when needed.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	return nil, errPending
}

// Close closes it.
func (s *Store) Close() error { return nil }
