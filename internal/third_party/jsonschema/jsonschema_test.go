package jsonschema

import (
	"errors"
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	doc, err := UnmarshalJSON(strings.NewReader(`{"type":"object","additionalProperties":false,"required":["a"],"properties":{"a":{"type":"integer","maximum":3}}}`))
	if err != nil {
		t.Fatal(err)
	}
	c := NewCompiler()
	if err := c.AddResource("mem:///x", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mem:///x")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]bool{`{"a":1}`: true, `{"a":4}`: false, `{"a":"1"}`: false, `{}`: false, `{"a":1,"b":2}`: false, `[]`: false} {
		v, err := UnmarshalJSON(strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		err = s.Validate(v)
		if (err == nil) != want {
			t.Errorf("%s: %v", in, err)
		}
		if v := (*ValidationError)(nil); err != nil && (!errors.As(err, &v) || v.ErrorKind == nil) {
			t.Errorf("%s: %T", in, err)
		}
	}
	if _, err := UnmarshalJSON(strings.NewReader(`{} {}`)); err == nil {
		t.Error("two values were taken for one")
	}
}
