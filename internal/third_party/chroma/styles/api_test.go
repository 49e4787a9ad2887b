package styles

import (
	"slices"
	"testing"

	"github.com/alecthomas/chroma/v2"
)

func TestStylesResolve(t *testing.T) {
	kept := []string{"catppuccin-latte", "catppuccin-mocha", "dracula", "github", "github-dark", "monokai", "swapoff"}
	if got := Names(); !slices.Equal(got, kept) {
		t.Errorf("names %v, want %v", got, kept)
	}
	for _, name := range kept {
		style := Get(name)
		if style.Name != name {
			t.Errorf("Get(%q) is %q", name, style.Name)
		}
		if !style.Get(chroma.Keyword).Colour.IsSet() && style.Get(chroma.Keyword).Bold != chroma.Yes {
			t.Errorf("%s: keywords look like text", name)
		}
	}
	if got := Get("GitHub").Name; got != "github" {
		t.Errorf("case matters: %q", got)
	}
	if got := Get("no such style").Name; got != "swapoff" {
		t.Errorf("unknown style gives %q, want swapoff", got)
	}
}

func TestRegisteredStyleComesFirst(t *testing.T) {
	t.Cleanup(func() { delete(Registry, "dracula") })
	mine := Register(chroma.MustNewStyle("Dracula", chroma.StyleEntries{chroma.Keyword: "#010203"}))
	if Get("dracula") != mine {
		t.Error("the embedded style hides the registered one")
	}
	if got := len(Names()); got != 7 {
		t.Errorf("%d names, want 7: a replaced style is listed once", got)
	}
}
