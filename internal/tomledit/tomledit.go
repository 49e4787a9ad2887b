// Package tomledit exists because people write comments into their settings:
// it changes single keys of a TOML file and leaves every other line as it was
// written, and it checks with the TOML reader that the new file means what was
// asked for, so that a file in a style it does not know is refused, not spoilt.
package tomledit

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Change is one change. Value is a string, a bool or a []string; nil removes
// the key. Without Key the whole Table goes, and those below it.
type Change struct {
	Table []string // nil = before the first table
	Key   string
	Value any
}

// Apply gives the document with the changes made. The error says that doc is no
// TOML, or that it is written in a way in which this cannot be changed.
func Apply(doc string, changes ...Change) (string, error) {
	want := map[string]any{}
	if _, err := toml.Decode(doc, &want); err != nil {
		return "", err
	}
	windows := strings.Count(doc, "\r\n") > 0 && strings.Count(doc, "\r\n") == strings.Count(doc, "\n")
	if windows {
		doc = strings.ReplaceAll(doc, "\r\n", "\n")
	}
	lines := strings.Split(strings.TrimSuffix(doc, "\n"), "\n")
	if doc == "" {
		lines = nil
	}
	for _, c := range changes {
		apply(want, c)
		lines = editLines(lines, c.Table, c.Key, c.Value)
	}
	out := strings.Join(lines, "\n")
	if out != "" {
		out += "\n"
	}
	got := map[string]any{}
	if _, err := toml.Decode(out, &got); err != nil || !reflect.DeepEqual(prune(got), prune(want)) {
		return "", fmt.Errorf("vedette cannot change %s in a file written like this", changes[0].name())
	}
	if windows {
		out = strings.ReplaceAll(out, "\n", "\r\n")
	}
	return out, nil
}

// Strings is a list of strings in a document; nil where it has none.
func Strings(doc string, table []string, key string) ([]string, error) {
	all := map[string]any{}
	if _, err := toml.Decode(doc, &all); err != nil {
		return nil, err
	}
	list, _ := descend(all, table)[key].([]any)
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out, nil
}

func (c Change) name() string {
	if c.Key == "" {
		return strings.Join(c.Table, ".")
	}
	return strings.Join(append(slices.Clone(c.Table), c.Key), ".")
}

// apply changes the document's meaning.
func apply(doc map[string]any, c Change) {
	table, key, value := c.Table, c.Key, c.Value
	if key == "" {
		table, key, value = table[:len(table)-1], table[len(table)-1], nil
	}
	in := descend(doc, table)
	switch v := value.(type) {
	case nil:
		delete(in, key)
	case []string:
		list := make([]any, len(v)) // as the reader gives it
		for n, s := range v {
			list[n] = s
		}
		in[key] = list
	default:
		in[key] = value
	}
}

func descend(doc map[string]any, table []string) map[string]any {
	for _, name := range table {
		next, ok := doc[name].(map[string]any)
		if !ok {
			next = map[string]any{}
			doc[name] = next
		}
		doc = next
	}
	return doc
}

// prune leaves out empty tables, which mean nothing.
func prune(m map[string]any) map[string]any {
	out := map[string]any{}
	for key, value := range maps.All(m) {
		if sub, ok := value.(map[string]any); ok {
			if sub = prune(sub); len(sub) == 0 {
				continue
			}
			value = sub
		}
		out[key] = value
	}
	return out
}

// editLines changes one key, or removes a whole table.
func editLines(lines []string, table []string, key string, value any) []string {
	if key == "" {
		return removeTable(lines, table)
	}
	from, to, found := section(lines, table)
	at, n := assigned(lines[from:to], key)
	switch {
	case at >= 0 && value == nil:
		return slices.Delete(slices.Clone(lines), from+at, from+at+n)
	case at >= 0:
		old := strings.Join(lines[from+at:from+at+n], "\n")
		return slices.Replace(slices.Clone(lines), from+at, from+at+n, Assignment(key, value)+commentOf(old))
	case value == nil:
		return lines
	case found:
		end := to
		for end > from && strings.TrimSpace(lines[end-1]) == "" {
			end--
		}
		lines = slices.Insert(slices.Clone(lines), end, Assignment(key, value))
		if end+1 < len(lines) && headerOf(lines[end+1]) != nil {
			lines = slices.Insert(lines, end+1, "")
		}
		return lines
	}
	names := make([]string, len(table))
	for n, name := range table {
		names[n] = tomlKey(name)
	}
	header := "[" + strings.Join(names, ".") + "]"
	if len(lines) > 0 {
		lines = append(slices.Clone(lines), "")
	}
	return append(lines, header, Assignment(key, value))
}

