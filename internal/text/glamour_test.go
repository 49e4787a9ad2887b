package text

import (
	"strings"
	"testing"

	renderer "charm.land/glamour/v2"
	"charm.land/glamour/v2/ansi"

	"vedette/internal/text/hostile"
)

// TestGlamourShowsTheText renders the corpus with Glamour, which reads Markdown in its own way: what comes out must be
// safe for a terminal and must still be the text.
func TestGlamourShowsTheText(t *testing.T) {
	glam, err := renderer.NewTermRenderer(renderer.WithStyles(ansi.StyleConfig{}), renderer.WithWordWrap(0))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range hostile.Small() {
		t.Run(c.Name, func(t *testing.T) {
			u := From(c.Text)
			for place, build := range map[string]func(*Doc){
				"paragraph": func(d *Doc) { d.Para(u) },
				"heading":   func(d *Doc) { d.Heading(1, u) },
				"item":      func(d *Doc) { d.Bullet(u) },
				"bold":      func(d *Doc) { d.Para(T("x "), Bold(u)) },
				"code":      func(d *Doc) { d.Para(T("x "), Code(u)) },
				"table":     func(d *Doc) { d.Table([]string{"a"}, [][]Inline{{u}}) },
				"table code": func(d *Doc) {
					d.Table([]string{"a"}, [][]Inline{{Code(u)}})
				},
			} {
				var d Doc
				build(&d)
				shown, err := glam.Render(d.Terminal())
				if err != nil {
					t.Fatalf("%s: %v", place, err)
				}
				if err := hostile.AssertTerminalSafe(shown, hostile.Lines, hostile.Colours); err != nil {
					t.Errorf("%s: %v", place, err)
				}
				if got, want := squeeze(shown), squeeze(u.inline()); !strings.Contains(got, want) {
					t.Errorf("%s: Glamour makes %q of %q, want %q in it", place, shown, d.Terminal(), want)
				}
			}
		})
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
