package demo

import (
	"bytes"
	"math/big"
	"strings"
	"time"
)

// shiftTime moves one timestamp, written as a JSON number of seconds since
// 1970 or as an RFC 3339 string, and keeps its form: number or string, digits
// of the fraction, zone. It reports false for any other value.
func shiftTime(value []byte, d time.Duration) ([]byte, bool) {
	if len(value) > 2 && value[0] == '"' {
		return shiftText(string(value[1:len(value)-1]), d)
	}
	return shiftNumber(value, d)
}

func shiftText(value string, d time.Duration) ([]byte, bool) {
	const seconds = "2006-01-02T15:04:05"
	for _, zone := range []string{"Z", "-07:00", ""} {
		moment, err := time.Parse(seconds+zone, value)
		if err != nil {
			continue
		}
		layout := seconds
		if digits := fraction(value); digits > 0 {
			layout += "." + strings.Repeat("0", digits)
		}
		return moment.Add(d).AppendFormat([]byte{'"'}, layout+zone+`"`), true
	}
	return nil, false
}

// fraction counts the digits after the point of an RFC 3339 time.
func fraction(value string) int {
	_, after, found := strings.Cut(value, ".")
	if !found {
		return 0
	}
	return len(after) - len(strings.TrimLeft(after, "0123456789"))
}

// shiftNumber adds exactly, in decimal: a float64 has no room for nanoseconds
// since 1970. What has no room in value's own digits is cut off, not rounded,
// so that no time moves past the moment of its request.
func shiftNumber(value []byte, d time.Duration) ([]byte, bool) {
	if bytes.ContainsAny(value, "eE") {
		return nil, false
	}
	seconds, ok := new(big.Rat).SetString(string(value))
	if !ok {
		return nil, false
	}
	digits := 0
	if point := bytes.IndexByte(value, '.'); point >= 0 {
		digits = len(value) - point - 1
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	seconds.Add(seconds, big.NewRat(d.Nanoseconds(), 1e9)).Mul(seconds, new(big.Rat).SetInt(unit))
	whole := new(big.Int).Div(seconds.Num(), seconds.Denom())
	return []byte(seconds.SetFrac(whole, unit).FloatString(digits)), true
}
