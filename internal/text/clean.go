package text

import (
	"strings"
	"unicode/utf8"
)

// form says for whom, and in what shape, clean prepares a text.
type form uint8

const (
	oneLine     form = iota // for a terminal: a run of line breaks and tabs is one space
	screenBlock             // for a terminal: line breaks (as \n) and tabs kept
	modelBlock              // for a model: the same, but width does not matter, and what a person cannot see does
)

// A character is a base and at most maxMarks marks, more of which climb over the neighbouring lines; at most maxJoins
// joiners chain characters, because the chain is measured as one character but drawn as many.
const (
	maxMarks  = 4
	maxJoins  = 4
	cellBytes = utf8.UTFMax * (1 + maxMarks) * (1 + maxJoins) // the most that is measured as one character
)

const replacement = "\uFFFD"

// cleaner is the state of one pass. The pass is its own fixed point: nothing it writes is anything it would change,
// because no control character survives it and its counters count what was written only.
type cleaner struct {
	form  form
	out   strings.Builder
	based bool // the current line has a character that marks can sit on
	marks int  // marks on the current character
	joins int  // conjunct joiners since the last character that was not joined
	join  bool // the last character written was a conjunct joiner
	gap   bool // the last thing written stands for a line break or tab
	cr    bool // the last character read was a carriage return
}

// clean gives the safe form of s and the number of bytes of s it did not read, because limit bytes were written.
// The result may be longer than limit by less than one character.
func clean(s string, f form, limit int) (string, int) {
	c := cleaner{form: f}
	c.out.Grow(min(len(s), limit))
	i := 0
	for i < len(s) && c.out.Len() < limit {
		if n := plainPrefix(s[i:], limit-c.out.Len()); n > 0 {
			c.base(s[i : i+n])
			i += n
			continue
		}
		if n := sequenceLen(s[i:]); n > 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			c.base(replacement)
		case isLead(r) && f != modelBlock:
			n = c.hangul(s[i:])
		default:
			c.rune(r, s[i:i+n])
		}
		i += n
	}
	return c.out.String(), len(s) - i
}

func plainPrefix(s string, limit int) int {
	n := 0
	for n < len(s) && n < limit && s[n] >= ' ' && s[n] <= '~' {
		n++
	}
	return n
}

func (c *cleaner) rune(r rune, encoded string) {
	switch r {
	case '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		c.lineBreak(r)
		return
	case '\t':
		c.tab()
		return
	}
	switch class := classify(r); class {
	case classPlain:
		c.base(encoded)
	case classMark:
		c.mark(encoded, false)
	case classJoiner:
		c.mark(encoded, true)
	case classBlank:
		c.base(" ")
	case classUnseen:
	default:
		c.disputed(class, r, encoded)
	}
}

// disputed writes characters that only one of the two readers may have.
func (c *cleaner) disputed(class class, r rune, encoded string) {
	switch {
	case c.form == modelBlock && class == classPrivate:
	case c.form == modelBlock:
		c.base(encoded)
	case class == classFlag:
		c.base(string('A' + r - flagA))
	case class == classTone:
	default:
		c.base(replacement)
	}
}

// base writes text that starts with a character of its own.
func (c *cleaner) base(s string) {
	if !c.join || len(s) > utf8.UTFMax || s[0] < utf8.RuneSelf {
		c.joins = 0
	}
	c.out.WriteString(s)
	c.based, c.marks, c.join, c.gap, c.cr = true, 0, false, false, false
}

// mark writes a character that sits on the one before it. A mark with nothing to sit on would change whatever the
// screen shows to its left, so it gets the customary dotted circle.
func (c *cleaner) mark(encoded string, joiner bool) {
	if !c.based && c.form != modelBlock {
		c.base("\u25CC")
	}
	if c.marks >= maxMarks || joiner && c.joins >= maxJoins {
		return
	}
	c.out.WriteString(encoded)
	c.marks++
	if joiner {
		c.joins++
	}
	c.join, c.gap, c.cr = joiner, false, false
}

func (c *cleaner) lineBreak(r rune) {
	switch {
	case r == '\n' && c.cr:
		c.cr = false
		return
	case c.form != oneLine:
		c.base("\n")
		c.based = false
	case !c.gap:
		c.base(" ")
	}
	c.gap = true
	c.cr = r == '\r'
}

func (c *cleaner) tab() {
	switch {
	case c.form != oneLine:
		c.base("\t")
	case !c.gap:
		c.base(" ")
	}
	c.gap, c.cr = true, false
}
