package main

import "runtime"

// callers is where an error was made. An error that embeds it tells the SDK
// through its StackTrace method, so that the issue points at the cause rather
// than at the handler that reported it.
type callers []uintptr

// StackTrace returns program counters, innermost first.
func (c callers) StackTrace() []uintptr { return c }

// here returns the stack of the function that calls it.
func here() callers {
	stack := make([]uintptr, 64)
	return stack[:runtime.Callers(2, stack)]
}
