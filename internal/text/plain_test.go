package text

import (
	"strings"
	"testing"

	"vedette/internal/text/hostile"
)

func TestPlainShowsTextAsItIs(t *testing.T) {
	var d Doc
	d.Field("Link", From("http://127.0.0.1:8969/issues/1/"))
	d.Field("Type", From("*fmt.wrapError [x] a@b.example"))
	d.Para(Code(From("(*coupon).apply")))
	want := "- **Link:** http://127.0.0.1:8969/issues/1/\n- **Type:** *fmt.wrapError [x] a@b.example\n\n`(*coupon).apply`\n"
	if got := d.Plain(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPlainIsTerminalSafe(t *testing.T) {
	for _, c := range hostile.Small() {
		var d Doc
		d.Para(From(c.Text))
		d.CodeBlock("", From(c.Text))
		for line := range strings.SplitSeq(d.Plain(), "\n") {
			if err := hostile.AssertModelSafe(line); err != nil {
				t.Errorf("%s: %v", c.Name, err)
			}
		}
	}
}
