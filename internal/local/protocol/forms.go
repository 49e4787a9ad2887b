package protocol

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

const (
	// millisecondsFrom tells milliseconds from seconds: as seconds it lies in the year 5138, as milliseconds in 1973.
	millisecondsFrom = 100_000_000_000
	// lastSecond is the end of the year 9999, past which times have no RFC 3339 form.
	lastSecond = 253_402_300_799
)

// parseTime reads seconds (or milliseconds) since 1970 with a fraction, or RFC 3339 with any fraction, a space for the T and no zone (UTC).
func parseTime(text []byte) (time.Time, bool) {
	if len(text) > 10 && text[4] == '-' {
		return parseCalendarTime(text)
	}
	whole, fraction, _ := bytes.Cut(text, []byte{'.'})
	seconds, err := strconv.ParseInt(string(whole), 10, 64)
	nanos, ok := parseNanos(fraction)
	if err != nil || !ok { // exponents, as some JSON writers produce
		f, err := strconv.ParseFloat(string(text), 64)
		if err != nil || !(f >= 0 && f < 1000*lastSecond) {
			return time.Time{}, false
		}
		seconds = int64(f)
		nanos = int64((f - float64(seconds)) * 1e9)
	}
	if seconds >= millisecondsFrom {
		nanos = seconds%1000*1_000_000 + nanos/1000
		seconds /= 1000
	}
	if seconds < 0 || seconds > lastSecond || text[0] == '-' {
		return time.Time{}, false
	}
	return time.Unix(seconds, nanos).UTC(), true
}

// parseNanos reads decimals of a second as nanoseconds; further digits are cut.
func parseNanos(fraction []byte) (int64, bool) {
	var nanos int64
	for i, c := range fraction {
		if c < '0' || c > '9' {
			return 0, false
		}
		if i < 9 {
			nanos = nanos*10 + int64(c-'0')
		}
	}
	for i := len(fraction); i < 9; i++ {
		nanos *= 10
	}
	return nanos, true
}

func parseCalendarTime(text []byte) (time.Time, bool) {
	b := []byte(text)
	if b[10] == ' ' || b[10] == 't' {
		b = bytes.Clone(b)
		b[10] = 'T'
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05z"} {
		if t, err := time.Parse(layout, string(b)); err == nil {
			t = t.UTC()
			return t, t.Unix() >= 0 && t.Unix() <= lastSecond
		}
	}
	return time.Time{}, false
}

// hexID brings an id into lower case without dashes. The id of zeros becomes the empty one: tracers write it for "no parent".
func hexID(text string, digits int) (string, bool) {
	if len(text) > digits+4 { // a UUID has four dashes
		return "", false
	}
	id := make([]byte, 0, digits)
	zero := true
	for i := range len(text) {
		c := text[i]
		switch {
		case c == '-':
			continue
		case c >= 'A' && c <= 'F':
			c += 'a' - 'A'
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		default:
			return "", false
		}
		zero = zero && c == '0'
		id = append(id, c)
	}
	if len(id) != digits {
		return "", false
	}
	if zero {
		return "", true
	}
	return string(id), true
}

// levelName folds the words and numbers for a level into Sentry's five; numbers are those of Python's logging. Others stay, in lower case.
func levelName(text string) string {
	switch text = strings.ToLower(text); text {
	case "10":
		return "debug"
	case "20", "log":
		return "info"
	case "30", "warn":
		return "warning"
	case "40":
		return "error"
	case "50", "critical":
		return "fatal"
	}
	return text
}
