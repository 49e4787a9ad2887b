package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text"
	"vedette/internal/text/hostile"
	"vedette/themes"
)

func paint(t testing.TB) Paint {
	theme, err := themes.Load(themes.Dark)
	if err != nil {
		t.Fatal(err)
	}
	return NewPaint(theme, false)
}

// FuzzCells: the fast ways must agree with the library they stand in for.
func FuzzCells(f *testing.F) {
	for _, c := range hostile.Small() {
		f.Add(c.Text, 7)
	}
	f.Add("abc", 2)
	f.Add("▌ \x1b[38;5;3mx\x1b[m…", 3)
	f.Add("漢字 and é", 4)
	f.Fuzz(func(t *testing.T, raw string, width int) {
		width %= 300
		s := text.From(raw).String() // what screens draw
		s = "\x1b[1;31m" + s + "\x1b[m│"
		if got, want := Width(s), ansi.StringWidth(s); got != want {
			t.Errorf("width of %q is %d, want %d", s, got, want)
		}
		if cut := Cut(s, width); width >= 0 && ansi.StringWidth(cut) > width {
			t.Errorf("%q cut to %d has %d cells", s, width, ansi.StringWidth(cut))
		}
		if fit := Fit(text.From(raw).String(), width); width > 0 && ansi.StringWidth(fit) != width {
			t.Errorf("%q fitted to %d has %d cells", fit, width, ansi.StringWidth(fit))
		}
	})
}

func TestListKeepsTheCursorInSight(t *testing.T) {
	var l List
	l.Resize(5)
	l.SetLen(100)
	shown := func() (rows []int) {
		l.View(func(n int, _ bool) string { rows = append(rows, n); return "" })
		return rows
	}
	for _, step := range []struct {
		do     func()
		cursor int
		first  int
	}{
		{func() { l.Move(1) }, 1, 0},
		{func() { l.Move(4) }, 5, 1},
		{func() { l.Move(-1) }, 4, 1}, // inside the window: it stands still
		{func() { l.Page(1) }, 8, 5},
		{func() { l.End() }, 99, 95},
		{func() { l.Move(10) }, 99, 95},
		{func() { l.SetLen(3) }, 2, 0},
		{func() { l.Home() }, 0, 0},
		{func() { l.SetLen(0) }, 0, -1},
	} {
		step.do()
		first := -1
		if rows := shown(); len(rows) > 0 {
			first = rows[0]
			if !slices.Contains(rows, l.Cursor) {
				t.Errorf("cursor %d is not among %v", l.Cursor, rows)
			}
		}
		if l.Cursor != step.cursor || first != step.first {
			t.Errorf("cursor %d, first row %d; want %d, %d", l.Cursor, first, step.cursor, step.first)
		}
	}
	if l.At(0) != -1 {
		t.Error("an empty list has a row")
	}
}

func numbered(n int) (lines []string) {
	for i := range n {
		lines = append(lines, fmt.Sprint("line ", i))
	}
	return lines
}

// TestScrollSkipsNothing: going down by marks shows every line on the way.
func TestScrollSkipsNothing(t *testing.T) {
	var s Scroll
	sheet := Text(numbered(60))
	for _, n := range []int{0, 30, 31} {
		sheet.Marks = append(sheet.Marks, Mark{Line: n})
		sheet.Lines[n] = func(on bool) string {
			if on {
				return fmt.Sprintf("MARK %d", n)
			}
			return fmt.Sprintf("line %d", n)
		}
	}
	s.Set(sheet)
	s.Resize(10)
	seen := map[string]bool{}
	for range 80 {
		for _, l := range strings.Split(s.View(20), "\n") {
			seen[l] = true
		}
		s.Move(1)
	}
	for _, l := range numbered(60) {
		if !seen[l] && !seen[strings.Replace(l, "line", "MARK", 1)] {
			t.Errorf("%q was never shown", l)
		}
	}
	if !seen["MARK 30"] || !seen["MARK 31"] {
		t.Error("the cursor skipped a mark")
	}
	s.Home()
	s.Page(3)
	if s.View(20) == "" || s.Cursor == 0 {
		t.Error("a page does not take the cursor along")
	}
	s.End()
	if !strings.HasSuffix(s.View(20), "line 59") || s.Below() != 0 {
		t.Errorf("the end is not shown: %q", s.View(20))
	}
	s.GoTo(1)
	if !strings.Contains(s.View(20), "MARK 30") {
		t.Errorf("mark 30 is not in sight: %q", s.View(20))
	}
	s.Set(Text(numbered(3)))
	if !strings.Contains(s.View(20), "line 0") {
		t.Error("a shorter text is scrolled out of sight")
	}
}

