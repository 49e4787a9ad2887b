package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Said is one line of what is read out. Text is safe for a terminal.
type Said struct {
	Text string
	Row  bool // it can be chosen
}

// Spoken is a drawn line as it is read out: without colours, and with a comma
// where cells of a table stand apart. What follows a tab is code, which stays as
// it was written.
func Spoken(drawn string) string {
	drawn, code, isCode := strings.Cut(ansi.Strip(drawn), "\t")
	var cells []string
	for cell := range strings.SplitSeq(drawn, "  ") {
		if cell = strings.TrimSpace(cell); cell != "" {
			cells = append(cells, cell)
		}
	}
	said := strings.Join(cells, ", ")
	if isCode {
		said += ": " + strings.TrimRight(code, " ")
	}
	return said
}

// SpokenLines are drawn lines as they are read out. Those that say nothing are
// left out.
func SpokenLines(drawn ...string) []Said {
	var out []Said
	for _, l := range drawn {
		if said := Spoken(l); said != "" {
			out = append(out, Said{Text: said})
		}
	}
	return out
}

// Spoken is the whole text as it is read out; its marks are the rows.
func (s *Scroll) Spoken() []Said {
	marked := map[int]bool{}
	for _, m := range s.marks {
		marked[m.Line] = true
	}
	var out []Said
	for n, l := range s.lines {
		if said := Spoken(l(false)); said != "" || marked[n] {
			out = append(out, Said{Text: said, Row: marked[n]})
		}
	}
	return out
}