// removeTable removes a table and those below it, with their comments.
func removeTable(lines []string, table []string) []string {
	var kept []string
	inside := false
	for n, line := range lines {
		if header := headerOf(line); header != nil {
			inside = len(header) >= len(table) && slices.Equal(header[:len(table)], table)
		} else if inside && strings.HasPrefix(strings.TrimSpace(line), "#") {
			inside = !aboveAnotherHeader(lines[n:], table)
		}
		if !inside {
			kept = append(kept, line)
		}
	}
	for len(kept) > 0 && strings.TrimSpace(kept[len(kept)-1]) == "" {
		kept = kept[:len(kept)-1]
	}
	return kept
}

// aboveAnotherHeader is true for comment lines that lead to the header of a
// table outside of the given one.
func aboveAnotherHeader(lines []string, table []string) bool {
	for _, line := range lines {
		if header := headerOf(line); header != nil {
			return len(header) < len(table) || !slices.Equal(header[:len(table)], table)
		}
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			return false
		}
	}
	return false
}

// section is the range of lines below a table's header; without a table, those
// before the first one. A table that is not there is an empty range at the end.
func section(lines []string, table []string) (from, to int, found bool) {
	from, found = 0, len(table) == 0
	for n, line := range lines {
		header := headerOf(line)
		switch {
		case header == nil:
		case found:
			return from, endBefore(lines, from, n), true
		case slices.Equal(header, table):
			from, found = n+1, true
		}
	}
	if !found {
		return len(lines), len(lines), false
	}
	return from, len(lines), true
}

// endBefore leaves the comment above the next header to that header.
func endBefore(lines []string, from, header int) int {
	end := header
	for end > from && strings.HasPrefix(strings.TrimSpace(lines[end-1]), "#") {
		end--
	}
	if end > from && strings.TrimSpace(lines[end-1]) == "" || end == from {
		return end
	}
	return header
}

// headerOf is the name of the table that a line begins; nil = it begins none.
func headerOf(line string) []string {
	if !strings.HasPrefix(strings.TrimSpace(line), "[") {
		return nil
	}
	meta, err := toml.Decode(line, &map[string]any{})
	if err != nil || len(meta.Keys()) == 0 {
		return nil
	}
	return meta.Keys()[len(meta.Keys())-1]
}

// assigned finds the lines that assign a key: an array may stand on several.
// at is -1 where none does.
func assigned(lines []string, key string) (at, n int) {
	for at, line := range lines {
		left, _, ok := strings.Cut(line, "=")
		if !ok || keyOf(line) != key && keyOf(left+"= 0") != key {
			continue
		}
		for n := 1; at+n <= len(lines); n++ {
			if keyOf(strings.Join(lines[at:at+n], "\n")) == key {
				return at, n
			}
		}
	}
	return -1, 0
}

// keyOf is the key that a line assigns; "" = it assigns none.
func keyOf(line string) string {
	meta, err := toml.Decode(line, &map[string]any{})
	if err != nil || len(meta.Keys()) != 1 || strings.HasPrefix(strings.TrimSpace(line), "[") {
		return ""
	}
	return meta.Keys()[0].String()
}

// commentOf is the comment behind an assignment, with the space before it.
func commentOf(line string) string {
	whole := map[string]any{}
	if _, err := toml.Decode(line, &whole); err != nil {
		return ""
	}
	for at := range len(line) {
		if line[at] != '#' {
			continue
		}
		part := map[string]any{}
		if _, err := toml.Decode(line[:at], &part); err == nil && reflect.DeepEqual(part, whole) {
			return " " + line[at:]
		}
	}
	return ""
}

// Assignment is the line that gives a key its value.
func Assignment(key string, value any) string {
	var b bytes.Buffer
	_ = toml.NewEncoder(&b).Encode(map[string]any{key: value}) // strings, bools and lists of strings always encode
	return strings.TrimRight(b.String(), "\n")
}

func tomlKey(name string) string {
	if regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(name) {
		return name
	}
	return Assignment(name, "")[:len(Assignment(name, ""))-len(` = ""`)]
}
