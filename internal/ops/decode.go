package ops

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"

	"vedette/internal/text"
)

// DecodeInput reads the JSON object of an input strictly, into what in points to:
// an unknown member is refused by name, with the nearest there is. Models write
// numbers as text and one word where a list is meant; what can only mean one
// thing is taken so.
func DecodeInput(op string, raw json.RawMessage, in any) error {
	err := decodeStrictly(raw, in)
	if err == nil {
		return nil
	}
	target := reflect.ValueOf(in).Elem()
	fields := inputFields(target.Type())
	if typ := (*json.UnmarshalTypeError)(nil); errors.As(err, &typ) {
		if mended, ok := coerced(raw, fields); ok {
			target.SetZero()
			if decodeStrictly(mended, in) == nil {
				return nil
			}
		}
		name := typ.Field[strings.LastIndexByte(typ.Field, '.')+1:] // without the embedded struct's name
		if name == "" {
			name = "what is given as arguments"
		}
		return invalid(op, lineOf(fields, name), "%s must be %s, not %s", name, schemaType(typ.Type), typ.Value)
	}
	if _, quoted, ok := strings.Cut(err.Error(), "unknown field "); ok {
		name, _ := strconv.Unquote(quoted)
		return invalid(op, lineOf(fields, text.Closest(name, namesOf(fields))), "unknown argument %q", name)
	}
	return invalid(op, lineOf(fields, ""), "the arguments are not a JSON object: %v", err)
}

func decodeStrictly(raw json.RawMessage, in any) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(in)
}

// lineOf is the line of an argument; for one that there is not, all names.
func lineOf(fields []field, name string) string {
	for _, f := range fields {
		if f.name == name {
			return f.line()
		}
	}
	return "arguments: " + strings.Join(namesOf(fields), ", ")
}

func namesOf(fields []field) []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.name)
	}
	return names
}

// coerced gives each argument the type that is asked for, where its value says
// the same in another; false when nothing could be mended.
func coerced(raw json.RawMessage, fields []field) (json.RawMessage, bool) {
	var args map[string]json.RawMessage
	if json.Unmarshal(raw, &args) != nil {
		return nil, false
	}
	mended := false
	for _, f := range fields {
		if v, given := args[f.name]; given {
			if as, ok := coerce(v, f.typ); ok {
				args[f.name], mended = as, true
			}
		}
	}
	out, err := json.Marshal(args)
	return out, mended && err == nil
}

// coerce is "10" or 10.0 as a number, "true" as a boolean, 7 as text, one word as a
// list of it, and a list or object that was put into a string.
func coerce(v json.RawMessage, t reflect.Type) (json.RawMessage, bool) {
	var s string
	isText := json.Unmarshal(v, &s) == nil
	want := schemaType(t)
	switch {
	case want == "string" && !isText:
		var n json.Number
		if json.Unmarshal(v, &n) == nil {
			return json.RawMessage(strconv.Quote(n.String())), true
		}
	case want == "integer" && !isText:
		var n float64
		if json.Unmarshal(v, &n) == nil && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return strconv.AppendInt(nil, int64(n), 10), true
		}
	case !isText:
	case want == "array" && strings.HasPrefix(strings.TrimSpace(s), "["):
		return json.RawMessage(s), json.Valid([]byte(s))
	case want == "array" && t.Elem().Kind() == reflect.String:
		return json.RawMessage("[" + string(v) + "]"), true
	case want == "boolean" || want == "integer" || want == "number":
		return json.RawMessage(s), json.Valid([]byte(s))
	}
	return nil, false
}
