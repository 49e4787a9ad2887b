package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func (d *driver) types(line string) {
	d.t.Helper()
	for _, r := range line {
		d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestGoto(t *testing.T) {
	for name, c := range map[string]struct {
		line string
		keys []string
		want string
	}{
		"a kind by its beginning": {"proj", []string{"down", "enter"}, "All projects"},
		"a project":               {"project sh", []string{"enter"}, "› shop"},
		"tab completes":           {"project sh", []string{"tab"}, ": project shop"},
		"an issue":                {"shop-2", []string{"enter"}, "SHOP-2"},
		"an issue by its title":   {"KeyErr", []string{"enter"}, "1 Overview"},
		"a search":                {"issues - level:fatal", []string{"enter"}, "level:fatal"},
		"nothing":                 {"moon base", []string{"enter"}, `there is no place "moon base"`},
		"given up":                {"proj", []string{"esc"}, "TITLE"},
		"emptied":                 {"a", []string{"backspace", "backspace"}, "TITLE"},
	} {
		t.Run(name, func(t *testing.T) {
			d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30)
			d.keys(":")
			d.shows("Go to a place")
			d.types(c.line)
			d.keys(c.keys...)
			d.shows(c.want)
		})
	}
}

// TestPastedAddress: of our server it opens the issue, of another it says so.
func TestPastedAddress(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30)
	d.keys(":")
	d.send(tea.PasteMsg{Content: "https://sentry.example.com/organizations/acme/issues/3/?x=1\n"})
	d.keys("enter")
	d.shows("1 Overview", "acme")
	d.keys(":")
	d.send(tea.PasteMsg{Content: "https://evil.example/issues/3/"})
	d.keys("enter")
	d.shows("the URL is of evil.example")
}

func TestPalette(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30)
	d.keys("ctrl+k")
	d.shows("What to do", "resolve")
	d.types("resolve")
	d.keys("enter")
	d.shows("SHOP-1: status ongoing -> resolved")
	d.keys("ctrl+k")
	d.types("older event")
	d.shows("on: issue")
	d.keys("enter")
	d.shows("this works on: issue")
	d.keys("ctrl+k")
	d.types("zzzz")
	d.shows("nothing fits")
	d.keys("esc")
	d.lacks("nothing fits")
}

// TestPaletteOffersWhatWorksHereFirst, then places, then the rest.
func TestPaletteOffersWhatWorksHereFirst(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30)
	group := 0
	for _, c := range matching(d.m.choices(), "") {
		now := 0
		switch {
		case c.Dim:
			now = 2
		case strings.HasPrefix(c.Note, ":") && len(c.Note) > 1:
			now = 1
		}
		if now < group {
			t.Errorf("%s comes after what does not work here", c.Title)
		}
		group = now
	}
	if group != 2 {
		t.Error("nothing of other screens is offered")
	}
}

// TestPaletteBeginningsOfWordsComeFirst: before letters that lie scattered.
func TestPaletteBeginningsOfWordsComeFirst(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30)
	d.keys("enter")
	for line, want := range map[string][]string{
		"res":     {"resolve", "resolve in the next release, the current one, a commit"},
		"Res":     {"resolve", "resolve in the next release, the current one, a commit"},
		"res com": {"resolve in the next release, the current one, a commit"},
		"logs":    {"go to logs, live"},
		"bread":   {"breadcrumbs"},
		"cop":     {"copy: id, URL, stack trace, Markdown"},
	} {
		found := matching(d.m.choices(), line)
		for n, title := range want {
			if n >= len(found) || found[n].Title != title {
				t.Errorf("%q: %d is %q, not %q", line, n, found[min(n, len(found)-1)].Title, title)
			}
		}
	}
}

func TestForward(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30)
	d.keys(">")
	d.shows("nothing to go forward to")
	d.keys("j", "enter")
	d.shows("SHOP-2", "1 Overview")
	d.keys("esc", "esc")
	d.shows("All projects")
	d.keys(">")
	d.shows("TITLE")
	d.keys(">")
	d.shows("SHOP-2", "1 Overview")
	d.keys("esc", "j", "enter", ">") // another way taken ends the one before
	d.shows("nothing to go forward to")
}

// TestHistoryIsBounded: the oldest screens are left, and their work with them.
func TestHistoryIsBounded(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30)
	for n := range 2 * maxDepth {
		d.keys(":")
		d.types([]string{"releases", "monitors"}[n%2])
		d.keys("enter")
	}
	if n := len(d.m.stack); n != maxDepth {
		t.Errorf("%d screens are kept", n)
	}
	for range maxDepth {
		d.keys("esc")
	}
	d.shows("acme", "organizations")
}

// TestPlaceThatIsShown is not put on top of itself.
func TestPlaceThatIsShown(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 30)
	depth := len(d.m.stack)
	d.keys(":")
	d.types("issues")
	d.keys("enter")
	if len(d.m.stack) != depth {
		t.Errorf("%d screens, then %d", depth, len(d.m.stack))
	}
}
