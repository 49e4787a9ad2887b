//go:build !unix

package render

import "syscall"

func ownSession() *syscall.SysProcAttr { return nil }
