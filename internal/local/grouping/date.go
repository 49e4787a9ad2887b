package grouping

import (
	"regexp"
	"strings"
)

// The forms of dates in Sentry's order. Times of day like 9:41 stand between
// the two expressions; they need look-around and are matched by clock.
var (
	dateBeforeClock = regexp.MustCompile(`^(?:` +
		`(?:` + weekday + `),\s\d{1,2}\s(?:` + month + `)\s\d{2,4}\s\d{1,2}:\d{1,2}(?::\d{1,2})?\s(?:[-+]\d{2}[0-5]\d|` + zone + `)|` + // RFC 822, RFC 1123
		`(?:(?:` + weekday + `)\s)?(?:` + month + `)\s[0-3]\d,\s\d{2,4}|` + // Jan 02, 1999
		`(?:` + weekday + `|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday),\s\d{2}-(?:` + month + `)-\d{2}\s\d{2}:\d{2}:\d{2}\s(?:` + zone + `)|` + // RFC 850
		`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?(?:[+-]?\d{2}:\d{2})?|` + // RFC 3339
		`(?:` + weekday + `)\s(?:` + month + `)\s\d{2}\s\d{4}\s\d{2}:\d{2}:\d{2}\sGMT[+-]\d{4}(?:\s\([^)]+\))?|` + // JavaScript
		day + `[\sT]` + hourMinute + `:?[0-5]\d\.\d+` + offset + `|` +
		day + `[\sT]` + hourMinute + `:?[0-5]\d` + offset + `|` +
		day + `[\sT]` + hourMinute + offset + `|` +
		day + `[\sT]` + hourMinute + `:?[0-5]\d\.\d+|` +
		day + `[\sT]` + hourMinute + `:?[0-5]\d|` +
		day + `[\sT]` + hourMinute +
		`)`)
	dateAfterClock = regexp.MustCompile(`^(?:` +
		`\d{4}-[01]\d-[0-3]\d|` +
		`[0-2]\d:[0-5]\d:[0-5]\d` +
		`)`)
	oldDate = regexp.MustCompile(`^(?:` +
		`(?:(?:` + weekday + `)\s+)?(?:` + month + `)\s+\d{1,2}\s+\d{2}:\d{2}:\d{2}\s+\d{4}|` +
		`(?:(?:` + weekday + `),\s+)?(?:0[1-9]|[1-2]?\d|3[01])\s+(?:` + month + `)\s+(?:19\d{2}|[2-9]\d{3})\s+(?:2[0-3]|[0-1]\d):[0-5]\d(?::(?:60|[0-5]\d))?\s+(?:[-+]\d{2}[0-5]\d|` + zone + `)` +
		`)`)
)

const (
	weekday    = `Sun|Mon|Tue|Wed|Thu|Fri|Sat`
	month      = `Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec`
	zone       = `UT|GMT|[ECMP](?:ST|DT)|[A-IK-Z]`
	day        = `\d{4}-?[01]\d-?[0-3]\d`
	hourMinute = `[0-2]\d:?[0-5]\d`
	offset     = `(?:[+-][0-2]\d:?[0-5]\d|Z)`
)

// date matches a date or a time of day; prev is the byte before it.
func date(s string, prev byte) int {
	if !mayBeDate(s) {
		return 0
	}
	if n := prefix(dateBeforeClock, s); n > 0 {
		return n
	}
	if isDigit(s[0]) {
		if n := clock(s, prev); n > 0 {
			return n
		}
		if n := prefix(dateAfterClock, s); n > 0 {
			return n
		}
	}
	if !isWord(prev) {
		if n := prefix(oldDate, s); n > 0 {
			return n
		}
	}
	const python = "datetime.datetime("
	if strings.HasPrefix(s, python) {
		line, _, _ := strings.Cut(s, "\n")
		return strings.IndexByte(line, ')') + 1
	}
	return 0
}

// mayBeDate looks for the beginning of a date, so that expressions are only
// tried where they can match.
func mayBeDate(s string) bool {
	if isDigit(s[0]) {
		n := digitRun(s)
		switch {
		case n == len(s):
			return false
		case n <= 2:
			return s[n] == ':' || isSpace(s[n])
		case n == 4, n == 6:
			return s[n] == '-'
		default:
			return n == 8 && (isSpace(s[n]) || s[n] == 'T')
		}
	}
	if len(s) < 3 {
		return false
	}
	switch s[:3] {
	case "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec":
		return true
	}
	return strings.HasPrefix(s, "datetime")
}

func prefix(re *regexp.Regexp, s string) int {
	if at := re.FindStringIndex(s); at != nil {
		return at[1]
	}
	return 0
}

// clock matches 9:41, 09:41:07 and 9:41 PM. More digits or another colon make
// it something else.
func clock(s string, prev byte) int {
	hour := digitRun(s)
	if isDigit(prev) || hour > 2 || hour == 2 && s[:2] > "23" {
		return 0
	}
	n := sixtieth(s, hour)
	if n == 0 {
		return 0
	}
	if seconds := sixtieth(s, n); seconds > 0 {
		n = seconds
	}
	if n < len(s) && (s[n] == ':' || isDigit(s[n])) {
		return 0
	}
	if s[0] == '0' || hour == 2 && s[:2] > "12" {
		return n // no 12-hour clock
	}
	half := n
	if half < len(s) && isSpace(s[half]) {
		half++
	}
	if half+1 < len(s) && strings.IndexByte("aApP", s[half]) >= 0 && (s[half+1] == 'm' || s[half+1] == 'M') {
		return half + 2
	}
	return n
}

// sixtieth matches a colon and 00 to 59 at i and returns the end.
func sixtieth(s string, i int) int {
	if i+2 < len(s) && s[i] == ':' && '0' <= s[i+1] && s[i+1] <= '5' && isDigit(s[i+2]) {
		return i + 3
	}
	return 0
}
