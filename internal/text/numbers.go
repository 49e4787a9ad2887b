package text

import (
	"math"
	"strconv"
	"strings"
)

// Count is a number of things in at most four characters and a sign: "999", "1.2k", "34k", "3.4m", "5b".
// It is cut off, not rounded, so it never claims more than there is.
func Count(n int64) string {
	if n < 0 {
		return "-" + Count(-max(n, -math.MaxInt64))
	}
	switch {
	case n < 1e3:
		return strconv.FormatInt(n, 10)
	case n < 1e6:
		return tenths(n, 1e3) + "k"
	case n < 1e9:
		return tenths(n, 1e6) + "m"
	}
	return tenths(n, 1e9) + "b"
}

// Counted is a number of things with their name, whose plural ends in "s": "1 span", "1.2k spans".
func Counted(n int64, what string) string {
	if n != 1 {
		what += "s"
	}
	return Count(n) + " " + what
}

// Bytes is a size in binary units: "512 B", "1.5 KiB", "20 MiB", "3.1 GiB". It is cut off, not rounded.
func Bytes(n int64) string {
	if n < 0 {
		return "-" + Bytes(-max(n, -math.MaxInt64))
	}
	switch {
	case n < 1<<10:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1<<20:
		return tenths(n, 1<<10) + " KiB"
	case n < 1<<30:
		return tenths(n, 1<<20) + " MiB"
	}
	return tenths(n, 1<<30) + " GiB"
}

// tenths is n in units, with one decimal below ten where it is not zero.
func tenths(n, unit int64) string {
	whole, tenth := n/unit, n%unit*10/unit
	if whole >= 10 || tenth == 0 {
		return strconv.FormatInt(whole, 10)
	}
	return strconv.FormatInt(whole, 10) + "." + strconv.FormatInt(tenth, 10)
}

// Sparkline draws values as one row of bars, at most width cells wide; neighbouring values share a bar if there are
// more of them, by their sum. The highest bar is full, and a value above zero never looks like zero. Negative values
// count as zero. With ascii the bars are made of punctuation, for terminals without block glyphs.
func Sparkline(values []int64, width int, ascii bool) string {
	glyphs := []rune("▁▂▃▄▅▆▇█")
	if ascii {
		glyphs = []rune("_.:-=+*#")
	}
	sums := buckets(values, width)
	highest := 0.0
	for _, v := range sums {
		highest = max(highest, v)
	}
	var b strings.Builder
	for _, v := range sums {
		level := 0
		if v > 0 {
			level = int(math.Ceil(v / highest * float64(len(glyphs)-1)))
		}
		b.WriteRune(glyphs[level])
	}
	return b.String()
}

// buckets adds values up to at most width sums, as floats because sums of large counts overflow.
func buckets(values []int64, width int) []float64 {
	n := min(len(values), max(width, 0))
	sums := make([]float64, n)
	for i := range sums {
		for _, v := range values[i*len(values)/n : (i+1)*len(values)/n] {
			sums[i] += float64(max(v, 0))
		}
	}
	return sums
}
