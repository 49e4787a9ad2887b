package api

import (
	"strconv"
	"time"
)

// date is a time on the wire: RFC 3339 in UTC with microseconds where there are any, null when zero.
type date time.Time

// MarshalJSON writes the form that Sentry's serializers write.
func (d date) MarshalJSON() ([]byte, error) {
	t := time.Time(d)
	if t.IsZero() {
		return []byte("null"), nil
	}
	layout := "2006-01-02T15:04:05Z"
	if t = t.UTC().Truncate(time.Microsecond); t.Nanosecond() != 0 {
		layout = "2006-01-02T15:04:05.000000Z"
	}
	return strconv.AppendQuote(nil, t.Format(layout)), nil
}

// orNull is the wire form of an optional text.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// hourDate is the beginning of an hour that is counted since 1970.
func hourDate(hour int64) date { return date(time.Unix(hour*3600, 0)) }

// formatID is the wire form of a number that names something.
func formatID(id int64) string { return strconv.FormatInt(id, 10) }

// unix orders dates.
func (d date) unix() int64 { return time.Time(d).Unix() }
