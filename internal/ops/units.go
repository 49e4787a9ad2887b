package ops

import (
	"math"
	"strconv"
	"strings"
	"time"

	"vedette/internal/text"
)

// unitDuration is how long one of a unit of the API is; durations without one
// are milliseconds.
func unitDuration(unit text.Word) time.Duration {
	switch unit {
	case "nanosecond":
		return time.Nanosecond
	case "microsecond":
		return time.Microsecond
	case "second":
		return time.Second
	case "minute":
		return time.Minute
	case "hour":
		return time.Hour
	case "day":
		return 24 * time.Hour
	case "week":
		return 7 * 24 * time.Hour
	}
	return time.Millisecond
}

// unitBytes is how many bytes one of a unit of the API is.
func unitBytes(unit text.Word) float64 {
	base := 1000.0
	name := strings.TrimSuffix(string(unit), "byte")
	if strings.HasSuffix(name, "bi") || strings.HasSuffix(name, "i") {
		base = 1024
	}
	for power, prefix := range []string{"", "k", "m", "g", "t", "p", "e"} {
		if name == "" || prefix != "" && strings.HasPrefix(name, prefix) {
			return math.Pow(base, float64(power))
		}
	}
	if unit == "bit" {
		return 1.0 / 8
	}
	return 1
}

// millis is a duration that the API gives in milliseconds.
func millis(ms float64) string { return text.Duration(time.Duration(ms * float64(time.Millisecond))) }

// decimal is a number with two decimals at most, and more where it is small.
func decimal(n float64) string {
	if n != 0 && math.Abs(n) < 0.01 {
		return strconv.FormatFloat(n, 'g', 2, 64)
	}
	return strconv.FormatFloat(math.Round(n*100)/100, 'f', -1, 64)
}

// counted is "1 span", "2 spans".
func counted(n int64, what string) string {
	return strconv.FormatInt(n, 10) + " " + plural(n, what)
}

// plural is "span" for one, else "spans".
func plural(n int64, what string) string {
	if n == 1 {
		return what
	}
	return what + "s"
}
