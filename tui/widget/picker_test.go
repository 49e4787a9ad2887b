package widget

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
)

func TestPicker(t *testing.T) {
	theme, err := themes.Load(themes.Mono)
	if err != nil {
		t.Fatal(err)
	}
	p := NewPaint(theme, true)
	var picked string
	pick := func(title string) Pick {
		return Pick{Title: title, Run: func() tea.Cmd { picked = title; return nil }}
	}
	key := func(m *Picker, names ...string) (done bool) {
		for _, name := range names {
			msg := tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
			for special, code := range map[string]rune{"enter": tea.KeyEnter, "down": tea.KeyDown, "up": tea.KeyUp, "esc": tea.KeyEscape, "pgdown": tea.KeyPgDown} {
				if name == special {
					msg = tea.KeyPressMsg{Code: code}
				}
			}
			_, done = m.Key(msg)
			for _, l := range m.Lines(p, 30, 8) {
				if Width(l) > 30 {
					t.Errorf("%q is too wide", l)
				}
			}
		}
		return done
	}
	for _, c := range []struct {
		keys string
		free bool
		want string
	}{
		{"enter", false, "alpha"},
		{"down down enter", false, "gamma"},
		{"up enter", false, "alpha"},
		{"pgdown pgdown enter", false, "delta"},
		{"g a m enter", false, "gamma"},
		{"z z z down enter", false, ""},
		{"z z z enter", true, "free zzz"},
		{"a down down down down enter", true, "free a"},
		{"z esc", false, ""},
	} {
		picked = ""
		m := &Picker{Title: "Which"}
		if c.free {
			m.Free = func(typed string) Pick { return pick("free " + typed) }
		}
		m.Add(pick("alpha"), pick("beta"), pick("gamma"))
		m.Add(pick("delta")) // while it is open
		key(m, strings.Fields(c.keys)...)
		if picked != c.want {
			t.Errorf("%s picked %q, want %q", c.keys, picked, c.want)
		}
	}
}
