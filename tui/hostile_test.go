package tui

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text/hostile"
	"vedette/themes"
	"vedette/tui/command"
)

// hostileEvent carries one text in every place a stranger can write to.
func hostileEvent(s string) string {
	q := quote(s)
	return fmt.Sprintf(`{"id":"e1","eventID":%[1]s,"title":%[1]s,"dateCreated":"2026-11-20T11:55:00Z","user":{"email":%[1]s},"release":{"version":%[1]s},
	"sdk":{"name":%[1]s,"version":%[1]s},"contexts":{%[1]s:{%[1]s:%[1]s}},"context":{%[1]s:%[1]s},
	"entries":[{"type":"exception","data":{"values":[{"type":%[1]s,"value":%[1]s,"stacktrace":{"frames":[
	 {"filename":%[1]s,"function":%[1]s,"lineNo":3,"inApp":true,"context":[[2,%[1]s],[3,%[1]s]],"vars":{%[1]s:%[1]s}}]}}]}},
	{"type":"breadcrumbs","data":{"values":[{"timestamp":"2026-11-20T11:54:58Z","category":%[1]s,"level":"info","message":%[1]s}]}},
	{"type":"request","data":{"method":"GET","url":%[1]s,"data":%[1]s}}]}`, q)
}

// TestHostileText shows the corpus in every place of every screen: it must stay
// inert and inside the terminal.
func TestHostileText(t *testing.T) {
	f := newFake()
	f.issues = nil
	for n, c := range hostile.Corpus() {
		f.issues = append(f.issues, strings.Replace(issueJSON(n+1, c.Text), `"value":"'price'"`, `"value":`+quote(c.Text), 1))
	}
	d := drive(t, Options{Ops: opsOver(t, f, acme), Title: "x\x1b]0;t\a"}, 80, 24)
	for _, size := range sizes() {
		d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		d.keys("g")
		for range f.issues {
			checkInert(t, d)
			d.keys("j")
		}
	}
	for _, c := range hostile.Small() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			f := newFake()
			f.event = hostileEvent(c.Text)
			f.answer["GET /activities/"] = `{"activity":[{"id":"2","type":"note","user":{"name":` + quote(c.Text) + `},"data":{"text":` + quote(c.Text) + `}}]}`
			f.answer["GET /tags/"] = `[{"key":` + quote(c.Text) + `,"topValues":[{"value":` + quote(c.Text) + `,"count":1}]}]`
			f.answer["GET /autofix/"] = `{"autofix":{"run_id":5,"status":"completed","blocks":[{"message":{"role":"assistant","content":` + quote(c.Text) + `},"todos":[{"content":` + quote(c.Text) + `,"status":"x"}],"artifacts":[{"key":"root_cause","data":{"one_line_description":` + quote(c.Text) + `}}]}]}}`
			d := drive(t, Options{Ops: opsOver(t, f, acme)}, 80, 24)
			d.keys("enter")
			for _, size := range sizes()[:3] {
				d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
				for _, key := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "y", "esc"} {
					d.keys(key)
					checkInert(t, d)
				}
			}
		})
	}
}

func checkInert(t *testing.T, d *driver) {
	t.Helper()
	checkFrame(t, d)
	if err := hostile.AssertTerminalSafe(d.m.content(), hostile.Lines, hostile.Colours); err != nil {
		t.Fatal(err)
	}
}

// TestAnyKeys presses ten thousand keys in all, begun on every screen and over
// every kind of dialog, and resizes the terminal between them.
func TestAnyKeys(t *testing.T) {
	var keys []string
	for _, c := range command.Catalog() {
		keys = append(keys, c.Keys...)
	}
	keys = append(keys, "x", "delete", "ctrl+w", "é", "漢", "n", "y", "m")
	all := scenes()
	for n, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(n)))
			d := drive(t, all[name].opt(t), 80, 24)
			all[name].reach(d)
			for n := range 10_000/len(all) + 1 {
				d.update(anything(r, keys))
				if d.m.width > 0 && d.m.height > 0 {
					checkFrame(t, d)
				}
				if n%10 == 0 {
					d.settle()
				}
				if len(d.m.stack) > maxDepth {
					t.Fatalf("%d screens are kept", len(d.m.stack))
				}
			}
			d.settle()
		})
	}
}

// anything is what a terminal may send next, mostly keys.
func anything(r *rand.Rand, keys []string) tea.Msg {
	x, y := r.IntN(100), r.IntN(30)
	switch r.IntN(28) {
	case 0:
		return tea.WindowSizeMsg{Width: r.IntN(220), Height: r.IntN(70)}
	case 1:
		return tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}
	case 2:
		return tea.MouseMotionMsg{X: x, Y: y, Button: tea.MouseLeft}
	case 3:
		return tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft}
	case 4:
		return tea.MouseWheelMsg{X: x, Y: y, Button: []tea.MouseButton{tea.MouseWheelDown, tea.MouseWheelUp}[r.IntN(2)]}
	case 5:
		return tea.PasteMsg{Content: "a\x1b[31mb\r\nc\u202e漢\x1b]52;c;aGk=\a"}
	}
	return press(keys[r.IntN(len(keys))])
}

// TestThemeFollowsTheTerminal: the background decides, unless the person did.
func TestThemeFollowsTheTerminal(t *testing.T) {
	white := tea.BackgroundColorMsg{Color: themesWhite{}}
	for name, c := range map[string]struct {
		opt  Options
		want string
	}{
		"light background": {Options{}, themes.Light},
		"a theme by name":  {Options{Theme: themes.Dark}, themes.Dark},
		"NO_COLOR":         {Options{NoColor: true}, themes.Mono},
	} {
		d := drive(t, c.opt, 80, 24)
		d.send(white)
		if got := d.m.paint.Theme.Name; got != c.want {
			t.Errorf("%s: theme %s, want %s", name, got, c.want)
		}
	}
}

// themesWhite is the colour white.
type themesWhite struct{}

// RGBA is white.
func (themesWhite) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }
