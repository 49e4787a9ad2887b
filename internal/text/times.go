package text

import (
	"fmt"
	"time"
)

const (
	day   = 24 * time.Hour
	week  = 7 * day
	month = 30 * day
	year  = 365 * day
)

// Ago says when t was, seen from now: "just now", "42s ago", "3m ago", "2d ago", "in 5m". The zero time gives "".
func Ago(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	age := now.Sub(t)
	switch {
	case age.Abs() < 10*time.Second:
		return "just now"
	case age < 0:
		return "in " + span(age.Abs())
	}
	return span(age) + " ago"
}

// AgoShort is Ago for narrow columns: "now", "3m", "2d"; times to come have a plus: "+5m".
func AgoShort(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	age := now.Sub(t)
	switch {
	case age.Abs() < 10*time.Second:
		return "now"
	case age < 0:
		return "+" + span(age.Abs())
	}
	return span(age)
}

// span is the length of time in its largest whole unit. Days last for two weeks and weeks for two months, because
// "1w" and "1mo" say too little about an incident.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < day:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < 2*week:
		return fmt.Sprintf("%dd", d/day)
	case d < 2*month:
		return fmt.Sprintf("%dw", d/week)
	case d < year:
		return fmt.Sprintf("%dmo", d/month)
	}
	return fmt.Sprintf("%dy", d/year)
}

// RFC3339 is the time in UTC to the second, the form for pipes and models. The zero time gives "".
func RFC3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// LocalTime is the time to the second by this machine's clock, for people: "2026-11-21 10:04:05 CET". TZ=UTC in the
// environment makes it UTC. The zero time gives "".
func LocalTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04:05 MST")
}

// Duration is a length of time in at most two units: "850µs", "350ms", "1.2s", "2m5s", "3h12m", "4d6h".
// What does not fit is cut off, not rounded.
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return "-" + Duration(d.Abs())
	case d < time.Microsecond:
		return fmt.Sprintf("%dns", d)
	case d < time.Millisecond:
		return fmt.Sprintf("%dµs", d/time.Microsecond)
	case d < time.Second:
		return fmt.Sprintf("%dms", d/time.Millisecond)
	case d < time.Minute:
		return tenths(int64(d), int64(time.Second)) + "s"
	case d < time.Hour:
		return twoUnits(d, time.Minute, "m", time.Second, "s")
	case d < day:
		return twoUnits(d, time.Hour, "h", time.Minute, "m")
	}
	return twoUnits(d, day, "d", time.Hour, "h")
}

func twoUnits(d, large time.Duration, largeName string, small time.Duration, smallName string) string {
	s := fmt.Sprintf("%d%s", d/large, largeName)
	if rest := d % large / small; rest > 0 {
		s += fmt.Sprintf("%d%s", rest, smallName)
	}
	return s
}
