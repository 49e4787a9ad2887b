package render

import (
	"errors"
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
		if err := f.Among([]string{"id", "span.op", "span.duration", "p95(span.duration)", "a.b"}); err != nil {
			t.Errorf("%s among its names: %v", c.fields, err)
		}
		if got, err := f.Project([]byte(c.raw)); err != nil || string(got) != c.want {
			t.Errorf("%s of %s: %s, %v", c.fields, c.raw, got, err)
		}
	}
}

func TestFieldsAmongNames(t *testing.T) {
	f, err := ParseFields("id,span.ops")
	if err != nil {
		t.Fatal(err)
	}
	var e *FieldError
	if err := f.Among([]string{"id", "span.op"}); !errors.As(err, &e) || e.Field != "span.ops" || len(e.Known) != 2 {
		t.Errorf("%v", err)
	}
	if err := (Fields{}).Among(nil); err != nil {
		t.Errorf("nothing selected: %v", err)
	}
}
