//go:build unix

package render

import "syscall"

// ownSession keeps what serves the clipboard alive when the terminal is closed
// or the job is stopped.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
