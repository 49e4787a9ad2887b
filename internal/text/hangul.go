package text

import "unicode/utf8"

// Bases and counts of the arithmetic that composes Hangul syllables (Unicode 16, section 3.12).
const (
	leadBase, leadCount   = 0x1100, 19
	vowelBase, vowelCount = 0x1161, 21
	tailBase, tailCount   = 0x11a7, 28
	syllableBase          = 0xac00
)

func isLead(r rune) bool { return r >= leadBase && r < leadBase+leadCount }

// hangul writes the syllable that starts with the leading letter at the start of s, composed, and gives the bytes read.
// Decomposed letters, as in file names from macOS, are one character for some terminals and several for others.
func (c *cleaner) hangul(s string) int {
	if composed, n := syllable(s); n > 0 {
		c.base(string(composed))
		return n
	}
	c.base(replacement)
	return len("\u1100")
}

// syllable composes the decomposed syllable at the start of s and gives the bytes read; 0 if there is none.
func syllable(s string) (rune, int) {
	lead, n := utf8.DecodeRuneInString(s)
	vowel, m := utf8.DecodeRuneInString(s[n:])
	lead, vowel = lead-leadBase, vowel-vowelBase
	if vowel < 0 || vowel >= vowelCount {
		return 0, 0
	}
	n += m
	composed := syllableBase + (lead*vowelCount+vowel)*tailCount
	tail, m := utf8.DecodeRuneInString(s[n:])
	if tail > tailBase && tail < tailBase+tailCount {
		return composed + tail - tailBase, n + m
	}
	return composed, n
}
