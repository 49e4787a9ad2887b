package store

import (
	"database/sql/driver"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

func TestAttribute(t *testing.T) {
	const object = `{"a":"x","b.c":-1.5,"d":{"a":[1,"}"]},"e":true,"f":null,"g\"h":"say \"hi\"","n":"42","z":7}`
	tests := []struct {
		name          string
		value, number driver.Value
	}{
		{"a", "x", nil}, {"b.c", -1.5, -1.5}, {"d", `{"a":[1,"}"]}`, nil}, {"e", "true", nil}, {"f", nil, nil},
		{`g"h`, `say "hi"`, nil}, {"n", "42", int64(42)}, {"z", int64(7), int64(7)}, {"absent", nil, nil}, {"", nil, nil},
	}
	for _, tt := range tests {
		value, err1 := attribute(nil, []driver.Value{object, tt.name})
		number, err2 := attributeNumber(nil, []driver.Value{object, tt.name})
		if value != tt.value || number != tt.number || err1 != nil || err2 != nil {
			t.Errorf("%q: %v and as a number %v, want %v and %v", tt.name, value, number, tt.value, tt.number)
		}
	}
	for _, broken := range []string{"", "{", `{"a`, `{"a":`, `{"a"}`, "null", "[]"} {
		if value, _ := attribute(nil, []driver.Value{broken, "a"}); value != nil {
			t.Errorf("%s has a: %v", broken, value)
		}
	}
}

// FuzzAttribute compares with encoding/json, on what is stored: objects that it wrote.
func FuzzAttribute(f *testing.F) {
	f.Add("key", "value", 1.5, "other")
	f.Add(`q"\`, "}{][,:\"", -0.25, "\u2028")
	f.Fuzz(func(t *testing.T, key, text string, number float64, other string) {
		if !utf8.ValidString(key) || !utf8.ValidString(other) {
			t.Skip() // two of them can become one name
		}
		want := map[string]any{other: []any{text, map[string]any{key: number}}, key + "n": number, key: text}
		raw, err := json.Marshal(want)
		if err != nil {
			t.Skip()
		}
		var back map[string]any
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatal(err)
		}
		for name, v := range back {
			got, _ := attribute(nil, []driver.Value{string(raw), name})
			n, whole := got.(int64)
			switch v := v.(type) {
			case string:
				if got != v {
					t.Errorf("%q in %s is %v", name, raw, got)
				}
			case float64:
				if got != v && !(whole && float64(n) == v) {
					t.Errorf("%q in %s is %v", name, raw, got)
				}
			}
		}
		_, _ = member(text, key) // never panics
	})
}
