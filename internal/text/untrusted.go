// Package text exists because almost every word vedette shows was written by somebody else: whoever has a DSN can
// write an event. It keeps such words in a type of their own, Untrusted, whose default form is harmless on a terminal
// and whose model form is harmless in a language model's context, and it builds the one Markdown document that every
// face shares, so that escaping happens in one place. It also holds the time and number forms used beside those words.
//
// Two readers are protected, because they are harmed by different things. A terminal obeys control sequences and
// loses its layout to characters whose width is disputed. A model obeys text that a person cannot see. Text that is
// part of a complete control sequence is shown to neither.
package text

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Untrusted is text that somebody else wrote: event data, API answers, file contents. It is comparable, so it can be
// a map key, and its zero value is the empty text. Printing it in any way gives the one-line terminal form; the raw
// text is reached only by Raw. (One hole is fmt's own: it cannot call methods on unexported struct fields, so print
// the value itself, not a private struct around it.)
type Untrusted struct{ s string }

// From marks s as written by somebody else. Any bytes are allowed; they need not be valid UTF-8.
func From(s string) Untrusted { return Untrusted{s} }

// String is the one-line terminal form: control sequences, bidi controls and invisible characters removed, line breaks
// and tabs turned into one space, invalid UTF-8 into U+FFFD, and characters whose width terminals dispute replaced.
// Printable ASCII is returned as it is, without a copy.
func (u Untrusted) String() string {
	if isPlain(u.s) {
		return u.s
	}
	out, _ := clean(u.s, oneLine, math.MaxInt)
	return out
}

// Lines is the terminal form of a longer text: split at line breaks of any kind, tabs expanded to the next multiple of
// four cells, each line as safe as String. A final line break adds no empty line; the empty text has no lines.
func (u Untrusted) Lines() []string {
	if u.s == "" {
		return nil
	}
	out, _ := clean(u.s, screenBlock, math.MaxInt)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	for i, line := range lines {
		lines[i] = expandTabs(line)
	}
	return lines
}

// Cut is String cut to at most width terminal cells; a cut text ends in "…". It reads only as much of the text as it
// needs, so a row of a table costs the same for a long value as for a short one.
func (u Untrusted) Cut(width int) string {
	if width <= 0 {
		return ""
	}
	// A kept character takes at least one cell and at most cellBytes bytes, so this much output always overflows.
	limit := math.MaxInt
	if width < math.MaxInt/cellBytes-1 {
		limit = (width + 1) * cellBytes
	}
	out, _ := clean(u.s, oneLine, limit)
	return ansi.Truncate(out, width, "…")
}

// Raw is the text as it came. Use it only to search, compare, send it back over a protocol, or write it to a file.
func (u Untrusted) Raw() string { return u.s }

// Masked is the text without its secrets: see MaskSecrets. One too long to
// search in reasonable time is cut first, with a mark.
func (u Untrusted) Masked() Untrusted {
	if len(u.s) > DefaultModelLimit {
		return Untrusted{MaskSecrets(u.Model())}
	}
	return Untrusted{MaskSecrets(u.s)}
}

// Len is the length of the raw text in bytes.
func (u Untrusted) Len() int { return len(u.s) }

// IsZero reports whether the text is empty; encoding/json's omitzero uses it.
func (u Untrusted) IsZero() bool { return u.s == "" }

// Format makes every fmt verb, even %d and %#v, see the safe form.
func (u Untrusted) Format(state fmt.State, verb rune) {
	fmt.Fprintf(state, fmt.FormatString(state, verb), u.String())
}

// LogValue gives log records the safe form.
func (u Untrusted) LogValue() slog.Value { return slog.StringValue(u.String()) }

// MarshalJSON gives the raw text as a JSON string; bytes that are not UTF-8 become U+FFFD. JSON for a terminal must
// go through JSONForTerminal too.
func (u Untrusted) MarshalJSON() ([]byte, error) { return quoteJSON(u.s) }

// UnmarshalJSON takes what APIs send in a text's place: a string, a number or boolean (its text), null (the empty text),
// an object or array (its compact JSON).
func (u *Untrusted) UnmarshalJSON(data []byte) error {
	s, err := looseString(data)
	if err != nil {
		return fmt.Errorf("decode text: %w", err)
	}
	u.s = s
	return nil
}

// quoteJSON leaves <, > and & alone: whether HTML needs escaping is the outer encoder's decision.
func quoteJSON(s string) ([]byte, error) {
	if isPlain(s) && !strings.ContainsAny(s, `"\`) {
		quoted := make([]byte, 0, len(s)+2)
		quoted = append(quoted, '"')
		quoted = append(quoted, s...)
		return append(quoted, '"'), nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// looseString reads any JSON value as text.
func looseString(data []byte) (string, error) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return "", io.ErrUnexpectedEOF
	}
	switch data[0] {
	case '"':
		if end := len(data) - 1; end > 0 && data[end] == '"' {
			if inner := string(data[1:end]); isPlain(inner) && !strings.ContainsAny(inner, `"\`) {
				return inner, nil // most strings of an answer; the general way costs five times as much
			}
		}
		var s string
		err := json.Unmarshal(data, &s)
		return s, err
	case 'n':
		var none *struct{}
		err := json.Unmarshal(data, &none)
		return "", err
	}
	var buf bytes.Buffer
	if err := json.Compact(&buf, data); err != nil {
		return "", err
	}
	return buf.String(), nil
}

// isPlain reports whether s is printable ASCII only, which every form leaves as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func expandTabs(line string) string {
	if !strings.Contains(line, "\t") {
		return line
	}
	const stop = 4
	var b strings.Builder
	column := 0
	for i, part := range strings.Split(line, "\t") {
		if i > 0 {
			gap := stop - column%stop
			b.WriteString("    "[:gap])
			column += gap
		}
		b.WriteString(part)
		column += ansi.StringWidth(part)
	}
	return b.String()
}

// cutRunes keeps at most limit runes of valid UTF-8 text.
func cutRunes(s string, limit int) string {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	for i := range s {
		if limit == 0 {
			return s[:i]
		}
		limit--
	}
	return s
}
