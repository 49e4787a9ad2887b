package render

import (
	"errors"
	"syscall"
)

// brokenPipe knows the two codes of Windows: ERROR_BROKEN_PIPE, ERROR_NO_DATA.
func brokenPipe(err error) bool {
	return errors.Is(err, syscall.Errno(109)) || errors.Is(err, syscall.Errno(232))
}
