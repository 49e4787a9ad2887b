package hostile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Allow says what else a terminal text may hold.
type Allow uint8

const (
	// Lines allows "\n".
	Lines Allow = 1 << iota
	// Colours allows SGR sequences (CSI ... m with digits, ";" and ":" only).
	Colours
)

// maxMarks is how many combining marks may sit on one character.
const maxMarks = 4

// AssertTerminalSafe says what in s would harm a terminal or its layout: anything but printable characters that
// terminals agree on, and what allow names. Nil means safe.
func AssertTerminalSafe(s string, allow ...Allow) error {
	var allowed Allow
	for _, a := range allow {
		allowed |= a
	}
	marks := 0
	for i := 0; i < len(s); {
		if n := sgrLen(s[i:]); n > 0 && allowed&Colours != 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		if marks > maxMarks {
			return harm(s, i, "more than 4 combining marks")
		}
		if why := terminalHarm(r, n, allowed); why != "" {
			return harm(s, i, why)
		}
		i += n
	}
	return nil
}

// AssertModelSafe says what in s should not reach a language model: bytes that are not UTF-8, controls but \n and \t,
// and characters that people do not see. Nil means safe.
func AssertModelSafe(s string) error {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if why := unseen(r, n); why != "" && r != '\n' && r != '\t' {
			return harm(s, i, why)
		}
		i += n
	}
	return nil
}

func harm(s string, i int, why string) error {
	from, to := max(0, i-20), min(len(s), i+20)
	return fmt.Errorf("byte %d: %s, in %q", i, why, s[from:to])
}

func terminalHarm(r rune, n int, allowed Allow) string {
	switch why := unseen(r, n); {
	case r == '\n' && allowed&Lines != 0:
		return ""
	case why != "":
		return why
	case r >= 0x1F1E6 && r <= 0x1F1FF:
		return "regional indicator"
	case r >= 0x1F3FB && r <= 0x1F3FF:
		return "skin tone"
	case r >= 0x1FAC3 && r <= 0x1FACF, r >= 0x1FAD7 && r <= 0x1FAFF, r >= 0x1F6D8 && r <= 0x1F6DF:
		return "emoji newer than terminals"
	case r != ' ' && !unicode.IsPrint(r):
		return "not printable"
	}
	return ""
}

// unseen says why a person would not see r, or "".
func unseen(r rune, n int) string {
	switch {
	case r == utf8.RuneError && n == 1:
		return "not UTF-8"
	case r < 0x20 || r >= 0x7f && r <= 0x9f:
		return "control character"
	case r >= 0xE0000 && r <= 0xE0FFF:
		return "tag character or variation selector"
	case unicode.Is(unicode.Variation_Selector, r):
		return "variation selector"
	case unicode.Is(unicode.Bidi_Control, r):
		return "bidi control"
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
		return "invisible character"
	case unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
		return "line separator"
	case unicode.Is(unicode.Co, r):
		return "private use character"
	case unicode.Is(unicode.Noncharacter_Code_Point, r):
		return "noncharacter"
	}
	return ""
}

// sgrLen is the length of the SGR sequence at the start of s, or 0.
func sgrLen(s string) int {
	body, ok := strings.CutPrefix(s, "\x1b[")
	if !ok {
		return 0
	}
	end := strings.IndexFunc(body, func(r rune) bool { return (r < '0' || r > '9') && r != ';' && r != ':' })
	if end < 0 || body[end] != 'm' {
		return 0
	}
	return len("\x1b[") + end + 1
}
