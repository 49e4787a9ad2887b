package render

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Fields is a selection of JSON members, "id" or "project.slug"; its order is
// the order of the output. A path through a list picks from each element. The
// zero value selects everything.
type Fields struct{ picks []pick }

type pick struct {
	name  string
	below Fields // empty = the whole value
}

// FieldError is a field that a value does not have.
type FieldError struct {
	Field string
	Known []string // the ones it has, in the order of the output
}

// Error names the field.
func (e *FieldError) Error() string { return fmt.Sprintf("unknown field %q", e.Field) }

// ParseFields reads "id,title,project.slug". Naming a member and a part of it
// selects the whole member.
func ParseFields(s string) (Fields, error) {
	var f Fields
	for _, path := range strings.Split(s, ",") {
		names := strings.Split(strings.TrimSpace(path), ".")
		if slices.Contains(names, "") {
			return Fields{}, fmt.Errorf("%q is not a list of fields like id,title,project.slug", s)
		}
		f.add(names)
	}
	return f, nil
}

func (f *Fields) add(names []string) {
	at := slices.IndexFunc(f.picks, func(p pick) bool { return p.name == names[0] })
	switch {
	case at < 0:
		p := pick{name: names[0]}
		if len(names) > 1 {
			p.below.add(names[1:])
		}
		f.picks = append(f.picks, p)
	case len(names) == 1:
		f.picks[at].below = Fields{}
	case len(f.picks[at].below.picks) > 0:
		f.picks[at].below.add(names[1:])
	}
}

// All reports whether nothing was selected, which means everything.
func (f Fields) All() bool { return len(f.picks) == 0 }

// Check looks for each field in the JSON form of a type.
func (f Fields) Check(t reflect.Type) error { return f.check(t, "") }

// Among looks for each field in a list of names, which may have dots in them.
func (f Fields) Among(known []string) error {
	for _, p := range f.picks {
		names := []string{p.name}
		if !p.below.All() {
			names = p.below.paths(p.name)
		}
		for _, name := range names {
			if !slices.Contains(known, name) {
				return &FieldError{Field: name, Known: known}
			}
		}
	}
	return nil
}

func (f Fields) check(t reflect.Type, prefix string) error {
	raw := reflect.TypeFor[json.RawMessage]()
	for t.Kind() == reflect.Pointer || t != raw && !marshals(t) && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) {
		t = t.Elem()
	}
	switch {
	case f.All(), t.Kind() == reflect.Interface, t == raw:
		return nil
	case !marshals(t) && t.Kind() == reflect.Map && marshals(t.Elem()):
		return nil // names with dots in them: "span.op"
	case !marshals(t) && t.Kind() == reflect.Map:
		for _, p := range f.picks {
			if err := p.below.check(t.Elem(), prefix+p.name+"."); err != nil {
				return err
			}
		}
		return nil
	}
	members := map[string]reflect.Type{}
	var known []string
	if !marshals(t) && t.Kind() == reflect.Struct {
		known = jsonMembers(t, members)
	}
	for _, p := range f.picks {
		member, ok := members[p.name]
		if !ok {
			for n := range known {
				known[n] = prefix + known[n]
			}
			return &FieldError{Field: prefix + p.name, Known: known}
		}
		if err := p.below.check(member, prefix+p.name+"."); err != nil {
			return err
		}
	}
	return nil
}

// marshals is true for types whose JSON is their own affair: a leaf.
func marshals(t reflect.Type) bool {
	for _, i := range []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()} {
		if t.Implements(i) || reflect.PointerTo(t).Implements(i) {
			return true
		}
	}
	return false
}

// jsonMembers are the members encoding/json gives a struct, embedded ones
// included, in order.
func jsonMembers(t reflect.Type, types map[string]reflect.Type) (names []string) {
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() || f.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		if _, known := types[name]; !known {
			types[name] = f.Type
			names = append(names, name)
		}
	}
	return names
}

// Project reduces valid JSON to the selection. A member that is left out of
// the JSON (empty values are) becomes null, so that rows keep one shape.
func (f Fields) Project(raw []byte) ([]byte, error) {
	var b bytes.Buffer
	if err := f.project(&b, raw); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (f Fields) project(b *bytes.Buffer, raw []byte) error {
	raw = bytes.TrimSpace(raw)
	switch {
	case f.All() || len(raw) == 0:
		b.Write(raw)
		return nil
	case raw[0] == '[':
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return fmt.Errorf("select fields: %w", err)
		}
		b.WriteByte('[')
		for n, item := range items {
			if n > 0 {
				b.WriteByte(',')
			}
			if err := f.project(b, item); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	case raw[0] != '{':
		b.Write(raw)
		return nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return fmt.Errorf("select fields: %w", err)
	}
	b.WriteByte('{')
	for n, p := range f.resolve(members) {
		if n > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(p.name)
		if err != nil {
			return err
		}
		b.Write(name)
		b.WriteByte(':')
		value, ok := members[p.name]
		if !ok {
			b.WriteString("null")
			continue
		}
		if err := p.below.project(b, value); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// resolve prefers a member whose own name has the dots ("span.op") to a member
// of a member.
func (f Fields) resolve(members map[string]json.RawMessage) []pick {
	var out []pick
	for _, p := range f.picks {
		if _, ok := members[p.name]; ok || p.below.All() {
			out = append(out, p)
			continue
		}
		found := false
		for _, path := range p.below.paths(p.name) {
			if _, ok := members[path]; ok {
				found = true
				out = append(out, pick{name: path})
			}
		}
		if !found {
			out = append(out, p)
		}
	}
	return out
}

// paths are the names selected, in full.
func (f Fields) paths(prefix string) []string {
	var all []string
	for _, p := range f.picks {
		full := prefix + "." + p.name
		if p.below.All() {
			all = append(all, full)
			continue
		}
		all = append(all, p.below.paths(full)...)
	}
	return all
}
