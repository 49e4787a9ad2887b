package text

import (
	"strings"
	"testing"

	"vedette/internal/text/hostile"
)

func TestProseKeepsCodeSpansOnly(t *testing.T) {
	for in, want := range map[string]string{
		"in `total` of `cart.go:7`":      "in `total` of `cart.go:7`",
		"``a `b` c`` end":                "``a `b` c`` end",
		"no *stars* and [x](http://y)":   `no \*stars\* and \[x\](http\://y)`,
		"a ` alone":                      "a \\` alone",
		"``two ` one":                    "\\`\\`two \\` one",
		"`` ` ``":                        "`` ` ``",
		"# not a heading":                `\# not a heading`,
		"":                               "",
		"`code` then <b>html</b> `more`": "`code` then \\<b>html\\</b> `more`",
	} {
		var d Doc
		d.Para(Prose(From(in)))
		if got := strings.TrimSuffix(d.Markdown(), "\n"); got != want {
			t.Errorf("%q\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestProseIsModelSafe(t *testing.T) {
	for _, c := range hostile.Small() {
		var d Doc
		d.Para(Prose(From("`" + c.Text + "` " + c.Text)))
		if err := hostile.AssertModelSafe(d.Markdown()); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}
