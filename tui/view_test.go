package tui

import (
	"testing"

	"vedette/tui/widget"
)

// TestPathKeepsItsEnd: where one is matters more than how one came there.
func TestPathKeepsItsEnd(t *testing.T) {
	path := []string{"sentry.io", "acme", "shop", "SHOP-1A", "trace"}
	for room, want := range map[int]string{
		100: "sentry.io › acme › shop › SHOP-1A › trace", 41: "sentry.io › acme › shop › SHOP-1A › trace",
		40: "… › acme › shop › SHOP-1A › trace", 32: "… › shop › SHOP-1A › trace", 9: "… › trace", 6: "… › t…", 0: "",
	} {
		if got := crumbs(widget.Paint{}, path, room); got != want {
			t.Errorf("in %d cells: %q, want %q", room, got, want)
		}
	}
}
