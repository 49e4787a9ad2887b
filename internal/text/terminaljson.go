package text

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// JSONForTerminal escapes, inside valid JSON, the characters that encoding/json leaves as they are though they harm a
// terminal: U+007F to U+009F, bidi controls, tag characters and everything else invisible. They can occur in
// strings only, where \uXXXX means the same, so the value does not change. Bytes that are not UTF-8 become \ufffd.
// Clean input is returned itself, not copied.
func JSONForTerminal(b []byte) []byte {
	first := 0
	for first < len(b) {
		_, n, harmful := harmfulRune(b[first:])
		if harmful {
			break
		}
		first += n
	}
	if first == len(b) {
		return b
	}
	out := make([]byte, first, len(b)+len(b)/8+16)
	copy(out, b)
	for i := first; i < len(b); {
		r, n, harmful := harmfulRune(b[i:])
		switch {
		case !harmful:
			out = append(out, b[i:i+n]...)
		case r == '\r': // white space in valid JSON, but it moves the cursor
			out = append(out, ' ')
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		i += n
	}
	return out
}

func harmfulRune(b []byte) (r rune, size int, harmful bool) {
	if c := b[0]; c < utf8.RuneSelf {
		return rune(c), 1, c < ' ' && c != '\n' && c != '\t' || c == 0x7f
	}
	r, size = utf8.DecodeRune(b)
	if r == utf8.RuneError && size == 1 {
		return r, size, true
	}
	return r, size, r == '\u2028' || r == '\u2029' || classify(r) == classUnseen
}
