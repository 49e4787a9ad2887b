// Command picture draws what a terminal shows as SVG, so that the pages of this
// repository can have pictures of real runs that are made anew with one line:
//
//	tmux capture-pane -epN | go run ./internal/picture > docs/stream.svg
package main

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

func main() {
	in, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = draw(os.Stdout, strings.TrimRight(string(in), "\n"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

// A cell, the font and the margin, in pixels; the colours of the terminal.
const (
	cellWidth, cellHeight, fontSize, margin = 8.4, 18, 14, 12

	foreground, background = "#e4e4e7", "#16161a"
)

// look is what the escape sequences up to here ask for.
type look struct {
	fg, bg                             string
	bold, faint, italic, line, reverse bool
}

// draw writes a picture of the lines. They may hold colours (24 bit) and
// attributes, which go on from line to line, and nothing else that is not text.
func draw(w io.Writer, screen string) error {
	sgr, lines := regexp.MustCompile(`\x1b\[([0-9;]*)m`), strings.Split(screen, "\n")
	columns := 0
	for _, l := range lines {
		columns = max(columns, ansi.StringWidth(l))
	}
	out := bufio.NewWriter(w)
	width, height := float64(columns)*cellWidth+2*margin, len(lines)*cellHeight+2*margin
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="%d">`+"\n", width, height, fontSize)
	fmt.Fprintf(out, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", background)
	var now look
	for row, l := range lines {
		column := 0
		for l != "" {
			at := sgr.FindStringSubmatchIndex(l)
			text, codes, rest := l, "", ""
			if at != nil {
				text, codes, rest = l[:at[0]], l[at[2]:at[3]], l[at[1]:]
			}
			now.write(out, text, column, row)
			column += ansi.StringWidth(text)
			if at != nil {
				if err := now.take(strings.Split(codes, ";")); err != nil {
					return fmt.Errorf("line %d: %w", row+1, err)
				}
			}
			l = rest
		}
	}
	fmt.Fprintln(out, "</svg>")
	return out.Flush()
}

// write draws a run of text that begins in a cell.
func (l look) write(w io.Writer, s string, column, row int) {
	cells := ansi.StringWidth(s)
	fg, bg := l.fg, l.bg
	if fg == "" {
		fg = foreground
	}
	if l.reverse {
		fg, bg = background, fg
	}
	x, y, width := margin+float64(column)*cellWidth, margin+row*cellHeight, float64(cells)*cellWidth
	if bg != "" && cells > 0 {
		fmt.Fprintf(w, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", x, y, width, cellHeight, bg)
	}
	if strings.TrimSpace(s) == "" {
		return
	}
	fmt.Fprintf(w, `<text x="%.1f" y="%d" textLength="%.1f" xml:space="preserve" fill="%s"%s>`, x, y+fontSize, width, fg, l.attributes())
	_ = xml.EscapeText(w, []byte(s)) // a failed write is told by Flush
	fmt.Fprintln(w, "</text>")
}

func (l look) attributes() string {
	out := ""
	for _, a := range []struct {
		on   bool
		text string
	}{{l.bold, `font-weight="bold"`}, {l.italic, `font-style="italic"`}, {l.line, `text-decoration="underline"`}, {l.faint, `opacity="0.6"`}} {
		if a.on {
			out += " " + a.text
		}
	}
	return out
}

// take reads the numbers of one sequence.
func (l *look) take(codes []string) error {
	for len(codes) > 0 {
		code := codes[0]
		codes = codes[1:]
		switch code {
		case "", "0":
			*l = look{}
		case "1", "22":
			l.bold, l.faint = code == "1", l.faint && code == "1"
		case "2":
			l.faint = true
		case "3", "23":
			l.italic = code == "3"
		case "4", "24":
			l.line = code == "4"
		case "7", "27":
			l.reverse = code == "7"
		case "39":
			l.fg = ""
		case "49":
			l.bg = ""
		case "38", "48":
			colour, err := colourOf(codes)
			if err != nil {
				return err
			}
			codes = codes[4:]
			if code == "38" {
				l.fg = colour
			} else {
				l.bg = colour
			}
		default:
			return fmt.Errorf("unknown attribute %s: capture from a terminal of 24 bit colours", code)
		}
	}
	return nil
}

// colourOf reads 2;r;g;b.
func colourOf(codes []string) (string, error) {
	if len(codes) < 4 || codes[0] != "2" {
		return "", fmt.Errorf("a colour that is not of 24 bits: capture with COLORTERM=truecolor")
	}
	out := "#"
	for _, part := range codes[1:4] {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			return "", fmt.Errorf("colour: %w", err)
		}
		out += fmt.Sprintf("%02x", n)
	}
	return out, nil
}
