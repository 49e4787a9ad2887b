// Package searchquery knows Sentry's search language well enough to tell a
// mistake before it costs a request. The server answers a bad query with a
// sentence about its grammar; here the mistake has a position and a suggestion.
//
// It never refuses what Sentry accepts: every name is a legal key, because it
// may be a tag, and so a likely typo is a note and not an error. The grammar is
// that of src/sentry/api/event_search.py.
package searchquery

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text"
)

// Dataset is what is searched; keys and rules differ between them.
type Dataset string

// The datasets. Issues are groups of events; the others are events.
const (
	Issues   Dataset = "issues"
	Errors   Dataset = "errors"
	Spans    Dataset = "spans"
	Logs     Dataset = "logs"
	Metrics  Dataset = "metrics"
	Profiles Dataset = "profiles"
	Replays  Dataset = "replays"
)

// Error is a query that Sentry would refuse.
type Error struct {
	Query      string
	Pos, Len   int    // bytes of Query that are wrong; Len may be 0 at the end
	Message    string // what is wrong, without the position
	Suggestion string // what to write instead
}

// Error says where and what.
func (e *Error) Error() string {
	return fmt.Sprintf("the query is wrong at character %d: %s", e.Column(), e.Message)
}

// Column is where the mistake begins, in characters from 1.
func (e *Error) Column() int { return len([]rune(e.Query[:e.Pos])) + 1 }

// maxExcerpt is how many cells of a long query are shown around a mistake.
const maxExcerpt = 72

// Excerpt is the query on one line and a line of carets below the mistake, both
// safe to print.
func (e *Error) Excerpt() [2]string {
	before, wrong, after := text.From(e.Query[:e.Pos]).String(), text.From(e.Query[e.Pos:e.Pos+e.Len]).String(), text.From(e.Query[e.Pos+e.Len:]).String()
	if room := maxExcerpt / 2; ansi.StringWidth(before) > room {
		before = "…" + ansi.TruncateLeft(before, ansi.StringWidth(before)-room+1, "")
	}
	wrong = ansi.Truncate(wrong, maxExcerpt/2, "…")
	line := ansi.Truncate(before+wrong+after, maxExcerpt, "…")
	return [2]string{line, strings.Repeat(" ", ansi.StringWidth(before)) + strings.Repeat("^", max(1, ansi.StringWidth(wrong)))}
}

// Check looks for mistakes in a query. An error is always an *Error, of the
// first mistake. Notes tell what is legal and yet unlikely to be meant.
func Check(dataset Dataset, query string) (notes []string, err error) {
	c := checker{dataset: dataset, query: query, keys: keysOf(dataset)}
	if err := c.group(-1); err != nil {
		return nil, err
	}
	return c.notes, nil
}

// checker walks through one query.
type checker struct {
	dataset Dataset
	query   string
	keys    map[string]kind
	at      int
	notes   []string
}

// fail is the error at bytes [from, to).
func (c *checker) fail(from, to int, suggestion, format string, args ...any) error {
	return &Error{Query: c.query, Pos: from, Len: to - from, Message: fmt.Sprintf(format, args...), Suggestion: suggestion}
}

func (c *checker) note(format string, args ...any) {
	const enough = 5
	if len(c.notes) < enough {
		c.notes = append(c.notes, fmt.Sprintf(format, args...))
	}
}

// maxDepth bounds parentheses inside parentheses.
const maxDepth = 200

// group reads terms up to the end, or to the parenthesis that closes the one at
// open.
func (c *checker) group(open int) error {
	var last operand // the operator before, while it waits for its right side
	terms := 0
	for {
		c.skipSpace()
		switch {
		case c.at == len(c.query):
			if open >= 0 {
				return c.fail(open, open+1, "close it, or put the text in quotes", "this parenthesis is not closed")
			}
			return c.missingRight(last)
		case c.query[c.at] == ')':
			if open < 0 {
				return c.fail(c.at, c.at+1, "remove it, or put the text in quotes", "no parenthesis is open here")
			}
			c.at++
			return c.missingRight(last)
		case c.query[c.at] == '(':
			if strings.Count(c.query[:c.at], "(") > maxDepth {
				return c.fail(c.at, c.at+1, "write it flatter", "there are too many parentheses")
			}
			c.at++
			if err := c.group(c.at - 1); err != nil {
				return err
			}
		default:
			operator, err := c.boolean(terms, last)
			if err != nil {
				return err
			}
			if operator.word != "" {
				last = operator
				continue
			}
			if err := c.term(); err != nil {
				return err
			}
		}
		last, terms = operand{}, terms+1
	}
}

// operand is AND or OR and where it stands.
type operand struct {
	word string
	from int
}

// boolean reads AND or OR; its word is empty where there is none.
func (c *checker) boolean(terms int, last operand) (operand, error) {
	word := c.query[c.at:c.wordEnd(c.at)]
	if !strings.EqualFold(word, "AND") && !strings.EqualFold(word, "OR") {
		return operand{}, nil
	}
	from, to := c.at, c.at+len(word)
	switch {
	case c.dataset == Issues:
		instead := "terms side by side are AND already"
		if strings.EqualFold(word, "OR") {
			instead = "for one of several values write key:[a, b]; put the word itself in quotes"
		}
		return operand{}, c.fail(from, to, instead, "issue searches know no %s", strings.ToUpper(word))
	case last.word != "":
		return operand{}, c.fail(from, to, "remove one of them", "there is nothing between %s and %s", last.word, word)
	case terms == 0:
		return operand{}, c.fail(from, to, "put a condition before it, or the word in quotes", "there is nothing to the left of %s", word)
	}
	c.at = to
	return operand{word, from}, nil
}

func (c *checker) missingRight(last operand) error {
	if last.word == "" {
		return nil
	}
	return c.fail(last.from, last.from+len(last.word), "put a condition behind it, or the word in quotes", "there is nothing to the right of %s", last.word)
}

func (c *checker) skipSpace() {
	for c.at < len(c.query) && isSpace(c.query[c.at]) {
		c.at++
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// wordEnd is where the word at i ends: at a space, a parenthesis or the end.
func (c *checker) wordEnd(i int) int {
	for i < len(c.query) && !isSpace(c.query[i]) && c.query[i] != '(' && c.query[i] != ')' {
		i++
	}
	return i
}

// quoteEnd is the index behind the quoted text that begins at i, or -1 when it
// is not closed.
func (c *checker) quoteEnd(i int) int {
	for i++; i < len(c.query); i++ {
		switch c.query[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}
