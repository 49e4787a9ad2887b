package text

import (
	"slices"
	"strings"
	"testing"

	"vedette/internal/text/hostile"
)

func sample() Doc {
	var d Doc
	d.Heading(1, T("Title "), From("of it"))
	d.DataNote("event")
	d.Field("State", T("new, "), Bold(Word("fatal")))
	d.Heading(2, T("Stack"))
	d.Heading(3, T("Error"))
	d.CodeBlock("", From("a()\n\nb()"))
	d.Heading(2, T("Tags"))
	d.Table([]string{"k", "v"}, [][]Inline{{Code(From("os")), Link(T("linux"), "https://x.example/")}, {T("pipe"), nil}})
	return d
}

func TestPassagesAreTheLinesWithTheirHeadings(t *testing.T) {
	want := []Passage{{"Title of it", "State: new, fatal"}, {"Error", "a()"}, {"Error", "b()"}, {"Tags", "os | linux"}, {"Tags", "pipe | "}}
	if got := sample().Passages(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestSectionsAreTheWholeDocument(t *testing.T) {
	d := sample()
	sections := d.Sections()
	if len(sections) != 3 || !strings.HasPrefix(sections[1].Markdown(), "## Stack") || !strings.HasPrefix(sections[2].Markdown(), "## Tags") {
		t.Fatalf("%d sections", len(sections))
	}
	var again Doc
	for _, s := range sections {
		again.Append(s)
	}
	if again.Markdown() != d.Markdown() {
		t.Errorf("put together again:\n%s", again.Markdown())
	}
	title, rest := d.Title()
	title.Para(T("added"))
	if rest.Append(Doc{}); d.Markdown() != again.Markdown() {
		t.Error("adding to the title changed the document")
	}
	if title, rest := (Doc{}).Title(); !title.Empty() || !rest.Empty() {
		t.Error("an empty document has a title")
	}
}

// A passage goes into a document again: it must be no more dangerous than it was.
func TestPassagesOfHostileTextAreSafe(t *testing.T) {
	for _, h := range hostile.Corpus() {
		var d Doc
		d.Heading(2, From(h.Text))
		d.Field("x", From(h.Text), Code(From(h.Text)))
		d.CodeBlock("", From(h.Text))
		var out Doc
		for _, p := range d.Passages() {
			out.CodeBlock("", From(p.Text))
			out.Para(From(p.Section))
		}
		if err := hostile.AssertModelSafe(out.Markdown()); err != nil {
			t.Errorf("%s: %v", h.Name, err)
		}
	}
}

func TestTermsMeetWhateverTheirEnding(t *testing.T) {
	for a, b := range map[string]string{
		"slow queries": "the query is slowing", "releases": "released", "giftBalance": "giftBalance gift balance", "Deploys": "deployed",
		"status=500": "500 status", "class": "class",
	} {
		got, want := Terms(a), Terms(b)
		slices.Sort(got)
		slices.Sort(want)
		if want = slices.Compact(want); !slices.Equal(got, want) {
			t.Errorf("%q gives %q, %q gives %q", a, got, b, want)
		}
	}
}
