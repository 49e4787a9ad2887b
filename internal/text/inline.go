package text

import (
	"net/url"
	"strings"
	"time"
)

// Inline is a part of a line in a Doc. The set is closed, so that every part is escaped by the rules of this package:
// T, Untrusted, Word, and the results of Code, Bold and Link.
type Inline interface {
	// markdown is the part as one line that shows exactly the text it was made of.
	markdown(d dialect) string
	// blank reports whether the part shows nothing, at less cost than rendering it.
	blank() bool
}

// inlineLimit bounds one untrusted part of a line, in bytes of its model form.
const inlineLimit = 4 << 10

// T is text of our own. It is escaped all the same, so it may hold a file name or a query.
type T string

// String is the text itself; it lets T be an argument of Code.
func (t T) String() string { return string(t) }

func (t T) markdown(d dialect) string { return d.escape(From(string(t)).String()) }

func (t T) blank() bool { return From(string(t)).blank() }

// String is the word itself; it lets Word be an argument of Code.
func (w Word) String() string { return string(w) }

func (w Word) markdown(d dialect) string { return d.escape(string(w)) }

func (w Word) blank() bool { return strings.Trim(string(w), " ") == "" }

func (u Untrusted) markdown(d dialect) string { return d.escape(u.inline()) }

func (u Untrusted) blank() bool { return strings.Trim(u.inline(), " ") == "" }

// inline is the one-line form within inlineLimit.
func (u Untrusted) inline() string {
	if len(u.s) <= inlineLimit {
		return u.String()
	}
	return From(u.ModelN(inlineLimit)).String()
}

// Code shows the one-line form of s as a code span. Empty text gives nothing.
func Code(s interface{ String() string }) Inline {
	if u, ok := s.(Untrusted); ok {
		return codeSpan{u}
	}
	return codeSpan{From(s.String())}
}

type codeSpan struct{ text Untrusted }

func (c codeSpan) blank() bool { return c.text.blank() }

func (c codeSpan) markdown(d dialect) string {
	if c.blank() {
		return ""
	}
	s := c.text.inline()
	if d == spoken {
		return s
	}
	ticks := strings.Repeat("`", longestRun(s, '`')+1)
	if s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' {
		s = " " + s + " "
	}
	return ticks + d.code(s) + ticks
}

// At is a time: UTC in RFC 3339 for models, files and pipes, and by this machine's clock for people. The zero time gives
// nothing.
func At(t time.Time) Inline { return instant(t) }

type instant time.Time

func (i instant) blank() bool { return time.Time(i).IsZero() }

func (i instant) markdown(d dialect) string {
	if d == commonMark || d == plain {
		return d.escape(RFC3339(time.Time(i)))
	}
	return d.escape(LocalTime(time.Time(i)))
}

// Bold sets its parts, joined without space, in bold. Empty parts give nothing.
func Bold(parts ...Inline) Inline { return bold(parts) }

type bold []Inline

func (b bold) blank() bool { return blank(b) }

func (b bold) markdown(d dialect) string {
	if s := d.line(b); d == spoken {
		return s
	} else if s != "" {
		return "**" + s + "**"
	}
	return ""
}

// Link links label to an absolute http or https address; with any other address it is the label alone, because
// addresses come from events too. An empty label becomes the address.
func Link(label Inline, address string) Inline {
	safe, ok := safeURL(address)
	if blank([]Inline{label}) {
		label = From(address)
	}
	if !ok {
		return label
	}
	return link{label, safe}
}

type link struct {
	label   Inline
	address string
}

func (l link) blank() bool { return false }

func (l link) markdown(d dialect) string {
	if d == spoken {
		return d.line([]Inline{l.label}) + " " + l.address
	}
	return "[" + d.line([]Inline{l.label}) + "](" + l.address + ")"
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
		if c <= ' ' || c >= 0x7f || strings.IndexByte("()<>[]\\|*`\"'", c) >= 0 {
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String(), true
}

// blank reports whether the parts show nothing.
func blank(parts []Inline) bool {
	for _, p := range parts {
		if p != nil && !p.blank() {
			return false
		}
	}
	return true
}
