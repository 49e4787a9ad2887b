package searchquery

import (
	"slices"
	"strings"
	"time"
)

// typed checks the value of a key whose values have a form. Quoted values and
// lists of words are left to the server.
func (c *checker) typed(key string, k kind, value span) error {
	if k == word || value.quoted || value.list {
		return nil
	}
	raw := c.query[value.from:value.to]
	rest := strings.TrimLeft(raw, "<>=!~")
	operator := raw[:len(raw)-len(rest)]
	if !slices.Contains([]string{"", ">", "<", ">=", "<=", "=", "!="}, operator) {
		return c.fail(value.from, value.from+len(operator), "use > >= < <= = or !=, or ! before the key", "%q is no operator", operator)
	}
	at := value.to - len(rest)
	switch k {
	case number, duration:
		if !isQuantity(rest, k) {
			return c.fail(at, value.to, quantityHint(key, k), "%s is compared with a number, not %q", key, rest)
		}
	case boolean:
		if !slices.Contains([]string{"true", "false", "1", "0"}, strings.ToLower(rest)) {
			return c.fail(at, value.to, key+":true or "+key+":false", "%s is true or false, not %q", key, rest)
		}
	case date:
		return c.date(key, operator, value, rest)
	}
	return nil
}

func quantityHint(key string, k kind) string {
	if k == duration {
		return key + ":>300ms, " + key + ":<1.5s; units: ms s min hr day wk"
	}
	return key + ":>100, " + key + ":<=2k; suffixes: k m b"
}

// isQuantity is true for a number with a unit of its kind. A plain number is
// good for both: durations are milliseconds then.
func isQuantity(s string, k kind) bool {
	s = strings.TrimPrefix(s, "-")
	digits := 0
	for digits < len(s) && (s[digits] >= '0' && s[digits] <= '9' || s[digits] == '.' && digits > 0) {
		digits++
	}
	if digits == 0 || strings.Count(s[:digits], ".") > 1 {
		return false
	}
	unit := s[digits:]
	units := []string{"", "k", "m", "b", "%"}
	if k == duration {
		units = []string{"", "k", "m", "b", "ns", "us", "ms", "s", "min", "hr", "h", "day", "d", "wk", "w"}
	}
	return slices.Contains(units, unit)
}

// date checks -24h, 2026-11-20 and >=2026-11-20T09:00:00.
func (c *checker) date(key, operator string, value span, rest string) error {
	at := value.to - len(rest)
	if isRelative(rest) {
		if operator != "" {
			meaning := key + ":-24h is since then, " + key + ":+24h is before then"
			return c.fail(value.from, value.to, meaning, "a relative time has no operator")
		}
		return nil
	}
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		return c.fail(at, value.to, key+":-30m, -24h, -14d or -2w", "%q is no relative time", rest)
	}
	if !isDate(rest) {
		return c.fail(at, value.to, key+":-24h, "+key+":>=2026-11-20 or "+key+":<2026-11-20T09:00:00", "%q is no date", rest)
	}
	return nil
}

// isRelative is true for a sign, digits and a unit.
func isRelative(s string) bool {
	if len(s) < 3 || s[0] != '-' && s[0] != '+' || strings.IndexByte("smhdw", s[len(s)-1]) < 0 {
		return false
	}
	return strings.Trim(s[1:len(s)-1], "0123456789") == ""
}

// isDate is true for ISO 8601 dates with or without time, fraction and zone.
func isDate(s string) bool {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		for _, zone := range []string{"", "Z07:00"} {
			if _, err := time.Parse(layout+zone, s); err == nil {
				return true
			}
		}
	}
	return false
}
