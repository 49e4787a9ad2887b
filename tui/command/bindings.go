package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Bindings are the commands with the keys that are in force: the usual ones, or
// those a person wished for.
type Bindings struct{ list []Command }

// Usual are the commands with their usual keys.
func Usual() Bindings { return Bindings{Catalog()} }

// reserved leaves the program whatever else is wished: without it a mistake in a
// file could lock somebody in.
const reserved = "ctrl+c"

// Bind gives commands other keys, by the commands' names; no keys at all take a
// command off the keyboard. A key may be several presses one after the other
// ("g i"). Wishes that cannot be granted are told, and the commands they name
// keep their usual keys.
func Bind(wishes map[string][]string) (Bindings, []error) { return Usual().bind(wishes) }

func (b Bindings) bind(wishes map[string][]string) (Bindings, []error) {
	granted := map[ID][]string{}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(wishes)) {
		keys, err := b.wish(ID(name), wishes[name])
		if err != nil {
			problems = append(problems, err)
			continue
		}
		granted[ID(name)] = keys
	}
	for {
		clashes := b.with(granted).clashes()
		if len(clashes) == 0 {
			return b.with(granted), problems
		}
		for _, c := range clashes { // each takes at least one wish away: usual keys do not clash
			delete(granted, c.one)
			delete(granted, c.other)
			problems = append(problems, c)
		}
	}
}

// wish checks what is wished for one command.
func (b Bindings) wish(id ID, keys []string) ([]string, error) {
	if !slices.ContainsFunc(b.list, func(c Command) bool { return c.ID == id }) {
		return nil, fmt.Errorf("there is no command %q%s; docs/keys.md lists them", id, b.like(id))
	}
	out := []string{}
	for _, raw := range keys {
		key, err := ParseKey(raw)
		if err == nil && key == reserved && id != QuitFromInput {
			err = fmt.Errorf("%s always quits", reserved)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		out = append(out, key)
	}
	return out, nil
}

// like names the command that was perhaps meant.
func (b Bindings) like(id ID) string {
	for _, c := range b.list {
		if len(id) > 2 && (strings.Contains(string(c.ID), string(id)) || strings.Contains(string(id), string(c.ID))) {
			return fmt.Sprintf(" (%q?)", c.ID)
		}
	}
	return ""
}

func (b Bindings) with(granted map[ID][]string) Bindings {
	list := slices.Clone(b.list)
	for n, c := range list {
		if keys, ok := granted[c.ID]; ok {
			list[n].Keys = keys
		}
	}
	return Bindings{list}
}

// clash is a key that means two things in one place.
type clash struct {
	key        string
	one, other ID
	scope      Scope
}

// Error names both commands.
func (c clash) Error() string {
	return fmt.Sprintf("%q is for both %q and %q (%s); they keep their usual keys", c.key, c.one, c.other, c.scope)
}

// clashes finds keys with two meanings, and keys that begin another one.
func (b Bindings) clashes() []clash {
	var out []clash
	told := map[[2]ID]bool{}
	for _, scope := range Scopes() {
		commands := b.For(scope)
		for n, one := range commands {
			for _, other := range commands[n+1:] {
				pair := [2]ID{one.ID, other.ID}
				if key := common(one.Keys, other.Keys); key != "" && !told[pair] {
					told[pair] = true
					out = append(out, clash{key: key, one: one.ID, other: other.ID, scope: scope})
				}
			}
		}
	}
	return out
}

// common is a key of a that is, or begins, one of b, or the other way round.
func common(a, b []string) string {
	for _, one := range a {
		for _, other := range b {
			if one == other || strings.HasPrefix(other, one+" ") || strings.HasPrefix(one, other+" ") {
				return one
			}
		}
	}
	return ""
}

// Key is the key of a command as people write it, for a hint; where it has none,
// the way to it that is left.
func (b Bindings) Key(id ID) string {
	for _, c := range b.list {
		if c.ID == id && len(c.Keys) > 0 {
			return Label(c.Keys[0])
		}
	}
	return string(id) + " in the palette"
}

// All lists every command.
func (b Bindings) All() []Command { return b.list }

// For lists the commands of a scope, then the global ones.
func (b Bindings) For(scope Scope) []Command {
	var out []Command
	for _, c := range b.list {
		if c.In(scope) {
			out = append(out, c)
		}
	}
	for _, c := range b.list {
		if c.In(Global) && scope != Global {
			out = append(out, c)
		}
	}
	return out
}

// Hints are the commands of a scope that the footer may show, the most useful
// first: there is seldom room for all.
func (b Bindings) Hints(scope Scope) []Command {
	hints := slices.DeleteFunc(b.For(scope), func(c Command) bool { return c.Hint == "" || len(c.Keys) == 0 })
	slices.SortStableFunc(hints, func(one, other Command) int { return one.rank() - other.rank() })
	return hints
}

// Keymap is what the keys mean on the screen of a scope.
type Keymap map[string]Command

// Keymap is what each key means on a screen of the given scope.
func (b Bindings) Keymap(scope Scope) Keymap {
	keys := Keymap{}
	for _, c := range b.For(scope) {
		for _, k := range c.Keys {
			keys[k] = c
		}
	}
	return keys
}

// Begins reports whether more presses can make a key of what was pressed.
func (k Keymap) Begins(pressed string) bool {
	for key := range k {
		if strings.HasPrefix(key, pressed+" ") {
			return true
		}
	}
	return false
}
