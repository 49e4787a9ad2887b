package text

import (
	"strings"
	"testing"

	"vedette/internal/text/hostile"
)

// TestSpoken: what is read out has words only: no markup, no table's lines, no
// note for models; rows say what their cells are.
func TestSpoken(t *testing.T) {
	var d Doc
	d.Heading(2, T("Check-ins of "), From("job"))
	d.DataNote("event")
	d.Para(T("It is "), Bold(T("late")), T(", see "), Code(From("crontab -l")), T("."))
	d.Field("Status", From("missed"))
	d.Bullet(T("one item"))
	d.Table([]string{"at", "status", "took"}, [][]Inline{{T("10:00"), From("ok"), T("3s")}, {T("11:00"), From("missed")}, {T("12:00"), T(""), T("4s")}})
	d.CodeBlock("go", From("func f() {\n\treturn\n}"))
	want := `Check-ins of job

It is late, see crontab -l.

Status: missed
one item

  10:00, status ok, took 3s
  11:00, status missed
  12:00, took 4s

  func f() {
      return
  }
`
	if got := d.Spoken(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := (Doc{}).Spoken(); got != "" {
		t.Errorf("an empty document says %q", got)
	}
}

// TestSpokenHostile: whatever is in it, it stays on its lines and inert.
func TestSpokenHostile(t *testing.T) {
	for _, c := range hostile.Corpus() {
		u := From(c.Text)
		var d Doc
		d.Heading(1, u)
		d.Para(T("before "), u, T(" after"))
		d.Field("name", u)
		d.Table([]string{"a", "b"}, [][]Inline{{u, u}})
		d.CodeBlock("", u)
		said := d.Spoken()
		if err := hostile.AssertTerminalSafe(said, hostile.Lines); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		for n, line := range strings.Split(strings.TrimSpace(said), "\n") {
			if n > 5 && line != "" && !strings.HasPrefix(line, "  ") { // heading, paragraph, field; code and rows are indented
				t.Errorf("%s: a line of its own: %q", c.Name, line)
			}
		}
	}
}
