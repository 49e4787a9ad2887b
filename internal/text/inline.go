package text

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Inline is a part of a line in a Doc. The set is closed, so that every part is escaped by the rules in this file:
// T, Untrusted, Word, and the results of Code, Bold and Link.
type Inline interface {
	// markdown is the part as one line of CommonMark that shows exactly the text it was made of.
	markdown() string
}

// inlineLimit bounds one untrusted part of a line, in bytes of its model form.
const inlineLimit = 4 << 10

// T is text of our own. It is escaped all the same, so it may hold a file name or a query.
type T string

func (t T) markdown() string { return escapeInline(From(string(t)).String()) }

func (u Untrusted) markdown() string { return escapeInline(u.inline()) }

func (w Word) markdown() string { return escapeInline(string(w)) }

// inline is the one-line form within inlineLimit.
func (u Untrusted) inline() string {
	if len(u.s) <= inlineLimit {
		return u.String()
	}
	return From(u.ModelN(inlineLimit)).String()
}

// rendered is Markdown already built here.
type rendered string

func (r rendered) markdown() string { return string(r) }

// Code shows the one-line form of s as a code span. Empty text gives nothing.
func Code(s interface{ String() string }) Inline {
	u, ok := s.(Untrusted)
	if !ok {
		u = From(s.String())
	}
	return rendered(codeSpan(u.inline()))
}

// String lets T be an argument of Code.
func (t T) String() string { return string(t) }

// String lets Word be an argument of Code.
func (w Word) String() string { return string(w) }

func codeSpan(s string) string {
	if strings.Trim(s, " ") == "" {
		return ""
	}
	ticks := strings.Repeat("`", longestRun(s, '`')+1)
	if s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

// Bold sets its parts, joined without space, in bold. Empty parts give nothing.
func Bold(parts ...Inline) Inline {
	s := strings.TrimSpace(joinInline(parts))
	if s == "" {
		return rendered("")
	}
	return rendered("**" + s + "**")
}

// Link links label to an absolute http or https address; with any other address it is the label alone, because
// addresses come from events too. An empty label becomes the address.
func Link(label Inline, address string) Inline {
	shown := strings.TrimSpace(label.markdown())
	safe, ok := safeURL(address)
	switch {
	case shown == "" && !ok:
		return From(address)
	case !ok:
		return rendered(shown)
	case shown == "":
		shown = escapeInline(safe)
	}
	return rendered("[" + shown + "](" + safe + ")")
}

// safeURL gives address in a form that ends where the link ends. User names are refused: they exist in links only to
// show another host than the one visited.
func safeURL(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || !isPlain(u.Host) {
		return "", false
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		switch {
		case c <= ' ' || c >= 0x7f || strings.IndexByte("()<>[]\\|*_`\"'", c) >= 0 && c != '_':
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

func joinInline(parts []Inline) string {
	var b strings.Builder
	for _, p := range parts {
		if p != nil {
			b.WriteString(p.markdown())
		}
	}
	return b.String()
}

// escapeInline escapes one line of safe text so that CommonMark with GitHub's extensions shows it literally wherever
// in a line it stands. It escapes no more than that needs, because models pay for each character.
func escapeInline(s string) string {
	if !strings.ContainsAny(s, "\\`*_[]<&~:.@") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for i := range len(s) {
		if needsEscape(s, i) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func needsEscape(s string, i int) bool {
	switch s[i] {
	case '\\', '`', '*', '[', ']', '<', '~':
		return true
	case '_': // within a word it cannot open or close emphasis
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		return !isWordRune(before) || !isWordRune(after)
	case '&': // an entity, perhaps completed by the next part
		return i+1 == len(s) || s[i+1] == '#' || isASCIILetter(s[i+1])
	case ':': // http://, which GitHub's extension makes a link
		return endsWithFold(s[:i], "http", "https", "ftp", "mailto", "xmpp")
	case '.': // www.
		return endsWithFold(s[:i], "www")
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

// escapeStart keeps the first characters of a block from starting another kind of block: heading, quote, list,
// table, definition. The characters that start inline Markdown are escaped already, or are ours.
func escapeStart(s string) string {
	if s == "" {
		return s
	}
	if strings.IndexByte("#>-+=:|", s[0]) >= 0 {
		return `\` + s
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
