package query

import (
	"fmt"
	"strconv"
)

// SyntaxError says where a search is wrong and, when it can be guessed, what
// was probably meant.
type SyntaxError struct {
	Pos        int    // byte offset in the searched text
	Msg        string // what is wrong, in Sentry's words where Sentry has some
	Suggestion string // text to use instead; "" when there is no good guess
}

// Error gives the message, the column (from 1) and the suggestion.
func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("%s (column %d)", e.Msg, e.Pos+1)
	if e.Suggestion != "" {
		s += "; did you mean " + strconv.Quote(e.Suggestion) + "?"
	}
	return s
}

func errorAt(pos int, suggestion, format string, args ...any) *SyntaxError {
	return &SyntaxError{Pos: pos, Msg: fmt.Sprintf(format, args...), Suggestion: suggestion}
}
