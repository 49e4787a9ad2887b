package tui

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

var update = flag.Bool("update", false, "write the golden files anew")

// scene is how a screen is reached.
type scene struct {
	opt  func(t *testing.T) Options
	to   any // a place, before the keys
	keys []string
	then func(d *driver)
}

func acmeShop(t *testing.T) Options {
	return Options{Ops: opsOver(t, newFake(), acme), Title: "sentry.io"}
}

// broken answers every list of issues with an error.
func broken(t *testing.T) Options {
	f := newFake()
	f.status["GET /issues/"], f.answer["GET /issues/"] = 403, `{"detail":"You do not have permission to perform this action."}`
	return Options{Ops: opsOver(t, f, acme)}
}

// misread does not understand searches.
func misread(t *testing.T) Options {
	f := newFake()
	f.status["GET /issues/"], f.answer["GET /issues/"] = 400, `{"detail":"Error parsing search query: Invalid value for is search: \"x\""}`
	return Options{Ops: opsOver(t, f, acme)}
}

func scenes() map[string]scene {
	out := map[string]scene{}
	for name, to := range places() {
		out[name] = scene{opt: func(t *testing.T) Options { o := acmeShop(t); o.Settings = facts(); return o }, to: to}
	}
	maps.Copy(out, map[string]scene{
		"welcome":     {opt: func(*testing.T) Options { return Options{} }},
		"orgs":        {opt: func(t *testing.T) Options { return Options{Ops: opsOver(t, newFake(), ops.Defaults{})} }},
		"projects":    {opt: acmeShop, keys: []string{"esc"}},
		"releases":    {opt: acmeShop, keys: []string{"L"}},
		"stream":      {opt: acmeShop, keys: []string{"j"}},
		"filter":      {opt: acmeShop, keys: []string{"F", "1", "2"}},
		"search":      {opt: misread},
		"error":       {opt: broken},
		"hints":       {opt: func(t *testing.T) Options { o := acmeShop(t); o.Hints = true; return o }},
		"ascii":       {opt: func(t *testing.T) Options { o := acmeShop(t); o.ASCII = true; return o }, keys: []string{"enter", "2"}},
		"overview":    {opt: acmeShop, keys: []string{"enter"}},
		"stack":       {opt: acmeShop, keys: []string{"enter", "2"}},
		"stack-all":   {opt: acmeShop, keys: []string{"enter", "2", "a", "x"}},
		"breadcrumbs": {opt: acmeShop, keys: []string{"enter", "3"}},
		"tags":        {opt: acmeShop, keys: []string{"enter", "4"}},
		"events":      {opt: acmeShop, keys: []string{"enter", "5"}},
		"activity":    {opt: acmeShop, keys: []string{"enter", "6"}},
		"fix-none":    {opt: acmeShop, keys: []string{"enter", "7"}},
		"fix-confirm": {opt: acmeShop, keys: []string{"f"}},
		"fix-done":    {opt: acmeShop, keys: []string{"f", "y"}},
		"archive":     {opt: acmeShop, keys: []string{"e"}},
		"assign":      {opt: acmeShop, keys: []string{"w"}},
		"comment":     {opt: acmeShop, keys: []string{"c", "h", "i", "enter", "y", "o"}},
		"copy":        {opt: acmeShop, keys: []string{"enter", "y"}},
		"help":        {opt: acmeShop, keys: []string{"?"}},
		"context":     {opt: acmeShop, keys: []string{"enter", "8"}},
		"files":       {opt: acmeShop, keys: []string{"enter", "9"}},
		"related":     {opt: acmeShop, keys: []string{"enter", "0"}},
		"marked":      {opt: acmeShop, keys: []string{"space", "j", "space", "j"}},
		"search-bar":  {opt: acmeShop, keys: []string{"/", "l", "e", "v"}},
		"palette":     {opt: acmeShop, keys: []string{"ctrl+k", "r", "e"}},
		"goto":        {opt: acmeShop, keys: []string{":", "p", "r"}},
		"places":      {opt: acmeShop, keys: []string{"."}},
		"theme":       {opt: acmeShop, keys: []string{"C", "s", "o", "l"}},
		"under-way":   {opt: acmeShop, keys: []string{"f", "y", "ctrl+t"}},
		"resolved":    {opt: acmeShop, keys: []string{"r"}},
		"failed-write": {opt: acmeShop, then: func(d *driver) {
			d.send(screen.Status{Text: "not changed: " + errors.New("no").Error(), Bad: true})
		}},
	})
	return out
}

func sizes() [][2]int { return [][2]int{{40, 12}, {80, 24}, {120, 40}, {200, 60}} }

// reach goes to the scene.
func (s scene) reach(d *driver) {
	d.t.Helper()
	if s.to != nil {
		d.send(screen.Open{To: s.to})
	}
	d.keys(s.keys...)
	if s.then != nil {
		s.then(d)
	}
}

// TestGolden compares every screen in every size and theme. Themes change
// colours only, so that a size has one file of text for all of them; the colours
// are kept for 80x24.
func TestGolden(t *testing.T) {
	for name, s := range scenes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, theme := range []string{"dark", "light", "mono"} {
				opt := s.opt(t)
				opt.Theme = theme
				d := drive(t, opt, 80, 24)
				s.reach(d)
				for _, size := range sizes() {
					d.resize(size[0], size[1])
					checkFrame(t, d)
					base := filepath.Join("testdata", "golden", name, fmt.Sprintf("%dx%d", size[0], size[1]))
					golden(t, base+".txt", ansi.Strip(d.m.content()))
					if size == [2]int{80, 24} {
						golden(t, base+"-"+theme+".ansi", d.m.content())
					}
				}
			}
		})
	}
}

// golden compares with a file; blanks at the end of a line do not count, because
// no terminal shows them.
func golden(t *testing.T, path, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for n, l := range lines {
		lines[n] = strings.TrimRight(l, " ")
	}
	got = strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./tui -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed (-want +got); go test ./tui -update accepts it\n%s", path, ansi.Strip(diff))
	}
}

// checkFrame proves that the picture fits its terminal exactly.
func checkFrame(t testing.TB, d *driver) {
	t.Helper()
	content := d.m.content()
	now := frame{content, d.m.width, d.m.height}
	if now == d.checked {
		return
	}
	d.checked = now
	lines := strings.Split(content, "\n")
	if len(lines) != d.m.height {
		t.Fatalf("%d lines on a terminal of %d:\n%s", len(lines), d.m.height, ansi.Strip(content))
	}
	for n, l := range lines {
		if w := ansi.StringWidth(l); w > d.m.width {
			t.Fatalf("line %d is %d cells wide on a terminal of %d: %q", n, w, d.m.width, l)
		}
	}
}
