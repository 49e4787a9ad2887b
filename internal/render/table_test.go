package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text/hostile"
)

// row is a row with one text in every kind of column.
type row struct{ id, text string }

func columns() []Column[row] {
	return []Column[row]{
		{Title: "id", Value: func(r row) string { return r.id }, Style: func(row) Style { return Bold }},
		{Title: "text", Value: func(r row) string { return r.text }, Flex: true},
		{Title: "n", Value: func(row) string { return "1234567" }, Show: func(row) string { return "1.2m" }, Right: true},
		{Title: "extra", Value: func(r row) string { return r.text }, Extra: true, Flex: true},
	}
}

// list prints rows and gives the output.
func list(t *testing.T, edit func(*Streams), f Format, rows ...row) string {
	t.Helper()
	s, out, _ := Test("")
	edit(s)
	l := List{Streams: s, Format: f, Key: "rows", Columns: Untyped(columns())}
	shell := map[string]any{"rows": []row{}}
	if err := l.Add(shell, Rows(rows)); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(t.Context(), shell); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTableForms(t *testing.T) {
	rows := []row{{"A-1", "short"}, {"B-22", strings.Repeat("long ", 40)}}
	if got, want := list(t, func(*Streams) {}, Format{}, rows...), "A-1\tshort\t1234567\tshort\nB-22\t"+rows[1].text+"\t1234567\t"+rows[1].text+"\n"; got != want {
		t.Errorf("in a pipe %q", got)
	}
	wide := list(t, func(s *Streams) { s.OutTTY = true }, Format{}, rows...)
	if want := "ID    TEXT                              N  EXTRA\n"; !strings.HasPrefix(wide, want[:10]) || strings.Contains(wide, "\x1b") || !strings.Contains(wide, "1.2m") {
		t.Errorf("on a terminal:\n%s", wide)
	}
	colour := list(t, func(s *Streams) { s.OutTTY, s.Color = true, true }, Format{}, rows...)
	if ansi.Strip(colour) != wide || !strings.Contains(colour, "\x1b[1mA-1\x1b[m") {
		t.Errorf("colour changes more than colour:\n%s", colour)
	}
	narrow := list(t, func(s *Streams) { s.OutTTY, s.Width = true, 30 }, Format{}, rows...)
	if strings.Contains(narrow, "EXTRA") {
		t.Errorf("the extra column is still there:\n%s", narrow)
	}
}

func TestTableFitsAnyWidth(t *testing.T) {
	for _, c := range hostile.Small() {
		for _, width := range []int{10, 20, 40, 80, 200} {
			got := list(t, func(s *Streams) { s.OutTTY, s.Width = true, width }, Format{}, row{"A-1", c.Text}, row{c.Text, "x"})
			for line := range strings.SplitSeq(got, "\n") {
				if ansi.StringWidth(line) > width {
					t.Errorf("%s at %d: %d cells", c.Name, width, ansi.StringWidth(line))
				}
				if strings.HasSuffix(line, " ") {
					t.Errorf("%s at %d: spaces at the end of %q", c.Name, width, line)
				}
			}
			if err := hostile.AssertTerminalSafe(got, hostile.Lines); err != nil {
				t.Errorf("%s: %v", c.Name, err)
			}
		}
		got := list(t, func(*Streams) {}, Format{}, row{"A-1", c.Text})
		if strings.Count(got, "\t") != 3 || strings.Count(got, "\n") != 1 {
			t.Errorf("%s breaks its line: %q", c.Name, got)
		}
	}
}

func TestPagerOnlyForLongOutput(t *testing.T) {
	var rows []row
	for n := range 40 {
		rows = append(rows, row{fmt.Sprint(n), "x"})
	}
	number := func(s *Streams) { s.OutTTY, s.Pager = true, []string{"sed", "s/^/P/"} }
	if got := list(t, number, Format{}, rows...); !strings.HasPrefix(got, "PID") {
		t.Errorf("not paged: %.40q", got)
	}
	if got := list(t, number, Format{}, rows[:5]...); !strings.HasPrefix(got, "ID") {
		t.Errorf("paged: %.40q", got)
	}
	if got := list(t, func(s *Streams) { s.Pager = []string{"sed", "s/^/P/"} }, Format{}, rows...); strings.HasPrefix(got, "P") {
		t.Errorf("paged without a terminal: %.40q", got)
	}
	if got := list(t, func(s *Streams) { s.OutTTY, s.Pager = true, []string{"no-such-pager-anywhere"} }, Format{}, rows...); !strings.HasPrefix(got, "ID") {
		t.Errorf("nothing without a pager: %.40q", got)
	}
	if got := list(t, func(s *Streams) { s.OutTTY, s.Pager = true, []string{"true"} }, Format{}, rows...); got != "" {
		t.Errorf("a pager that was left at once: %.40q", got)
	}
}
