package render

import (
	"strings"

	"rsc.io/qr"
)

// quiet is the margin that readers of QR codes need at least, in modules.
const quiet = 2

// QR is content as a QR code for Err's terminal, two modules in one cell; ""
// where it has no room, or the content is too long.
func (s *Streams) QR(content string) string {
	code, err := qr.Encode(content, qr.L)
	if err != nil || code.Size+2*quiet > s.Width || (code.Size+2*quiet)/2+6 > s.Height {
		return ""
	}
	// Readers expect dark on light: with colour the code says so itself, and
	// without, the terminal's background decides what a blank is.
	dark := func(x, y int) bool { return code.Black(x, y) }
	begin, end := "\x1b[30;107m", "\x1b[m"
	if !s.ErrColor {
		begin, end = "", ""
		if s.Dark {
			dark = func(x, y int) bool { return !code.Black(x, y) }
		}
	}
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		b.WriteString(begin)
		for x := -quiet; x < code.Size+quiet; x++ {
			b.WriteString(halfBlock(dark(x, y), dark(x, y+1)))
		}
		b.WriteString(end + "\n")
	}
	return b.String()
}

// halfBlock draws two modules, one above the other, in one cell.
func halfBlock(top, bottom bool) string {
	switch {
	case top && bottom:
		return "█"
	case top:
		return "▀"
	case bottom:
		return "▄"
	}
	return " "
}
