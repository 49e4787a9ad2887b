package grouping

import (
	"strings"
)

// ipv6 holds the forms of an IPv6 address with the character that has to follow
// it. It is only tried where there are two colons.
var ipv6 = lazily(`^(` +
	`(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|` +
	`(?:[0-9a-fA-F]{1,4}:){1,7}:|` +
	`(?:[0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|` +
	`(?:[0-9a-fA-F]{1,4}:){1,5}(?::[0-9a-fA-F]{1,4}){1,2}|` +
	`(?:[0-9a-fA-F]{1,4}:){1,4}(?::[0-9a-fA-F]{1,4}){1,3}|` +
	`(?:[0-9a-fA-F]{1,4}:){1,3}(?::[0-9a-fA-F]{1,4}){1,4}|` +
	`(?:[0-9a-fA-F]{1,4}:){1,2}(?::[0-9a-fA-F]{1,4}){1,5}|` +
	`[0-9a-fA-F]{1,4}:(?::[0-9a-fA-F]{1,4}){1,6}|` +
	`:(?:(?::[0-9a-fA-F]{1,4}){1,7}|:)|` +
	`fe80:(?::[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]+|` +
	`::(?:ffff(?::0{1,4})?:)?` + ipv4Pattern + `|` +
	`(?:[0-9a-fA-F]{1,4}:){1,4}:` + ipv4Pattern +
	`)(?:[^0-9a-zA-Z]|$)`)

const ipv4Pattern = `(?:(?:25[0-5]|(?:2[0-4]|1?[0-9])?[0-9])\.){3}(?:25[0-5]|(?:2[0-4]|1?[0-9])?[0-9])`

// longestIPv6 is enough for any address with its zone and embedded IPv4.
const longestIPv6 = 64

func ip(s string, wordStart bool) int {
	if s[0] != ':' && !isHexDigit(s[0]) {
		return 0
	}
	colon := 0
	for colon < 5 && colon < len(s) && isHexDigit(s[colon]) {
		colon++
	}
	if colon < 5 && colon < len(s) && s[colon] == ':' {
		next := colon + 1
		for next < len(s) && isHexDigit(s[next]) {
			next++
		}
		if next < len(s) && s[next] == ':' {
			if at := ipv6().FindStringSubmatchIndex(s[:min(len(s), longestIPv6)]); at != nil {
				return at[3]
			}
		}
	}
	if wordStart && isDigit(s[0]) {
		return ipv4(s)
	}
	return 0
}

// ipv4 is four numbers up to 255 in at most three digits.
func ipv4(s string) int {
	i := 0
	for part := range 4 {
		end := i
		for end < len(s) && isDigit(s[end]) {
			end++
		}
		switch digits := s[i:end]; {
		case digits == "", len(digits) > 3:
			return 0
		case len(digits) == 3 && (digits[0] == '0' || digits > "255"):
			return 0
		}
		if i = end; part < 3 {
			if i == len(s) || s[i] != '.' {
				return 0
			}
			i++
		}
	}
	if i < len(s) && isWord(s[i]) {
		return 0
	}
	return i
}

// identifier matches the ids made of hexadecimal digits at the start of a word.
func identifier(s string) (name string, n int) {
	if !isHexDigit(s[0]) {
		return "", 0
	}
	switch {
	case strings.HasPrefix(s, "00-"):
		n = groups(s, true, 2, 32, 16, 2)
		if n > 0 && s[n-2] == '0' && (s[n-1] == '0' || s[n-1] == '1') {
			return "traceparent", n
		}
	case strings.HasPrefix(s, "1-"):
		if n = groups(s, true, 1, 8, 24); n > 0 {
			return "traceparent", n
		}
	}
	if n = groups(s, false, 8, 4, 4, 4, 12); n > 0 {
		return "uuid", n
	}
	switch run := hexRun(s, false); {
	case run == 40 && endsWord(s, run):
		return "sha1", run
	case run == 32 && endsWord(s, run):
		return "md5", run
	}
	return "", 0
}

// groups matches runs of hexadecimal digits of these lengths with dashes
// between them, up to the end of a word.
func groups(s string, lower bool, lengths ...int) int {
	i := 0
	for k, length := range lengths {
		if k > 0 {
			if i == len(s) || s[i] != '-' {
				return 0
			}
			i++
		}
		if hexRun(s[i:min(len(s), i+length)], lower) != length {
			return 0
		}
		i += length
	}
	if !endsWord(s, i) {
		return 0
	}
	return i
}

func hexRun(s string, lower bool) int {
	n := 0
	for n < len(s) && isHexDigit(s[n]) && (!lower || s[n] < 'A' || s[n] > 'F') {
		n++
	}
	return n
}

func endsWord(s string, i int) bool { return i == len(s) || !isWord(s[i]) }

func isHexDigit(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// hexadecimal matches Swift transaction ids, hexadecimal numbers and short git
// hashes. Without 0x a number needs eight digits of one case, one of them
// decimal; a short hash needs a letter as well.
func hexadecimal(s string) (name string, n int) {
	if n = swiftTransaction(s); n > 0 {
		return "swift_txn_id", n
	}
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		if run := hexRun(s[2:], false); run > 0 && endsWord(s, run+2) {
			return "hex", run + 2
		}
	}
	run := hexRun(s, false)
	if run < 7 || run > 128 || !endsWord(s, run) {
		return "", 0
	}
	digits, upper := 0, 0
	for _, c := range []byte(s[:run]) {
		if isDigit(c) {
			digits++
		} else if c <= 'F' {
			upper++
		}
	}
	oneCase := upper == 0 || upper+digits == run
	switch {
	case digits == 0 || !oneCase:
		return "", 0
	case run >= 8:
		return "hex", run
	case upper == 0 && digits < run:
		return "git_sha", run
	}
	return "", 0
}

// swiftTransaction is OpenStack's tx, 21 digits, a dash, 10 digits, a suffix.
func swiftTransaction(s string) int {
	const length = 34
	if len(s) < length || s[:2] != "tx" || s[23] != '-' || hexRun(s[2:23], true) != 21 || hexRun(s[24:length], true) != 10 {
		return 0
	}
	n := length
	for n < len(s) && !isSpace(s[n]) {
		n++
	}
	return n
}

// duration is 15ms, or 2s and 2.5s; only milliseconds need the start of a word.
func duration(s string, wordStart bool) int {
	n := digitRun(s)
	if wordStart && strings.HasPrefix(s[n:], "ms") {
		return n + 2
	}
	if n+1 < len(s) && s[n] == '.' && isDigit(s[n+1]) {
		n += 1 + digitRun(s[n+1:])
	}
	if n < len(s) && s[n] == 's' && endsWord(s, n+1) {
		return n + 1
	}
	return 0
}

// float is digits, a dot and digits up to the end of a word, with a sign.
func float(s string) int {
	i := 0
	if s[0] == '-' {
		i = 1
	}
	whole := digitRun(s[i:])
	if i += whole; whole == 0 || i == len(s) || s[i] != '.' {
		return 0
	}
	fraction := digitRun(s[i+1:])
	if i += 1 + fraction; fraction == 0 || !endsWord(s, i) {
		return 0
	}
	return i
}

// integer has at most seven digits; longer ones are taken for hexadecimal.
func integer(s string) int {
	i := 0
	if s[0] == '-' {
		i = 1
	}
	n := digitRun(s[i:])
	if n == 0 || n > 7 || !endsWord(s, i+n) {
		return 0
	}
	return i + n
}

func digitRun(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}
