package store

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// Kind says what is wrong with the file.
type Kind string

// The kinds of Error.
const (
	Locked  Kind = "locked"  // another process writes to it
	Full    Kind = "full"    // no space left, on the disk or up to Options.MaxPages
	Corrupt Kind = "corrupt" // no readable database
	Newer   Kind = "newer"   // made by a newer vedette
	IO      Kind = "io"      // anything else the operating system refuses
)

// Error is a failure of the file itself, not of a request. Its text says what
// failed, why, and what to do.
type Error struct {
	Kind Kind
	Path string
	Err  error
}

// Error gives the whole story in one line.
func (e *Error) Error() string {
	return fmt.Sprintf("local store %s: %s (%v)", e.Path, e.Kind.advice(), e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func (k Kind) advice() string {
	switch k {
	case Locked:
		return "another process holds it; stop the other `vedette local run`, or use another data directory (XDG_DATA_HOME)"
	case Full:
		return "no space left; free some and sending works again by itself, or start over with `vedette local reset`"
	case Corrupt:
		return "it is damaged or no vedette store; move it away, or start over with `vedette local reset`"
	case Newer:
		return "it was made by a newer vedette; upgrade this one, or start over with `vedette local reset`"
	}
	return "it cannot be read or written; check its permissions with `ls -l`, or use another data directory (XDG_DATA_HOME)"
}

// wrap turns a failure of SQLite or the operating system into an *Error and
// leaves every other error as it is.
func (s *Store) wrap(err error) error { return wrapError(s.path, err) }

func wrapError(path string, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if kind, ok := kindOf(err); ok {
		return &Error{Kind: kind, Path: path, Err: err}
	}
	return err
}

func kindOf(err error) (Kind, bool) {
	var db *sqlite.Error
	if errors.As(err, &db) {
		switch db.Code() & 0xff {
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_PROTOCOL:
			return Locked, true
		case lib.SQLITE_FULL:
			return Full, true
		case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
			return Corrupt, true
		case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_AUTH, lib.SQLITE_NOMEM:
			return IO, true
		}
		return "", false
	}
	if errors.Is(err, syscall.ENOSPC) {
		return Full, true
	}
	var path *fs.PathError
	return IO, errors.As(err, &path)
}
