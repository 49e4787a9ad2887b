package grouping

import "strings"

// Parameterize replaces what differs between events of one issue by the name of
// its kind: `user 17 at 10.0.0.1` becomes `user <int> at <ip>`.
//
// Kinds, their order and their forms are those of
// src/sentry/grouping/parameterization.py; at each place the first kind that
// matches wins. There it is one regular expression with look-around, here a
// scanner, as Go's expressions have none. Applying it again changes nothing:
// text next to a replacement is looked at once more until it is stable, which
// Sentry does not do (`2024-01-015` stays `<date>5` there).
func Parameterize(s string) string {
	for {
		// Each round replaces text outside of placeholders, so it ends.
		next, changed := parameterizeOnce(s)
		if !changed {
			return s
		}
		s = next
	}
}

// message is a text being scanned and what is known about all of it.
type message struct {
	s    string
	prev byte // last byte of the output: the byte before the place looked at
	// noEmailBefore is the end of a run that is known to have no @ behind it.
	noEmailBefore int
	hasAt         bool
	hasDot        bool
}

func parameterizeOnce(s string) (string, bool) {
	m := message{s: s, hasAt: strings.IndexByte(s, '@') >= 0, hasDot: strings.IndexByte(s, '.') >= 0, prev: ' '}
	var b strings.Builder
	copied := 0
	for i := 0; i < len(s); {
		name, n := m.match(i)
		if n == 0 {
			m.prev = s[i]
			i++
			continue
		}
		b.WriteString(s[copied:i])
		b.WriteByte('<')
		b.WriteString(name)
		b.WriteByte('>')
		i += n
		copied, m.prev = i, '>'
	}
	if copied == 0 {
		return s, false
	}
	b.WriteString(s[copied:])
	return b.String(), true
}

// match returns the first kind that matches at i and the length of the match;
// the length is 0 when there is none.
func (m *message) match(i int) (name string, n int) {
	c := m.s[i]
	word := isWord(c)
	if m.hasAt {
		if n = m.email(i); n > 0 {
			return "email", n
		}
	}
	start := word && !isWord(m.prev) // a word begins here
	if start && isLetter(c) {
		if n = webAddress(m.s[i:]); n > 0 {
			return "url", n
		}
	}
	if m.hasDot && isWord(m.prev) != word {
		if n = hostname(m.s[i:]); n > 0 {
			return "hostname", n
		}
	}
	if !isWord(m.prev) || m.prev >= 0x80 {
		if n = ip(m.s[i:], start); n > 0 {
			return "ip", n
		}
	}
	if start {
		if name, n = identifier(m.s[i:]); n > 0 {
			return name, n
		}
	}
	if isDigit(c) || 'A' <= c && c <= 'W' || c == 'd' {
		if n = date(m.s[i:], m.prev); n > 0 {
			return "date", n
		}
	}
	return m.value(i, start)
}

// value tries the kinds after dates.
func (m *message) value(i int, start bool) (name string, n int) {
	s, c := m.s[i:], m.s[i]
	if isDigit(c) {
		if n = duration(s, start); n > 0 {
			return "duration", n
		}
	}
	if start {
		if name, n = hexadecimal(s); n > 0 {
			return name, n
		}
	}
	if isDigit(c) && start || c == '-' {
		if n = float(s); n > 0 {
			return "float", n
		}
		// A dash between two words is no sign, also when the first word was replaced.
		if c != '-' || i == 0 || !isWord(m.s[i-1]) {
			if n = integer(s); n > 0 {
				return "int", n
			}
		}
	}
	if m.prev == '=' {
		if c == '\'' || c == '"' {
			if end := strings.IndexByte(s[1:], c); end > 0 {
				return "quoted_str", end + 2
			}
		}
		for _, b := range [...]string{"True", "true", "False", "false"} {
			if strings.HasPrefix(s, b) {
				return "bool", len(b)
			}
		}
	}
	return "", 0
}

// email is a run of mailbox characters, an @ and a host.
func (m *message) email(i int) int {
	if i < m.noEmailBefore {
		return 0
	}
	end := i
	for end < len(m.s) && isMailbox(m.s[end]) {
		end++
	}
	if end == i {
		return 0
	}
	host := end + 1
	for host < len(m.s) && isLabel(m.s[host]) {
		host++
	}
	if end == len(m.s) || m.s[end] != '@' || host == end+1 {
		m.noEmailBefore = end
		return 0
	}
	for host+1 < len(m.s) && m.s[host] == '.' && isLabel(m.s[host+1]) {
		for host++; host < len(m.s) && isLabel(m.s[host]); {
			host++
		}
	}
	return host - i
}

func webAddress(s string) int {
	scheme, _, found := strings.Cut(s[:min(len(s), len("https://"))], "://")
	switch scheme {
	case "ws", "wss", "http", "https", "ftp":
	default:
		return 0
	}
	start := len(scheme) + len("://")
	// The first character is no separator, the second one is no line feed.
	if !found || len(s) < start+2 || strings.IndexByte(" \t\r\n\v\f/$.?#", s[start]) >= 0 || s[start+1] == '\n' {
		return 0
	}
	end := start + 2
	for end < len(s) && !isSpace(s[end]) {
		end++
	}
	return end
}

// hostname is a series of labels before one of the usual top-level domains.
func hostname(s string) int {
	for i := 0; ; {
		end := i
		for end < len(s) && isLabel(s[end]) {
			end++
		}
		if end == i || end-i > 63 || end == len(s) || s[end] != '.' {
			return 0
		}
		i = end + 1
		end = i
		for end < len(s) && isWord(s[end]) {
			end++
		}
		if isTopLevelDomain(s[i:end]) {
			return end
		}
	}
}

func isTopLevelDomain(s string) bool {
	if len(s) < 2 || len(s) > 6 || s != strings.ToLower(s) && s != strings.ToUpper(s) {
		return false
	}
	switch strings.ToLower(s) {
	case "com", "net", "org", "jp", "de", "uk", "fr", "br", "it", "ru", "es", "me", "gov", "pl", "ca", "au", "cn", "co", "in",
		"nl", "edu", "info", "eu", "ch", "id", "at", "kr", "cz", "mx", "be", "tv", "se", "tr", "tw", "al", "ua", "ir", "vn",
		"cl", "sk", "ly", "cc", "to", "no", "fi", "us", "pt", "dk", "ar", "hu", "tk", "gr", "il", "news", "ro", "my", "biz",
		"ie", "za", "nz", "sg", "ee", "th", "io", "xyz", "pe", "bg", "hk", "rs", "lt", "link", "ph", "club", "si", "site",
		"mobi", "by", "cat", "wiki", "la", "ga", "xxx", "cf", "hr", "ng", "jobs", "online", "kz", "ug", "gq", "ae", "is",
		"lv", "pro", "fm", "tips", "ms", "sa", "app":
		return true
	}
	return false
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// isWord is \w; every byte outside of ASCII counts as part of a letter.
func isWord(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c >= 0x80 }

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }
func isLabel(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' }

func isMailbox(c byte) bool {
	return isLabel(c) || strings.IndexByte(".!#$%&'*+/=?^_`{|}~", c) >= 0
}
