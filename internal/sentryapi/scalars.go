package sentryapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Int is a whole number that Sentry may send as a number, as a numeric string
// ("150"), as a float (truncated) or as null (0). It marshals as a number.
type Int int64

// UnmarshalJSON reads all the forms above; anything else is an error.
func (i *Int) UnmarshalJSON(data []byte) error {
	s, err := scalar(data)
	if err != nil || s == "" {
		*i = 0
		return err
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		*i = Int(n)
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= math.MinInt64 && f < math.MaxInt64) {
		return fmt.Errorf("%.40q is not a whole number", s)
	}
	*i = Int(f)
	return nil
}

// Float is a number that Sentry may send as a number, a numeric string or null
// (0).
type Float float64

// UnmarshalJSON reads all the forms above; anything else is an error.
func (f *Float) UnmarshalJSON(data []byte) error {
	s, err := scalar(data)
	if err != nil || s == "" {
		*f = 0
		return err
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return fmt.Errorf("%.40q is not a number", s)
	}
	*f = Float(n)
	return nil
}

// scalar gives the text of a JSON string or number; "" for null.
func scalar(data []byte) (string, error) {
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0 || string(data) == "null":
		return "", nil
	case data[0] == '"':
		if s, ok := plainString(data); ok {
			return s, nil
		}
		var s string
		err := json.Unmarshal(data, &s)
		return strings.TrimSpace(s), err
	case data[0] == '-' || data[0] >= '0' && data[0] <= '9':
		return string(data), nil
	}
	return "", fmt.Errorf("%.40q is neither a number nor a string", data)
}

// plainString gives the text of a JSON string that needs no decoding, which is
// most of them.
func plainString(data []byte) (string, bool) {
	if len(data) < 2 || data[len(data)-1] != '"' {
		return "", false
	}
	inner := data[1 : len(data)-1]
	for _, b := range inner {
		if b <= ' ' || b > '~' || b == '"' || b == '\\' {
			return "", false
		}
	}
	return string(inner), true
}

// Time is an instant in any of the forms Sentry's endpoints use: RFC 3339 with
// any fraction, the same without a zone (then UTC), unix seconds (whole or
// fractional) and unix milliseconds. null and "" are the zero Time. It is kept
// and marshalled in UTC; the zero Time marshals as null.
type Time struct{ time.Time }

// MarshalJSON gives RFC 3339 in UTC.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + t.UTC().Format(time.RFC3339Nano) + `"`), nil
}

// UnmarshalJSON reads all the forms above; anything else is an error.
func (t *Time) UnmarshalJSON(data []byte) error {
	s, err := scalar(data)
	if err != nil || s == "" {
		*t = Time{}
		return err
	}
	parsed, ok := parseTime(s)
	if !ok || parsed.Year() < 1 || parsed.Year() > 9999 {
		return fmt.Errorf("%.40q is not a time", s)
	}
	t.Time = parsed
	return nil
}

// parseTime reads s as a date or as a unix time and gives it in UTC.
func parseTime(s string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, s); err == nil { // fractions of any length included
		return t.UTC(), true
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return unixTime(f)
	}
	for _, layout := range [...]string{
		"2006-01-02T15:04:05",
		"2006-01-02T15:04:05Z0700",
		"2006-01-02 15:04:05Z07:00",
		"2006-01-02 15:04:05",
		time.DateOnly,
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// unixTime reads a unix time whose unit is not written down: seconds reach
// 10^11 in the year 5138, which milliseconds passed in 1973.
func unixTime(f float64) (time.Time, bool) {
	switch size := math.Abs(f); {
	case !(size < 1e17):
		return time.Time{}, false
	case size >= 1e14:
		return time.UnixMicro(int64(f)).UTC(), true
	case size >= 1e11:
		return time.UnixMilli(int64(f)).UTC(), true
	}
	whole, fraction := math.Modf(f)
	// A float64 of this size holds microseconds; what follows is noise.
	return time.Unix(int64(whole), int64(math.Round(fraction*1e6))*1e3).UTC(), true
}
