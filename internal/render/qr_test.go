package render

import (
	"strings"
	"testing"
	"unicode/utf8"

	"rsc.io/qr"
)

func TestQR(t *testing.T) {
	s, _, _ := Test("")
	s.Width, s.Height = 80, 30
	const address = "https://sentry.io/oauth/device/?user_code=BCDF-GHJK"
	for name, set := range map[string]func(){
		"light": func() { s.ErrColor, s.Dark = false, false },
		"dark":  func() { s.ErrColor, s.Dark = false, true },
		"color": func() { s.ErrColor = true },
	} {
		set()
		got := s.QR(address)
		code, err := qr.Encode(address, qr.L)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
		if len(lines) != (code.Size+2*quiet+1)/2 {
			t.Fatalf("%s: %d lines for %d modules", name, len(lines), code.Size)
		}
		for n, line := range lines {
			line = strings.TrimSuffix(strings.TrimPrefix(line, "\x1b[30;107m"), "\x1b[m")
			if utf8.RuneCountInString(line) != code.Size+2*quiet {
				t.Fatalf("%s: line %d is %q", name, n, line)
			}
			x := -quiet
			for _, r := range line { // every module is where the encoder has it
				y := 2*n - quiet
				top, bottom := r == '█' || r == '▀', r == '█' || r == '▄'
				if inverted := name == "dark"; (top != inverted) != code.Black(x, y) || (bottom != inverted) != code.Black(x, y+1) {
					t.Fatalf("%s: module %d,%d is %q", name, x, y, r)
				}
				x++
			}
		}
	}
	s.Height = 10
	if got := s.QR(address); got != "" {
		t.Errorf("too large for the terminal: %q", got)
	}
	s.Height = 100
	if got := s.QR(strings.Repeat("x", 8000)); got != "" {
		t.Error("too long, and yet drawn")
	}
}
