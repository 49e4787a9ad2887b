package config

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/rogpeppe/go-internal/lockedfile"

	"vedette/internal/config/atomicfile"
)

// Change is one change of the user's file. Key is "default_profile", "tui.SETTING", "tui.keys.COMMAND",
// "alias.NAME", "profile.NAME.SETTING", or "profile.NAME" for the whole table. Value is a
// string or a bool; nil removes the key.
type Change struct {
	Key   string
	Value any
}

// Edit changes the user's file and leaves the rest of it, comments included,
// as it was written. A file that does not hold what was asked for after the
// change, or could not be read before, is left alone.
func (p Paths) Edit(changes ...Change) error {
	path := p.UserFile()
	if err := os.MkdirAll(p.Config, 0o700); err != nil {
		return unusable(path, "check the permissions of "+p.Config, "it cannot be written: %v", err)
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(p.Config, "config.lock")).Lock()
	if err != nil {
		return unusable(path, "check the permissions of "+p.Config, "it cannot be written: %v", err)
	}
	defer unlock()
	if _, err := readUserFile(path); err != nil {
		return err
	}
	old, err := readSmall(path)
	if err != nil {
		return err
	}
	edited, err := edit(string(old), changes)
	if err != nil {
		return unusable(path, "change it in an editor", "%v", err)
	}
	if edited == string(old) {
		return nil
	}
	if err := atomicfile.Write(path, []byte(edited), 0o600); err != nil {
		return unusable(path, "check its permissions", "it cannot be written: %v", err)
	}
	return nil
}

// edit makes the changes line by line, and checks with the TOML reader that
// the result means what was asked for.
func edit(doc string, changes []Change) (string, error) {
	want := map[string]any{}
	if _, err := toml.Decode(doc, &want); err != nil {
		return "", err
	}
	lines := strings.Split(strings.TrimSuffix(doc, "\n"), "\n")
	if doc == "" {
		lines = nil
	}
	for _, c := range changes {
		table, key := splitKey(c.Key)
		apply(want, table, key, c.Value)
		lines = editLines(lines, table, key, c.Value)
	}
	out := strings.Join(lines, "\n")
	if out != "" {
		out += "\n"
	}
	got := map[string]any{}
	if _, err := toml.Decode(out, &got); err != nil || !reflect.DeepEqual(prune(got), prune(want)) {
		return "", fmt.Errorf("vedette cannot change %s in a file written like this", changes[0].Key)
	}
	return out, nil
}

// splitKey is the table and the key of "profile.NAME.SETTING"; without a key
// it is the whole table. Names of profiles may hold dots.
func splitKey(full string) (table []string, key string) {
	if name, ok := strings.CutPrefix(full, "alias."); ok {
		return []string{"alias"}, name
	}
	if name, ok := strings.CutPrefix(full, "tui.keys."); ok {
		return []string{"tui", "keys"}, name
	}
	if name, ok := strings.CutPrefix(full, "tui."); ok {
		return []string{"tui"}, name
	}
	rest, ok := strings.CutPrefix(full, "profile.")
	if !ok {
		return nil, full
	}
	at := strings.LastIndexByte(rest, '.')
	if at > 0 && slices.Contains(profileKeys(), rest[at+1:]) {
		return []string{"profile", rest[:at]}, rest[at+1:]
	}
	return []string{"profile", rest}, ""
}

// profileKeys are the settings of a profile that can be changed one by one.
func profileKeys() []string {
	return []string{"url", "login", "token", "org", "project", "environment", "read_only", "client_id", "ca_cert"}
}

func apply(doc map[string]any, table []string, key string, value any) {
	if key == "" {
		doc, table, key, value = descend(doc, table[:1]), nil, table[1], nil
	}
	in := descend(doc, table)
	if value == nil {
		delete(in, key)
		return
	}
	in[key] = value
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
	at := slices.IndexFunc(lines[from:to], func(line string) bool { return keyOf(line) == key })
	switch {
	case at >= 0 && value == nil:
		return slices.Delete(slices.Clone(lines), from+at, from+at+1)
	case at >= 0:
		lines = slices.Clone(lines)
		lines[from+at] = assignment(key, value) + commentOf(lines[from+at])
		return lines
	case value == nil:
		return lines
	case found:
		end := to
		for end > from && strings.TrimSpace(lines[end-1]) == "" {
			end--
		}
		lines = slices.Insert(slices.Clone(lines), end, assignment(key, value))
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
	return append(lines, header, assignment(key, value))
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

func assignment(key string, value any) string {
	var b bytes.Buffer
	_ = toml.NewEncoder(&b).Encode(map[string]any{key: value}) // strings and bools always encode
	return strings.TrimRight(b.String(), "\n")
}

func tomlKey(name string) string {
	if regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(name) {
		return name
	}
	return assignment(name, "")[:len(assignment(name, ""))-len(` = ""`)]
}
