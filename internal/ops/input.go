package ops

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// Inputs describe themselves by struct tags, read here for every face alike:
//
//	json        the argument's name, Sentry's own where it has one
//	jsonschema  one line of help
//	enum        the words allowed, comma separated
//	default     shown in the schema; the operation applies it
//	max         largest number allowed; the smallest is 1
//
// so that a schema and the check behind it cannot drift apart.

// InputSchema is the JSON schema of an operation's input; unknown members are
// not allowed.
func (op Operation) InputSchema() (*jsonschema.Schema, error) {
	s, err := jsonschema.ForType(op.In, nil)
	if err != nil {
		return nil, fmt.Errorf("input schema of %s: %w", op.Name, err)
	}
	for _, f := range inputFields(op.In) {
		p := s.Properties[f.name]
		if p == nil {
			continue
		}
		p.Types, p.Type = nil, schemaType(f.typ)
		target := p
		if p.Type == "array" && f.typ.Elem().Kind() == reflect.String {
			p.Items = &jsonschema.Schema{Type: "string"}
			target = p.Items
		}
		for _, w := range f.enum {
			target.Enum = append(target.Enum, w)
		}
		if f.max > 0 {
			p.Maximum = jsonschema.Ptr(float64(f.max))
		}
		if f.def != "" {
			p.Default = defaultJSON(f.typ, f.def)
		}
	}
	return s, nil
}

func schemaType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "array"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Struct, reflect.Map:
		return "object"
	default:
		return "string"
	}
}

func defaultJSON(t reflect.Type, def string) json.RawMessage {
	if t.Kind() == reflect.String {
		return json.RawMessage(strconv.Quote(def))
	}
	return json.RawMessage(def)
}

// field is one member of an input, embedded structs flattened.
type field struct {
	name     string
	typ      reflect.Type
	index    []int
	enum     []string
	def      string
	max      int
	help     string
	required bool
}

func inputFields(t reflect.Type) []field {
	var out []field
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" || name == "-" {
			continue
		}
		typ := f.Type
		if typ.Kind() == reflect.Pointer { // a pointer tells "left out" from "empty"
			typ = typ.Elem()
		}
		fd := field{name: name, typ: typ, index: f.Index, def: f.Tag.Get("default"), help: f.Tag.Get("jsonschema"), required: !strings.Contains(options, "omit")}
		if words := f.Tag.Get("enum"); words != "" {
			fd.enum = strings.Split(words, ",")
		}
		fd.max, _ = strconv.Atoi(f.Tag.Get("max"))
		out = append(out, fd)
	}
	return out
}

// line is the argument in one line, as errors and the search for tools show it:
// "limit (integer; from 1 to 100; default 25): help".
func (f field) line() string {
	kind := schemaType(f.typ)
	if kind == "array" {
		kind += " of " + schemaType(f.typ.Elem())
	}
	facts := []string{kind}
	if f.required {
		facts = append(facts, "required")
	}
	if f.enum != nil {
		facts = append(facts, "one of "+strings.Join(f.enum, ", "))
	}
	if f.max > 0 {
		facts = append(facts, fmt.Sprintf("from 1 to %d", f.max))
	}
	if f.def != "" {
		facts = append(facts, "default "+f.def)
	}
	line := f.name + " (" + strings.Join(facts, "; ") + ")"
	if f.help != "" {
		line += ": " + f.help
	}
	return line
}

// Arguments are the names of the operation's input, in the order they are shown.
func (op Operation) Arguments() []string {
	var names []string
	for _, f := range inputFields(op.In) {
		names = append(names, f.name)
	}
	return names
}

// ArgumentLines describe the operation's input, a line per argument, without
// those that can have one value only.
func (op Operation) ArgumentLines(c Constraints) []string {
	var lines []string
	for _, f := range inputFields(op.In) {
		if len(c.of(f.name)) == 1 {
			continue
		}
		lines = append(lines, f.line())
	}
	return lines
}

// checkInput refuses words outside an enum and numbers outside their range.
func checkInput(op string, in any) error {
	v := reflect.ValueOf(in)
	for _, f := range inputFields(v.Type()) {
		fv := v.FieldByIndex(f.index)
		for _, word := range words(fv) {
			if f.enum != nil && word != "" && !slices.Contains(f.enum, word) {
				return invalid(op, "one of: "+strings.Join(f.enum, ", "), "%s cannot be %q", f.name, word)
			}
		}
		if f.max > 0 && fv.CanInt() && (fv.Int() < 0 || fv.Int() > int64(f.max)) {
			return invalid(op, fmt.Sprintf("a number from 1 to %d", f.max), "%s cannot be %d", f.name, fv.Int())
		}
	}
	return nil
}

func words(v reflect.Value) []string {
	switch x := v.Interface().(type) {
	case string:
		return []string{x}
	case []string:
		return x
	default:
		return nil
	}
}
