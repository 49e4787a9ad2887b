package command

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// few are commands that stay as they are, whatever the program learns to do.
func few() Bindings {
	return Bindings{[]Command{
		{ID: Resolve, Keys: []string{"r"}, Scopes: []Scope{Issues, Issue}}, {ID: Archive, Keys: []string{"e"}, Scopes: []Scope{Issues, Issue}},
		{ID: Comment, Keys: []string{"c"}, Scopes: []Scope{Issues, Issue}}, {ID: Sort, Keys: []string{"s"}, Scopes: []Scope{Issues}},
		{ID: InApp, Keys: []string{"a"}, Scopes: []Scope{Issue}}, {ID: ExpandAll, Keys: []string{"x"}, Scopes: []Scope{Issue}},
		{ID: NewFix, Keys: []string{"N"}, Scopes: []Scope{Issue}}, {ID: Top, Keys: []string{"g"}, Scopes: []Scope{Issues, Issue}},
		{ID: Bottom, Keys: []string{"G"}, Scopes: []Scope{Issues, Issue}}, {ID: Quit, Keys: []string{"q"}, Scopes: []Scope{Global}},
	}}
}

func TestBind(t *testing.T) {
	for name, c := range map[string]struct {
		wishes   map[string][]string
		want     map[ID][]string
		problems []string
	}{
		"nothing":     {},
		"another key": {wishes: map[string][]string{"resolve": {"Ctrl+X", "f2"}}, want: map[ID][]string{Resolve: {"ctrl+x", "f2"}}},
		"no key":      {wishes: map[string][]string{"resolve": {}}, want: map[ID][]string{Resolve: {}}},
		"swapped":     {wishes: map[string][]string{"resolve": {"e"}, "archive": {"r"}}, want: map[ID][]string{Resolve: {"e"}, Archive: {"r"}}},
		"two presses": {wishes: map[string][]string{"top": {"Z g"}, "bottom": {"Z G"}}, want: map[ID][]string{Top: {"Z g"}, Bottom: {"Z G"}}},
		"the key of another": {wishes: map[string][]string{"resolve": {"e"}, "comment": {"ctrl+r"}},
			want:     map[ID][]string{Resolve: {"r"}, Archive: {"e"}, Comment: {"ctrl+r"}},
			problems: []string{`"e" is for both "resolve" and "archive" (issues); they keep their usual keys`}},
		"two wishes for one key": {wishes: map[string][]string{"resolve": {"ctrl+r"}, "quit": {"ctrl+r"}},
			want: map[ID][]string{Resolve: {"r"}, Quit: {"q"}}, problems: []string{`"resolve" and "quit"`}},
		"one begins the other": {wishes: map[string][]string{"resolve": {"ctrl+r n"}, "comment": {"ctrl+r"}},
			want: map[ID][]string{Resolve: {"r"}, Comment: {"c"}}, problems: []string{`"resolve" and "comment"`}},
		"a wish that another wish made room for": {wishes: map[string][]string{"archive": {"r"}, "resolve": {"q"}},
			want: map[ID][]string{Archive: {"e"}, Resolve: {"r"}, Quit: {"q"}}, problems: []string{`"resolve" and "quit"`, `"resolve" and "archive"`}},
		"not on the same screen": {wishes: map[string][]string{"expand-all": {"N N"}, "sort": {"0"}, "in-app": {"0"}}, want: map[ID][]string{Sort: {"0"}, InApp: {"0"}},
			problems: []string{`"N N"`}},
		"no command":  {wishes: map[string][]string{"resolv": {"x"}}, problems: []string{`no command "resolv" ("resolve"?)`}},
		"no key name": {wishes: map[string][]string{"resolve": {"Hyperspace"}}, want: map[ID][]string{Resolve: {"r"}}, problems: []string{`resolve: "Hyperspace" is no key`}},
		"the way out": {wishes: map[string][]string{"resolve": {"ctrl+c"}}, want: map[ID][]string{Resolve: {"r"}}, problems: []string{"ctrl+c always quits"}},
	} {
		t.Run(name, func(t *testing.T) {
			b, problems := few().bind(c.wishes)
			for id, keys := range c.want {
				at := slices.IndexFunc(b.All(), func(c Command) bool { return c.ID == id })
				if got := b.All()[at].Keys; !slices.Equal(got, keys) {
					t.Errorf("%s has %q, want %q", id, got, keys)
				}
			}
			if len(problems) != len(c.problems) {
				t.Fatalf("problems: %v, want %q", problems, c.problems)
			}
			for n, want := range c.problems {
				if !strings.Contains(problems[n].Error(), want) {
					t.Errorf("problem %q, want %q", problems[n], want)
				}
			}
			if left := b.clashes(); len(left) > 0 {
				t.Errorf("clashes are left: %v", left)
			}
		})
	}
}

func TestParseKey(t *testing.T) {
	for in, want := range map[string]string{
		"x": "x", "X": "X", "shift+x": "X", "Ctrl+X": "ctrl+x", "shift+ctrl+x": "ctrl+shift+x", "Escape": "esc", "RETURN": "enter", " ": "space", "space": "space",
		"F5": "f5", "shift+tab": "shift+tab", "ctrl++": "ctrl++", "+": "+", "ctrl+shift+up": "ctrl+shift+up", " g  i ": "g i", "é": "é", "?": "?",
		"": "!", "f0": "!", "f99": "!", "f05": "!", "foo": "!", "ctrl+": "!", "hold+x": "!", "\x01": "!", "\xff": "!", "ctrl+\x1b": "!",
	} {
		got, err := ParseKey(in)
		if want == "!" && err == nil || want != "!" && (got != want || err != nil) {
			t.Errorf("%q is %q, %v, want %q", in, got, err, want)
		}
	}
}

func FuzzBind(f *testing.F) {
	f.Add("resolve", "e", "archive", "r")
	f.Add("resolve", "g g", "top", "g")
	f.Fuzz(func(t *testing.T, one, key, other, second string) {
		b, problems := Bind(map[string][]string{one: {key}, other: {second}})
		if left := b.clashes(); len(left) > 0 {
			t.Errorf("%v", left)
		}
		for _, c := range b.All() {
			for _, k := range c.Keys {
				if again, err := ParseKey(k); again != k || err != nil {
					t.Errorf("%q is read as %q, %v", k, again, err)
				}
			}
		}
		_ = fmt.Sprint(problems)
	})
}

func TestKeymapKnowsBeginnings(t *testing.T) {
	b, _ := Bind(map[string][]string{"goto": {"Z i"}})
	keys := b.Keymap(Issues)
	if !keys.Begins("Z") || keys.Begins("i") || keys["Z i"].ID != Goto {
		t.Errorf("%v %v %q", keys.Begins("Z"), keys.Begins("i"), keys["Z i"].ID)
	}
}
