package grouping

import (
	"regexp"
	"strings"
)

// The forms of dates in Sentry's order, apart by what they begin with. Times of
// day like 9:41 need look-around and are matched by clock.
var (
	namedDate = lazily(`^(?:` +
		`(?:` + weekday + `),\s\d{1,2}\s(?:` + month + `)\s\d{2,4}\s\d{1,2}:\d{1,2}(?::\d{1,2})?\s(?:[-+]\d{2}[0-5]\d|` + zone + `)|` + // RFC 822, RFC 1123
		`(?:(?:` + weekday + `)\s)?(?:` + month + `)\s[0-3]\d,\s\d{2,4}|` + // Jan 02, 1999
		`(?:` + weekday + `|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday),\s\d{2}-(?:` + month + `)-\d{2}\s\d{2}:\d{2}:\d{2}\s(?:` + zone + `)|` + // RFC 850
		`(?:` + weekday + `)\s(?:` + month + `)\s\d{2}\s\d{4}\s\d{2}:\d{2}:\d{2}\sGMT[+-]\d{4}(?:\s\([^)]+\))?` + // JavaScript
		`)`)
	numericDate = lazily(`^(?:` +
		`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?(?:[+-]?\d{2}:\d{2})?|` + // RFC 3339
		`\d{4}-?[01]\d-?[0-3]\d[\sT][0-2]\d:?[0-5]\d(?::?[0-5]\d(?:\.\d+)?)?(?:[+-][0-2]\d:?[0-5]\d|Z)?` +
		`)`)
	oldDate = lazily(`^(?:` +
		`(?:(?:` + weekday + `)\s+)?(?:` + month + `)\s+\d{1,2}\s+\d{2}:\d{2}:\d{2}\s+\d{4}|` +
		`(?:(?:` + weekday + `),\s+)?(?:0[1-9]|[1-2]?\d|3[01])\s+(?:` + month + `)\s+(?:19\d{2}|[2-9]\d{3})\s+(?:2[0-3]|[0-1]\d):[0-5]\d(?::(?:60|[0-5]\d))?\s+(?:[-+]\d{2}[0-5]\d|` + zone + `)` +
		`)`)
)

const (
	weekday = `Sun|Mon|Tue|Wed|Thu|Fri|Sat`
	month   = `Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec`
	zone    = `UT|GMT|[ECMP](?:ST|DT)|[A-IK-Z]`
)

// date matches a date or a time of day; prev is the byte before it.
func date(s string, prev byte) int {
	if isDigit(s[0]) {
		return dateOfDigits(s, prev)
	}
	if len(s) < 3 {
		return 0
	}
	switch s[:3] {
	case "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec":
		n := prefix(namedDate(), s)
		if n == 0 && !isWord(prev) {
			n = prefix(oldDate(), s)
		}
		return n
	}
	const python = "datetime.datetime("
	if strings.HasPrefix(s, python) {
		line, _, _ := strings.Cut(s, "\n")
		return strings.IndexByte(line, ')') + 1
	}
	return 0
}

// dateOfDigits tries the expressions only where the number of digits fits them.
func dateOfDigits(s string, prev byte) int {
	digits := digitRun(s)
	switch {
	case digits == len(s):
		return 0
	case digits <= 2 && s[digits] == ':':
		if n := clock(s, prev); n > 0 {
			return n
		}
		if digits == 2 && s[0] <= '2' {
			if minutes := sixtieth(s, digits); minutes > 0 {
				return sixtieth(s, minutes)
			}
		}
	case digits <= 2 && isSpace(s[digits]) && !isWord(prev):
		return prefix(oldDate(), s)
	case digits == 4 && s[4] == '-':
		if n := prefix(numericDate(), s); n > 0 {
			return n
		}
		return calendarDay(s)
	case digits == 6 && s[6] == '-', digits == 8 && (s[8] == 'T' || isSpace(s[8])):
		return prefix(numericDate(), s)
	}
	return 0
}

// calendarDay matches 2006-01-02.
func calendarDay(s string) int {
	const length = len("2006-01-02")
	if len(s) < length || s[7] != '-' || digitRun(s[5:7]) != 2 || digitRun(s[8:length]) != 2 || s[5] > '1' || s[8] > '3' {
		return 0
	}
	return length
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
