package sentryapi

import (
	"bytes"
	"encoding/json"
	"strconv"

	"vedette/internal/text"
)

// Value is one cell of an event table or one attribute: a string, number,
// boolean, list or null, because the type follows from the field asked for.
type Value struct {
	text text.Untrusted // the string, or compact JSON of anything else
	bare bool           // text is JSON and not a string
}

// ValueOf is a string as a Value.
func ValueOf(s string) Value { return Value{text: text.From(s)} }

// Text is the string, or the JSON of anything else; empty for null.
func (v Value) Text() text.Untrusted { return v.text }

// String is the safe form on one line.
func (v Value) String() string { return v.text.String() }

// IsZero is true for null, a missing field and the empty string.
func (v Value) IsZero() bool { return v.text.IsZero() }

// Number is the value of a number or of a numeric string.
func (v Value) Number() (float64, bool) {
	n, err := strconv.ParseFloat(v.text.Raw(), 64)
	return n, err == nil
}

// Time is the value as an instant, in the forms that Time reads; zero when it
// is none.
func (v Value) Time() Time {
	t, ok := parseTime(v.text.Raw())
	if !ok || t.Year() < 1 || t.Year() > 9999 {
		return Time{}
	}
	return Time{t}
}

// List is the members of a list; a single value is a list of one, null is none.
func (v Value) List() []Value {
	if v.IsZero() {
		return nil
	}
	if !v.bare {
		return []Value{v}
	}
	items, err := elements([]byte(v.text.Raw()))
	if err != nil {
		return []Value{v}
	}
	list := make([]Value, 0, len(items))
	for _, item := range items {
		var one Value
		if one.UnmarshalJSON(item) == nil {
			list = append(list, one)
		}
	}
	return list
}

// MarshalJSON gives the value with the type it came with.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case !v.bare:
		return v.text.MarshalJSON()
	case v.text.IsZero():
		return []byte("null"), nil
	}
	return []byte(v.text.Raw()), nil
}

// UnmarshalJSON reads any JSON value.
func (v *Value) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if !json.Valid(data) {
		return strconv.ErrSyntax
	}
	v.bare = data[0] != '"'
	return v.text.UnmarshalJSON(data)
}

// Values are named values: a row of a table, the attributes of a span.
type Values map[string]Value

// flat gives the members of objects dotted names of their own.
func (v Values) flat() Values {
	out := make(Values, len(v))
	for name, value := range v {
		var below Values
		if !value.bare || json.Unmarshal([]byte(value.text.Raw()), &below) != nil || below == nil {
			out[name] = value
			continue
		}
		for part, inner := range below {
			out[name+"."+part] = inner
		}
	}
	return out
}
