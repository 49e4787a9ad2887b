package query

import (
	"fmt"
	"strconv"
	"strings"
)

// measured says that the values of a kind are numbers.
func (k Kind) measured() bool {
	return k == Number || k == Duration || k == Size || k == Percentage
}

// complaint says what values of a kind look like.
func (k Kind) complaint(text string) string {
	switch k {
	case Duration:
		return fmt.Sprintf("Invalid duration: %s. Expected number followed by duration unit suffix (e.g. 100ms, 5s)", text)
	case Size:
		return fmt.Sprintf("Invalid size: %s. Expected number followed by size unit suffix (e.g. 10kb, 5mib)", text)
	case Percentage:
		return fmt.Sprintf("Invalid percentage: %s. Expected number followed by %% (e.g. 5%%)", text)
	}
	return fmt.Sprintf("Invalid number: %s. Expected number then optional k, m, or b suffix (e.g. 500k)", text)
}

// measure reads the number of a value; false when it is none.
func (v *Value) measure(k Kind) bool {
	if v.parseNumber() && (k == Number || strings.Trim(v.Raw, "-.0123456789") == "") {
		return true
	}
	n, unit, ok := measured(v.Raw)
	v.Number, v.IsNumber = n, ok && (unit == k || k == Number)
	return v.IsNumber
}

// measured reads a number with a unit: a duration in milliseconds, a size in bytes, a percentage as its fraction.
func measured(s string) (n float64, unit Kind, ok bool) {
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || strings.Trim(digits, "-.0123456789") != "" {
		return 0, Text, false
	}
	name := strings.ToLower(s[len(digits):])
	if name == "%" {
		return n / 100, Percentage, true
	}
	if factor := milliseconds(name); factor != 0 {
		return n * factor, Duration, true
	}
	if factor := bytes(name); factor != 0 {
		return n * factor, Size, true
	}
	v := Value{Raw: s}
	return v.Number, Number, v.parseNumber()
}

func milliseconds(unit string) float64 {
	const second, minute, hour = 1e3, 60e3, 3600e3
	switch unit {
	case "ms":
		return 1
	case "s":
		return second
	case "min", "m":
		return minute
	case "h", "hr":
		return hour
	case "d", "day":
		return 24 * hour
	case "w", "wk":
		return 7 * 24 * hour
	}
	return 0
}

func bytes(unit string) float64 {
	switch unit {
	case "bit":
		return 1.0 / 8
	case "b":
		return 1
	}
	step := 1e3
	prefix, ok := strings.CutSuffix(unit, "ib")
	if ok {
		step = 1024
	} else if prefix, ok = strings.CutSuffix(unit, "b"); !ok {
		return 0
	}
	at := strings.Index("kmgtpezy", prefix)
	if at < 0 || len(prefix) != 1 {
		return 0
	}
	factor := step
	for range at {
		factor *= step
	}
	return factor
}