func typed(e *Editor, keys ...tea.KeyPressMsg) {
	for _, k := range keys {
		e.Key(k)
	}
}

func TestEditor(t *testing.T) {
	key := func(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code} }
	ctrl := func(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code, Mod: tea.ModCtrl} }
	letter := func(s string) tea.KeyPressMsg { return tea.KeyPressMsg{Code: []rune(s)[0], Text: s} }
	for name, c := range map[string]struct {
		start string
		keys  []tea.KeyPressMsg
		want  string
	}{
		"letters":              {"", []tea.KeyPressMsg{letter("a"), letter("漢"), letter(" ")}, "a漢 "},
		"insert in the middle": {"ac", []tea.KeyPressMsg{key(tea.KeyLeft), letter("b")}, "abc"},
		"backspace at start":   {"a", []tea.KeyPressMsg{key(tea.KeyHome), key(tea.KeyBackspace)}, "a"},
		"delete":               {"ab", []tea.KeyPressMsg{key(tea.KeyHome), key(tea.KeyDelete)}, "b"},
		"delete a word":        {"is:new level:error ", []tea.KeyPressMsg{ctrl('w')}, "is:new "},
		"delete the line":      {"one\ntwo", []tea.KeyPressMsg{ctrl('u')}, "one\n"},
		"up and down":          {"one\ntwo", []tea.KeyPressMsg{key(tea.KeyUp), letter("!"), key(tea.KeyDown), letter("?")}, "one!\n?two"},
		"unknown key":          {"a", []tea.KeyPressMsg{key(tea.KeyF5)}, "a"},
	} {
		e := NewEditor(c.start)
		typed(&e, c.keys...)
		if e.Text() != c.want {
			t.Errorf("%s: %q, want %q", name, e.Text(), c.want)
		}
	}
	e := NewEditor(strings.Repeat("x", maxText+5)[:maxText])
	e.Insert("more")
	if len(e.Text()) != maxText {
		t.Errorf("the text grew to %d characters", len(e.Text()))
	}
}

