package query

import (
	"strconv"
	"strings"
	"time"
)

// timeLayout prints microseconds when there are any, as Sentry's grammar reads
// at most six digits.
const timeLayout = "2006-01-02T15:04:05.999999Z07:00"

// Match reports whether s has the value, ignoring case. Wildcards stand for any
// text, also for none.
func (v Value) Match(s string) bool {
	s = strings.ToLower(s)
	if len(v.Parts) < 2 {
		return s == strings.ToLower(v.Literal())
	}
	first, last := strings.ToLower(v.Parts[0]), strings.ToLower(v.Parts[len(v.Parts)-1])
	if len(s) < len(first)+len(last) || !strings.HasPrefix(s, first) || !strings.HasSuffix(s, last) {
		return false
	}
	s = s[len(first) : len(s)-len(last)]
	for _, part := range v.Parts[1 : len(v.Parts)-1] {
		part = strings.ToLower(part)
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return true
}

// Literal is the value without escapes, for a value without wildcards; with
// wildcards it is the pieces joined by `*`.
func (v Value) Literal() string { return strings.Join(v.Parts, "*") }

// newValue splits the text at its wildcards. Backslashes count only directly
// before a `*`: two stand for one, an odd one makes the star literal.
func newValue(raw string) Value {
	v := Value{Raw: raw}
	var b strings.Builder
	run := 0
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '\\' {
			run++
			continue
		}
		if c != '*' {
			b.WriteString(strings.Repeat(`\`, run))
			b.WriteByte(c)
		} else {
			b.WriteString(strings.Repeat(`\`, run/2))
			if run%2 == 1 {
				b.WriteByte('*')
			} else {
				v.Parts = append(v.Parts, b.String())
				v.Wildcard = true
				b.Reset()
			}
		}
		run = 0
	}
	b.WriteString(strings.Repeat(`\`, run))
	v.Parts = append(v.Parts, b.String())
	return v
}

// open makes the value match anywhere in a text.
func (v *Value) open() {
	v.Wildcard = true
	if v.Parts[0] != "" || len(v.Parts) == 1 {
		v.Parts = append([]string{""}, v.Parts...)
	}
	if v.Parts[len(v.Parts)-1] != "" {
		v.Parts = append(v.Parts, "")
	}
}

func newTime(t time.Time) Value {
	v := newValue(t.Format(timeLayout))
	v.Time, v.IsTime = t, true
	return v
}

// parseNumber reads numbers such as 5, -1.5 and 20k.
func (v *Value) parseNumber() bool {
	s, factor := v.Raw, 1.0
	if s != "" {
		switch s[len(s)-1] {
		case 'k', 'K':
			factor = 1e3
		case 'm', 'M':
			factor = 1e6
		case 'b', 'B':
			factor = 1e9
		}
	}
	if factor != 1 {
		s = s[:len(s)-1]
	}
	if strings.Trim(s, "-.0123456789") != "" {
		return false
	}
	n, err := strconv.ParseFloat(s, 64)
	v.Number, v.IsNumber = n*factor, err == nil
	return v.IsNumber
}

// relativeDate reads -24h (the instant 24 hours ago) and +3d (three days ago).
func relativeDate(s string, now time.Time) (time.Time, bool) {
	if len(s) < 3 || s[0] != '-' && s[0] != '+' {
		return time.Time{}, false
	}
	n, err := strconv.ParseUint(s[1:len(s)-1], 10, 32)
	if err != nil {
		return time.Time{}, false
	}
	switch s[len(s)-1] {
	case 'w':
		return now.AddDate(0, 0, -7*int(n)), true
	case 'd':
		return now.AddDate(0, 0, -int(n)), true
	case 'h':
		// Whole days apart: a Duration holds only 292 years.
		return now.AddDate(0, 0, -int(n/24)).Add(-time.Duration(n%24) * time.Hour), true
	case 'm':
		return now.AddDate(0, 0, -int(n/1440)).Add(-time.Duration(n%1440) * time.Minute), true
	}
	return time.Time{}, false
}

// absoluteDate reads ISO 8601; without a zone it is UTC. Day says that there
// was no time of day.
func absoluteDate(s string) (t time.Time, day, ok bool) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.UTC(), true, true
	}
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04Z07:00",
		"2006-01-02 15:04:05", "2006-01-02Z07:00",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC().Truncate(time.Microsecond), false, true
		}
	}
	return time.Time{}, false, false
}

// MatchText reports whether a text satisfies a term about it; it is present unless it is empty.
func (t Term) MatchText(s string) bool {
	if t.Has {
		return (s != "") != t.Negated
	}
	for _, v := range t.Values {
		if v.Match(s) {
			return !t.Negated
		}
	}
	return t.Negated
}
