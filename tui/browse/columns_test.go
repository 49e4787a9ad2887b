package browse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFit(t *testing.T) {
	columns := []Column[string]{{Title: "A"}, {Title: "B", Wide: true}, {Title: "C", Right: true}, {Title: "D", Wide: true}}
	want := []int{10, 200, 5, 30}
	for width, cells := range map[int][]int{
		0:   {0, 0, 0, 0},
		6:   {6, 0, 0, 0},
		20:  {10, 0, 0, 0},
		25:  {10, 13, 0, 0}, // a text is cut, a number is not
		36:  {10, 24, 0, 0},
		40:  {10, 28, 0, 0}, // no room for the third: the second has it
		45:  {10, 26, 5, 0},
		69:  {10, 24, 5, 24},
		80:  {10, 30, 5, 29},
		300: {10, 200, 5, 30},
	} {
		if diff := cmp.Diff(cells, fit(columns, want, width)); diff != "" {
			t.Errorf("%d cells: %s", width, diff)
		}
		used := 0
		for n, c := range fit(columns, want, width) {
			if used += c; c > 0 && n > 0 {
				used += gap
			}
		}
		if used > width {
			t.Errorf("%d of %d cells are used", used, width)
		}
	}
}

func TestRowsAreSafe(t *testing.T) {
	columns := []Column[string]{{Text: func(s string) string { return s }}}
	r := rowOf(columns, "a\x1b[31mb\r\n"+strings.Repeat("x", 10_000))
	if strings.ContainsAny(r.cells[0], "\x1b\r\n") || len(r.cells[0]) > 2*maxCell {
		t.Errorf("%q", r.cells[0])
	}
}
