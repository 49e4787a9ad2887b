package searchbar

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/internal/text/hostile"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
	"vedette/tui/widget"
)

func TestTokenAt(t *testing.T) {
	for _, c := range []struct {
		text string // | is the cursor
		want token
	}{
		{"|", token{}},
		{"rel|", token{part: "rel"}},
		{"!rel|", token{part: "rel", from: 1}},
		{"is:unresolved rel|", token{part: "rel", from: 14}},
		{"level:|", token{key: "level", from: 6}},
		{"level:err|or", token{key: "level", part: "err", from: 6}},
		{"timesSeen:>1|", token{key: "timesSeen", part: "1", from: 11}},
		{`release:"a b|`, token{key: "release", part: "a b", from: 8}},
		{`release:"a b"|`, token{key: "release", part: `a b"`, from: 8, whole: true}},
		{`release:"a b" is|`, token{part: "is", from: 14}},
		{"level:[error, wa|", token{key: "level", part: "wa", from: 14, inList: true}},
		{"level:[|", token{key: "level", from: 7, inList: true}},
		{"level:[error]|", token{key: "level", from: 13, whole: true}},
		{"(level:e|", token{key: "level", part: "e", from: 7}},
		{"übung:ä|", token{key: "übung", part: "ä", from: 6}},
		{"url:https://x|", token{key: "url", part: "https://x", from: 4}},
	} {
		before, after, _ := strings.Cut(c.text, "|")
		if got := tokenAt([]rune(before+after), len([]rune(before))); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.text, got, c.want)
		}
	}
}

// FuzzTokenAt: whatever is typed, the part lies before the cursor.
func FuzzTokenAt(f *testing.F) {
	f.Add(`is:unresolved !level:[error, "a b"] (x)`, 9)
	f.Add(`"`, 1)
	f.Fuzz(func(t *testing.T, s string, cursor int) {
		runes := []rune(s)
		cursor = max(min(cursor, len(runes)), 0)
		if got := tokenAt(runes, cursor); got.from < 0 || got.from > cursor {
			t.Errorf("%q at %d: the part begins at %d", s, cursor, got.from)
		}
	})
}

func bar(t *testing.T, memory *screen.Memory) *Bar {
	t.Helper()
	env := screen.NewEnv(t.Context(), 1, screen.Env{Memory: memory, Sleep: func(context.Context, time.Duration) error { return nil }})
	b := New(env)
	b.Open("", Scope{Dataset: "issues", Org: "acme"})
	return b
}

func (b *Bar) press(keys ...string) (last Result) {
	for _, k := range keys {
		msg := tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		for name, code := range map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "backspace": tea.KeyBackspace} {
			if k == name {
				msg = tea.KeyPressMsg{Code: code}
			}
		}
		_, last = b.Key(msg)
	}
	return last
}

func (b *Bar) write(s string) { b.press(strings.Split(s, "")...) }

func labels(b *Bar) (out []string) {
	for _, s := range b.suggestions {
		out = append(out, s.label)
	}
	return out
}

func TestKeysAndValuesAreCompleted(t *testing.T) {
	b := bar(t, nil)
	b.write("leve")
	if got := labels(b); len(got) == 0 || got[0] != "level" {
		t.Fatalf("offered %q", got)
	}
	b.press("tab")
	b.write("fa")
	b.press("tab")
	if b.editor.Text() != "level:fatal " {
		t.Errorf("the search is %q", b.editor.Text())
	}
	b.write("is:[unres")
	b.press("down", "enter")
	b.write(", reg")
	b.press("tab")
	if b.Text() != "level:fatal is:[unresolved, regressed" {
		t.Errorf("the search is %q", b.Text())
	}
	b.write("]")
	if got := b.press("enter"); got != Submitted || b.Active() {
		t.Errorf("enter made %v of %q", got, b.Text())
	}
}

// TestCandidatesComeFromTheServer once the typing pauses, each key once, and a
// value that needs quotes gets them.
func TestCandidatesComeFromTheServer(t *testing.T) {
	b := bar(t, nil)
	b.write("release:")
	if b.wanted().what != "release" || !b.env.Tasks.Running(waitTask) {
		t.Fatalf("asked for %+v", b.wanted())
	}
	b.known["release"] = answer{candidates: []candidate{{value: "shop 2.0"}, {value: `evil" OR x`}}}
	b.suggest()
	if got := labels(b); !slices.Contains(got, "shop 2.0") || !slices.Contains(got, "latest") {
		t.Fatalf("offered %q", got)
	}
	if b.wanted().what != "" {
		t.Error("what is known is asked for again")
	}
	b.write("sho")
	b.press("tab")
	b.write("release:evil")
	b.press("tab")
	if want := `release:"shop 2.0" release:"evil\" OR x"`; b.Text() != want {
		t.Errorf("the search is %s, want %s", b.Text(), want)
	}
	b.known["url"] = answer{more: true}
	b.write(" url:chec")
	if q := b.wanted(); q.part != "chec" {
		t.Errorf("where there is more than was read, %+v is asked for", q)
	}
}

