package ops

import (
	"fmt"

	"vedette/internal/text"
)

// orDefault is n, or def where the caller left it at zero.
func orDefault(n, def int) int {
	if n == 0 {
		return def
	}
	return n
}

// orEmpty makes lists print as [] in JSON, never as null.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// skipped puts the items a page had to leave out into words.
func skipped(errs []error) []string {
	var out []string
	for _, err := range errs {
		out = append(out, text.From(err.Error()).String())
	}
	return out
}

// pageNotes ends a list: how to get the rest, and what could not be read.
func pageNotes(d *text.Doc, next string, skipped []string) {
	if next != "" {
		d.Para(text.T("More: pass cursor "), text.Code(text.From(next)), text.T("."))
	}
	if len(skipped) > 0 {
		d.Para(text.T(fmt.Sprintf("%d item(s) could not be read and are left out: %s", len(skipped), skipped[0])))
	}
}
