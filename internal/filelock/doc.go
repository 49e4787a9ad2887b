// Package filelock exists because vedette runs as several processes at once: a
// terminal, a script and an agent's server of one user. It gives them locks that
// end with their holder, and notes that one leaves for the next.
package filelock

import "errors"

// ErrLocked says that another process holds the lock.
var ErrLocked = errors.New("locked by another process")
