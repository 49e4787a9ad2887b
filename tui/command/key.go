package command

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParseKey reads a key as people write it ("Ctrl+X", "escape", "g i") and gives
// the form that presses come in ("ctrl+x", "esc", "g i").
func ParseKey(s string) (string, error) {
	if s == " " {
		return "space", nil
	}
	var presses []string
	for _, word := range strings.Fields(s) {
		press, err := parsePress(word)
		if err != nil {
			return "", err
		}
		presses = append(presses, press)
	}
	if len(presses) == 0 {
		return "", fmt.Errorf("a key is missing")
	}
	return strings.Join(presses, " "), nil
}

// modifiers in the order in which presses name them.
func modifiers() []string { return []string{"ctrl", "alt", "shift", "meta", "hyper", "super"} }

func parsePress(word string) (string, error) {
	held := []string{}
	rest := word
	for {
		name, after, ok := strings.Cut(rest, "+")
		if name = strings.ToLower(name); !ok || after == "" || !slices.Contains(modifiers(), name) {
			break
		}
		held, rest = append(held, name), after
	}
	base, ok := baseKey(rest, len(held) > 0)
	if !ok {
		return "", fmt.Errorf("%q is no key; write x, X, ctrl+x, alt+x, enter, esc, tab, shift+tab, space, up, pgdown, f5, or several like \"g i\"", word)
	}
	if len(held) == 1 && held[0] == "shift" && utf8.RuneCountInString(base) == 1 {
		return strings.ToUpper(base), nil // a terminal sends the capital letter
	}
	var out []string
	for _, m := range modifiers() {
		if slices.Contains(held, m) {
			out = append(out, m)
		}
	}
	return strings.Join(append(out, base), "+"), nil
}

// baseKey is a key without what is held with it.
func baseKey(s string, held bool) (string, bool) {
	if utf8.RuneCountInString(s) == 1 {
		if held {
			s = strings.ToLower(s)
		}
		return s, utf8.ValidString(s) && s > " "
	}
	s = strings.ToLower(s)
	for _, other := range [][2]string{{"escape", "esc"}, {"return", "enter"}, {"pageup", "pgup"}, {"pagedown", "pgdown"}, {"del", "delete"}, {"ins", "insert"}, {"spacebar", "space"}} {
		if s == other[0] {
			s = other[1]
		}
	}
	if number, ok := strings.CutPrefix(s, "f"); ok {
		n, err := strconv.Atoi(number)
		return s, err == nil && n >= 1 && n <= 24 && strconv.Itoa(n) == number
	}
	return s, slices.Contains([]string{
		"enter", "esc", "tab", "space", "backspace", "delete", "insert", "home", "end", "pgup", "pgdown", "up", "down", "left", "right",
	}, s)
}

// Label is a key as people write it. The footer asks in every frame.
func Label(key string) string {
	return strings.Replace(strings.Replace(key, "pgup", "page up", 1), "pgdown", "page down", 1)
}

// Labels are all keys of a command, as people write them.
func (c Command) Labels() string {
	var out []string
	for _, k := range c.Keys {
		out = append(out, Label(k))
	}
	return strings.Join(out, "  ")
}