// FuzzEditor: whatever is pasted, the field stays one safe line of its width.
func FuzzEditor(f *testing.F) {
	for _, c := range hostile.Small() {
		f.Add(c.Text, 3)
	}
	f.Add("日0000000000000000000", 0)
	p := paint(f)
	f.Fuzz(func(t *testing.T, pasted string, left int) {
		e := NewEditor("")
		e.Insert(pasted)
		for range min(max(left, 0), 50) {
			e.Key(tea.KeyPressMsg{Code: tea.KeyLeft})
		}
		for _, l := range e.Lines(p, 20, 3) {
			if ansi.StringWidth(l) > 20 {
				t.Errorf("%d cells in %q", ansi.StringWidth(l), l)
			}
			if err := hostile.AssertTerminalSafe(l, hostile.Colours); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestMenu(t *testing.T) {
	chosen := ""
	menu := func() *Menu {
		m := &Menu{Title: "Choose"}
		for _, k := range []string{"a", "b", "c"} {
			m.Choices = append(m.Choices, Choice{Key: k, Title: "choice " + k, Run: func() tea.Cmd { chosen = k; return nil }})
		}
		return m
	}
	down, enter, esc := tea.KeyPressMsg{Code: tea.KeyDown}, tea.KeyPressMsg{Code: tea.KeyEnter}, tea.KeyPressMsg{Code: tea.KeyEscape}
	for name, c := range map[string]struct {
		keys []tea.KeyPressMsg
		want string
		done bool
	}{
		"by letter":   {[]tea.KeyPressMsg{{Code: 'b', Text: "b"}}, "b", true},
		"by cursor":   {[]tea.KeyPressMsg{down, down, down, enter}, "c", true},
		"given up":    {[]tea.KeyPressMsg{down, esc}, "", true},
		"another key": {[]tea.KeyPressMsg{{Code: 'z', Text: "z"}}, "", false},
	} {
		chosen = ""
		m, done := menu(), false
		for _, k := range c.keys {
			_, done = m.Key(k)
		}
		if chosen != c.want || done != c.done {
			t.Errorf("%s: chose %q, done %v; want %q, %v", name, chosen, done, c.want, c.done)
		}
	}
	m := menu()
	m.Key(down)
	m.Key(down)
	if lines := m.Lines(paint(t), 30, 3); !strings.Contains(strings.Join(lines, "\n"), "choice c") {
		t.Errorf("the cursor of a short menu is out of sight: %q", lines)
	}
}

// TestMenuOffersUnderKeysOfItsOwn: no key twice, none that the menu itself
// understands, and no choice without one.
func TestMenuOffersUnderKeysOfItsOwn(t *testing.T) {
	chosen := -1
	m := &Menu{Choices: []Choice{{Key: "w", Title: "write"}}}
	for n := range 100 {
		m.Offer("choice", func() tea.Cmd { chosen = n; return nil })
	}
	seen := map[string]bool{}
	for n, c := range m.Choices[1:] {
		if c.Key == "" || seen[c.Key] || strings.Contains("qjk", c.Key) {
			t.Fatalf("choice %d has the key %q", n, c.Key)
		}
		seen[c.Key] = true
		if c.Key == "w" {
			continue // of the choice before
		}
		if _, done := m.Key(tea.KeyPressMsg{Code: rune(c.Key[0]), Text: c.Key}); !done || chosen != n {
			t.Errorf("%q chose %d, want %d", c.Key, chosen, n)
		}
	}
	if m.Choices[1].Key != "1" || len(m.Choices) > 40 {
		t.Errorf("%d choices, the first under %q", len(m.Choices), m.Choices[1].Key)
	}
}

func TestFilter(t *testing.T) {
	rows := []string{"KeyError price", "TypeError value", "Timeout of keyserver", "k e y", "unrelated"}
	for query, want := range map[string][]string{
		"":     rows,
		"key":  {"KeyError price", "Timeout of keyserver", "k e y"},
		"x":    nil,
		"KEYE": {"KeyError price"},
		"e":    {"KeyError price", "TypeError value", "Timeout of keyserver", "k e y", "unrelated"},
	} {
		var f Filter
		var got []string
		for _, r := range query { // letter by letter, as it is typed
			f.Editor.Insert(string(r))
			f.Apply(len(rows), func(n int) string { return rows[n] })
		}
		for n := range f.Apply(len(rows), func(n int) string { return rows[n] }) {
			got = append(got, rows[f.Row(n)])
		}
		if query == "KEYE" {
			got = got[:min(len(got), 1)] // the exact match is the first
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}

// TestPastedLineIsOneLine: a field of one line would show only the last of many.
func TestPastedLineIsOneLine(t *testing.T) {
	e := NewEditor("a ")
	e.InsertLine(" b\r\n\tc\n")
	if got := e.Text(); got != "a b c" {
		t.Errorf("the field holds %q", got)
	}
}

// TestMenusTellWhatIsOutOfSight above and below, whatever the width.
func TestMenusTellWhatIsOutOfSight(t *testing.T) {
	p := paint(t)
	p.ASCII = true
	menu := &Menu{Title: "Choose"}
	picker := &Picker{Title: "Choose"}
	for n := range 20 {
		menu.Choices = append(menu.Choices, Choice{Key: string(rune('a' + n)), Title: "one"})
		picker.Add(Pick{Title: "one"})
	}
	for _, width := range []int{14, 34, 72} {
		for name, d := range map[string]Dialog{"menu": menu, "picker": picker} {
			lines := d.Lines(p, width, 8)
			last := ansi.Strip(lines[len(lines)-1])
			if len(lines) != 8 || !strings.HasSuffix(last, "v14") && !strings.HasSuffix(last, "v15") || Width(last) > width {
				t.Errorf("%s, %d wide: %d lines, the last is %q", name, width, len(lines), last)
			}
		}
	}
	for range 10 {
		menu.Key(tea.KeyPressMsg{Code: tea.KeyDown})
	}
	lines := menu.Lines(p, 34, 8)
	if last := ansi.Strip(lines[7]); !strings.HasSuffix(last, " ^5 v9") {
		t.Errorf("in the middle: %q", last)
	}
	if few := (&Menu{Choices: menu.Choices[:3]}).Lines(p, 34, 8); strings.ContainsAny(ansi.Strip(few[4]), "^0123456789") {
		t.Errorf("all is in sight: %q", few)
	}
}

// TestScrollDrawsOnlyWhatIsSeen of a text of any length.
func TestScrollDrawsOnlyWhatIsSeen(t *testing.T) {
	var sheet Sheet
	drawn := 0
	for range 1000 {
		sheet.Draw(func(bool) string { drawn++; return "x" })
	}
	var s Scroll
	s.Set(sheet)
	s.Resize(10)
	if s.View(20); drawn != 10 {
		t.Errorf("%d lines were drawn for a window of 10", drawn)
	}
}
