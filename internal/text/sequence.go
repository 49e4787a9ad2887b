package text

import "strings"

// sequenceLen is the length in bytes of the complete terminal control sequence (ECMA-48, and the xterm string
// sequences) at the start of s, or 0. An incomplete sequence is not one: its introducer is dropped as a control
// character and the rest stays visible, so that no text can hide what follows it.
func sequenceLen(s string) int {
	intro, n := introducer(s)
	switch intro {
	case 0:
		return 0
	case '[':
		return csiLen(s, n)
	case ']', 'P', 'X', '^', '_':
		return stringLen(s, n)
	}
	if s[0] != esc {
		return 0
	}
	return escapeLen(s)
}

const (
	esc = 0x1b
	bel = 0x07
	// c1Lead is the first UTF-8 byte of U+0080 to U+00BF; the second byte is the code point itself.
	c1Lead = 0xc2
)

// introducer reads "ESC x" or the C1 control that means the same, and gives x and the bytes read; 0 if s starts with neither.
func introducer(s string) (byte, int) {
	switch {
	case len(s) < 2:
		return 0, 0
	case s[0] == esc:
		return s[1], 2
	case s[0] == c1Lead && s[1] >= 0x80 && s[1] <= 0x9f:
		return s[1] - 0x40, 2
	}
	return 0, 0
}

// csiLen: parameters, intermediates, one final byte.
func csiLen(s string, i int) int {
	for i < len(s) && s[i] >= 0x30 && s[i] <= 0x3f {
		i++
	}
	return finalLen(s, i)
}

// escapeLen: ESC, intermediates, one final byte.
func escapeLen(s string) int { return finalLen(s, 1) }

func finalLen(s string, i int) int {
	for i < len(s) && s[i] >= 0x20 && s[i] <= 0x2f {
		i++
	}
	if i < len(s) && s[i] >= 0x30 && s[i] <= 0x7e {
		return i + 1
	}
	return 0
}

// stringLen: an OSC, DCS, SOS, PM or APC string up to BEL, ESC \ or U+009C. Any other control character ends the
// attempt, as terminals do, which also keeps the scan linear over the whole text.
func stringLen(s string, i int) int {
	for ; i < len(s); i++ {
		switch b := s[i]; {
		case b == bel:
			return i + 1
		case b == esc:
			if strings.HasPrefix(s[i:], "\x1b\\") {
				return i + 2
			}
			return 0
		case b == c1Lead && strings.HasPrefix(s[i:], "\u009c"):
			return i + 2
		case b < 0x20 || b == 0x7f:
			return 0
		}
	}
	return 0
}
