package render

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func bars() []Bar {
	return []Bar{
		{Label: "http.server GET /cart", Note: "1s", Start: 0, Length: 1000, Style: Blue},
		{Label: "  db SELECT " + strings.Repeat("very long ", 30), Note: "250ms", Start: 500, Length: 250},
		{Label: "  cache.get \x1b[31mred", Note: "0ns", Start: 1000, Length: 0, Style: Red},
	}
}

func TestWaterfall(t *testing.T) {
	s, out, _ := Test("")
	if err := s.Waterfall(t.Context(), "head\n", bars(), "tail\n"); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	axis := strings.Count(lines[1], "█")
	if lines[0] != "head" || axis < minBar || strings.Count(lines[2], "█") != (axis+2)/4 && strings.Count(lines[2], "█") != axis/4 {
		t.Errorf("axis of %d:\n%s", axis, out)
	}
	if !strings.HasSuffix(lines[2], strings.TrimRight(bars()[1].Label, " ")) {
		t.Errorf("a pipe cuts labels: %q", lines[2])
	}
	if strings.Index(lines[2], "█") <= strings.Index(lines[1], "█") || strings.Count(lines[3], "█") != 1 || strings.Contains(lines[3], "\x1b") {
		t.Errorf("%q", lines[2:4])
	}
}

func TestWaterfallFitsTheTerminal(t *testing.T) {
	for _, width := range []int{40, 80, 200} {
		s, out, _ := Test("")
		s.OutTTY, s.Color, s.Width = true, true, width
		if err := s.Waterfall(t.Context(), "", bars(), ""); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\n"), "\n") {
			if w := ansi.StringWidth(line); w > width {
				t.Errorf("%d cells at width %d: %q", w, width, line)
			}
		}
	}
}

func TestWaterfallOfNothing(t *testing.T) {
	s, out, _ := Test("")
	if err := s.Waterfall(t.Context(), "h\n", nil, ""); err != nil || out.String() != "h\n" {
		t.Errorf("%q, %v", out, err)
	}
	if err := s.Waterfall(t.Context(), "", []Bar{{Label: "x"}}, ""); err != nil || !strings.Contains(out.String(), "█") {
		t.Errorf("%q, %v", out, err)
	}
}

func TestRowOfAnEndlessList(t *testing.T) {
	columns := Untyped([]Column[string]{
		{Value: func(s string) string { return s + "!" }, Show: func(s string) string { return s }, Style: func(string) Style { return Red }},
		{Value: func(s string) string { return strings.Repeat(s, 60) }},
	})
	s, out, _ := Test("")
	if err := Row(s, columns, "ab\tc"); err != nil || strings.Count(out.String(), "\t") != 1 {
		t.Errorf("%q, %v", out, err)
	}
	s, out, _ = Test("")
	s.OutTTY, s.Color = true, true
	if err := Row(s, columns, "ab"); err != nil || ansi.StringWidth(strings.TrimSuffix(out.String(), "\n")) != 80 || !strings.HasPrefix(out.String(), "\x1b[31mab") {
		t.Errorf("%q, %v", out, err)
	}
}
