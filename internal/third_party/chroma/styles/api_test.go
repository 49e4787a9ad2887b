package styles

import (
	"testing"

	"github.com/alecthomas/chroma/v2"
)

func TestUnknownStyleIsWithoutColours(t *testing.T) {
	for _, name := range []string{"swapoff", "SwapOff", "no such style"} {
		if got := Get(name).Name; got != "swapoff" {
			t.Errorf("Get(%q) is %q", name, got)
		}
	}
	if Get("swapoff").Get(chroma.Keyword).Bold != chroma.Yes {
		t.Error("keywords look like text")
	}
}

func TestRegisteredStyleComesFirst(t *testing.T) {
	t.Cleanup(func() { delete(Registry, "swapoff") })
	mine := Register(chroma.MustNewStyle("SwapOff", chroma.StyleEntries{chroma.Keyword: "#010203"}))
	if Get("swapoff") != mine {
		t.Error("the embedded style hides the registered one")
	}
	if got := len(Names()); got != 1 {
		t.Errorf("%d names, want 1: a replaced style is listed once", got)
	}
}
