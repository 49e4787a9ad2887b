package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dialect says which reader of Markdown the escapes are for.
type dialect uint8

const (
	// commonMark is CommonMark with GitHub's extensions.
	commonMark dialect = iota
	// glamour is the same as Glamour v2 reads it. It shows the backslash before some characters, and it resolves
	// character references a second time, and in code spans too, where "&#27;" would become a real ESC.
	glamour
	// glamourCell is glamour in a table cell, where it resolves backslashes in code spans too.
	glamourCell
	// plain is not read as Markdown by anything: nothing is escaped.
	plain
	// spoken is read aloud: nothing is escaped, and nothing is markup.
	spoken
)

// unread is true of what nothing reads as Markdown.
func (d dialect) unread() bool { return d == plain || d == spoken }

// glamourKeeps are the characters whose backslash Glamour shows; a character reference works instead.
const glamourKeeps = "~:@="

// line joins parts; spaces at the ends would be indentation or a hard line break.
func (d dialect) line(parts []Inline) string {
	var b strings.Builder
	for _, p := range parts {
		if p != nil {
			b.WriteString(p.markdown(d))
		}
	}
	return strings.Trim(b.String(), " ")
}

// escape makes one line of safe text be shown literally wherever in a line it stands. It escapes no more than that
// needs, because models pay for each character.
func (d dialect) escape(s string) string {
	const special = "\\`*_[]<&~:.@"
	next := strings.IndexAny(s, special)
	if next < 0 || d.unread() {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	done := 0
	for i := next; i < len(s); i++ {
		if needsEscape(s, i) {
			b.WriteString(s[done:i])
			b.WriteString(d.literal(s[i]))
			done = i + 1
		}
	}
	b.WriteString(s[done:])
	return b.String()
}

// literal is punctuation without its meaning. A reference for "&" is right in both dialects, and it is safe in other
// programs that read references twice.
func (d dialect) literal(c byte) string {
	switch {
	case c == '&':
		return "&amp;"
	case d != commonMark && strings.IndexByte(glamourKeeps, c) >= 0:
		return "&#" + strconv.Itoa(int(c)) + ";"
	}
	return `\` + string(rune(c))
}

// code is the body of a code span.
func (d dialect) code(s string) string {
	if d == commonMark || d.unread() {
		return s
	}
	if d == glamourCell {
		s = strings.ReplaceAll(s, `\`, `\\`)
	}
	return strings.ReplaceAll(s, "&", "&amp;")
}

// start keeps the first characters of a block from starting another kind of block: heading, quote, list, table,
// definition. The characters that start inline Markdown are escaped already, or are ours.
func (d dialect) start(s string) string {
	if s == "" || d.unread() {
		return s
	}
	if strings.IndexByte("#>-+=:|", s[0]) >= 0 {
		return d.literal(s[0]) + s[1:]
	}
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')') {
		return s[:digits] + `\` + s[digits:]
	}
	return s
}

func needsEscape(s string, i int) bool {
	switch s[i] {
	case '\\', '`', '*', '[', ']', '<', '~':
		return true
	case '_': // within a word it cannot open or close emphasis
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		return !isWordRune(before) || !isWordRune(after)
	case '&': // a character reference, perhaps completed by the next part
		return i+1 == len(s) || s[i+1] == '#' || isASCIILetter(s[i+1])
	case ':': // http:, which GitHub's extension makes a link, perhaps begun by the part before
		return endsWithFold(s[:i], "http", "https", "ftp", "mailto", "xmpp") ||
			i == 0 && (len(s) == 1 || s[1] == '/')
	case '.': // www. in the same way
		return endsWithFold(s[:i], "www") || i == 0 && len(s) > 1 && isASCIILetter(s[1])
	case '@': // an e-mail address, perhaps begun by the part before
		return i == 0 || s[i-1] != ' '
	}
	return false
}

// isWordRune: utf8.RuneError stands for the edge of the text here, beyond which anything may come.
func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func endsWithFold(s string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix) {
			return true
		}
	}
	return false
}

func longestRun(s string, b byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != b {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
