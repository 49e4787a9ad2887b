package grouping

import (
	"regexp"
	"sync"
)

// lazily compiles an expression at its first use: every start of vedette would
// pay for them all, and most never group an event.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