// TestMistakesAreToldWhereTheyStand, but not while they are being written; enter
// does not send them.
func TestMistakesAreToldWhereTheyStand(t *testing.T) {
	b, p := bar(t, nil), paint(t)
	shown := func() string { return ansi.Strip(strings.Join(b.Lines(p, 80, 20), "\n")) }
	b.write("timesSeen:abc")
	if strings.Contains(shown(), "wrong") {
		t.Errorf("the mistake is told while it is written:\n%s", shown())
	}
	if got := b.press("enter"); got != Editing || !strings.Contains(shown(), "^^^") {
		t.Errorf("enter made %v:\n%s", got, shown())
	}
	b.write(" level:error")
	if !strings.Contains(shown(), "\n                   ^^^\n") || !strings.Contains(shown(), "at character 11") {
		t.Errorf("the mistake is not marked:\n%s", shown())
	}
	b.Refuse("is:unresolved", Scope{Dataset: "issues"}, errors.New("the server says no"))
	if !b.Active() || !strings.Contains(shown(), "the server says no") {
		t.Errorf("the refusal is not told:\n%s", shown())
	}
	b.write("x")
	if strings.Contains(shown(), "says no") {
		t.Error("the refusal stays with another search")
	}
}

func TestEarlierSearchesComeBack(t *testing.T) {
	memory := &screen.Memory{}
	b := bar(t, memory)
	for _, s := range []string{"level:error", "level:fatal", "level:error"} {
		b.Open(s, b.scope)
		b.press("enter")
	}
	b.Open("", b.scope)
	b.write("x ")
	b.press("up")
	first := b.Text()
	b.press("up", "up")
	second := b.Text()
	b.press("down", "down", "down")
	if first != "level:error" || second != "level:fatal" || b.Text() != "x" {
		t.Errorf("up gave %q, then %q, and down %q", first, second, b.Text())
	}
	if b.press("esc") != Abandoned || b.Active() {
		t.Error("esc does not close the search")
	}
}

func paint(t *testing.T) widget.Paint {
	t.Helper()
	theme, err := themes.Load(themes.Dark)
	if err != nil {
		t.Fatal(err)
	}
	return widget.NewPaint(theme, false)
}

// TestLinesFit whatever is typed, pasted or offered.
func TestLinesFit(t *testing.T) {
	b, p := bar(t, nil), paint(t)
	for _, c := range hostile.Small() {
		b.Open(c.Text+" level", b.scope)
		b.known["level"] = answer{candidates: []candidate{{c.Text, c.Text}}}
		b.Paste(c.Text)
		b.Refuse(c.Text, b.scope, &ops.Error{Message: text.From(c.Text)})
		for _, width := range []int{20, 40, 80, 400} {
			lines := b.Lines(p, width, 6)
			if len(lines) > 6 {
				t.Fatalf("%d lines", len(lines))
			}
			for _, l := range lines {
				if widget.Width(l) > width {
					t.Errorf("%d cells of %d: %q", widget.Width(l), width, l)
				}
			}
		}
	}
}

// TestKeysAreTold: a bar in which nothing is begun, and suggestions, say how to go
// on; of many suggestions the ones around the cursor are shown in little room.
func TestKeysAreTold(t *testing.T) {
	b, p := bar(t, nil), paint(t)
	picture := func(height int) string { return ansi.Strip(strings.Join(b.Lines(p, 80, height), "\n")) }
	if got := picture(10); !strings.Contains(got, "tab completes, ↑ brings earlier searches") {
		t.Errorf("nothing is begun:\n%s", got)
	}
	b.write("e")
	if got := picture(10); !strings.Contains(got, "tab completes, enter searches") || !strings.Contains(got, "↓") {
		t.Errorf("suggested:\n%s", got)
	}
	b.press("down", "down", "down", "down")
	if got := picture(4); !strings.Contains(got, "▌ "+b.suggestions[3].label) || !strings.Contains(got, "enter completes") {
		t.Errorf("the cursor is out of sight:\n%s", got)
	}
}

// TestPeopleAreOfferedForMarks: who bookmarked an issue or follows it is a
// person; whom it is assigned to may be a team.
func TestPeopleAreOfferedForMarks(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(map[string]string{
		"GET /members/": `[{"id":"1","email":"ada@example.com","name":"Ada"}]`,
		"GET /teams/":   `[{"id":"2","slug":"shop"}]`,
	}))
	for key, want := range map[string]string{"bookmarks": "ada@example.com", "subscribed": "ada@example.com", "assigned": "#shop ada@example.com"} {
		got, err := reader(o, Scope{Dataset: "issues", Org: "acme"})(t.Context(), request{what: key, key: key})
		var values []string
		for _, c := range got.candidates {
			values = append(values, c.value)
		}
		if s := strings.Join(values, " "); err != nil || s != want {
			t.Errorf("%s: %q, %v; want %q", key, s, err, want)
		}
	}
}
