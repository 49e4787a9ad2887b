package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestDraw(t *testing.T) {
	var b strings.Builder
	if err := draw(&b, "a <b>\n\x1b[1;38;2;255;0;16mred\x1b[7m on\n it\x1b[0m 漢"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`>a &lt;b&gt;</text>`,
		`fill="#ff0010" font-weight="bold">red</text>`,
		`<rect x="37.2" y="30" width="25.2" height="18" fill="#ff0010"/>`, // reversed
		`fill="#16161a" font-weight="bold"> it</text>`,                    // goes on in the next line
		`textLength="25.2" xml:space="preserve" fill="#e4e4e7"> 漢</text>`, // two cells wide
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not in\n%s", want, b.String())
		}
	}
	for d := xml.NewDecoder(strings.NewReader(b.String())); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestDrawRefusesWhatItCannotShow(t *testing.T) {
	for _, s := range []string{"\x1b[38;5;12mx", "\x1b[38;2;1;2mx", "\x1b[48;2;1;2;999mx", "\x1b[91mx"} {
		if err := draw(io.Discard, s); err == nil {
			t.Errorf("%q was drawn", s)
		}
	}
}
