package render

import (
	"reflect"
	"testing"
)

// cell is a value with a JSON of its own, as the cells of event tables are.
type cell string

func (c cell) MarshalText() ([]byte, error) { return []byte(c), nil }

func TestFieldsWhoseNamesHaveDots(t *testing.T) {
	for _, c := range []struct{ fields, raw, want string }{
		{"span.op,id", `{"id":"1","span.op":"db"}`, `{"span.op":"db","id":"1"}`},
		{"span.op,span.duration", `{"span.duration":2,"span.op":"db"}`, `{"span.op":"db","span.duration":2}`},
		{"p95(span.duration)", `{"p95(span.duration)":2}`, `{"p95(span.duration)":2}`},
		{"a.b", `{"a":{"b":1},"a.b":2}`, `{"a":{"b":1}}`},
		{"a.b", `{"c":1}`, `{"a":null}`},
	} {
		f, err := ParseFields(c.fields)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Check(reflect.TypeFor[map[string]cell]()); err != nil {
			t.Errorf("%s: %v", c.fields, err)
		}
		if got, err := f.Project([]byte(c.raw)); err != nil || string(got) != c.want {
			t.Errorf("%s of %s: %s, %v", c.fields, c.raw, got, err)
		}
	}
}
