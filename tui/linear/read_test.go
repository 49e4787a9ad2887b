package linear

import (
	"testing"

	"vedette/tui/screen"
	"vedette/tui/widget"
)

// TestTitle: a name may begin with any letter, or be missing.
func TestTitle(t *testing.T) {
	var session talk
	for title, want := range map[string]string{"issue SHOP-1A": "Issue SHOP-1A", "übersicht": "Übersicht", "42 rows": "42 rows", "": ""} {
		if got := session.title(screen.Reading{Title: title}, screen.Info{}); got != want {
			t.Errorf("%q is read as %q, want %q", title, got, want)
		}
	}
}

// TestRowsAreNumbered and other lines are not.
func TestRowsAreNumbered(t *testing.T) {
	r := screen.Reading{Lines: []widget.Said{{Text: "Search: all"}, {Text: "first", Row: true}, {Text: "between"}, {Text: "second", Row: true}}}
	var got []string
	for _, l := range numbered(r) {
		got = append(got, l.String())
	}
	want := []string{"Search: all", "1. first", "between", "2. second"}
	for n := range want {
		if got[n] != want[n] {
			t.Errorf("line %d is %q, want %q", n, got[n], want[n])
		}
	}
	if rows := rowsOf(r); len(rows) != 2 || rows[1].number != 2 {
		t.Errorf("rows %v", rows)
	}
}
