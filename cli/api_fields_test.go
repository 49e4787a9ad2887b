package cli

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func noFile(string) ([]byte, error) { return nil, errors.New("no such file") }

func TestReadFields(t *testing.T) {
	file := func(name string) ([]byte, error) { return []byte("in " + name), nil }
	for _, c := range []struct{ raw, typed, want string }{
		{"a=1", "", `{"a":"1"}`},
		{"a=", "", `{"a":""}`},
		{"a=b=c", "", `{"a":"b=c"}`},
		{"", "a=1 b=true c=null d=x e=-5 f=1.5", `{"a":1,"b":true,"c":null,"d":"x","e":-5,"f":"1.5"}`},
		{"", "a=@f.txt", `{"a":"in f.txt"}`},
		{"a[b][c]=1 a[b][d]=2", "", `{"a":{"b":{"c":"1","d":"2"}}}`},
		{"a[]=1 a[]=2", "", `{"a":["1","2"]}`},
		{"a[][k]=1 a[][k]=2", "", `{"a":[{"k":"1"},{"k":"2"}]}`},
	} {
		fields, err := readFields(strings.Fields(c.raw), strings.Fields(c.typed), file)
		if got, _ := json.Marshal(fields); err != nil || string(got) != c.want {
			t.Errorf("%s %s: %s (%v), want %s", c.raw, c.typed, got, err, c.want)
		}
	}
	for _, bad := range []string{"a", "=1", "[b]=1", "a[b=1", "a[b]c=1", "a=1 a[b]=2", "a=1 a[]=2", "a[b]=1 a=2"} {
		if fields, err := readFields(strings.Fields(bad), nil, noFile); err == nil {
			t.Errorf("%q is taken as %v", bad, fields)
		}
	}
	if _, err := readFields(nil, []string{"a=@missing"}, noFile); err == nil {
		t.Error("a file that is not there is taken")
	}
}

func TestQueryOf(t *testing.T) {
	fields, err := readFields([]string{"project[]=1", "project[]=2", "query=is:unresolved level:error"}, []string{"limit=5"}, noFile)
	if err != nil {
		t.Fatal(err)
	}
	if got := queryOf(fields).Encode(); got != "limit=5&project=1&project=2&query=is%3Aunresolved+level%3Aerror" {
		t.Error(got)
	}
}

func FuzzReadFields(f *testing.F) {
	for _, s := range []string{"a=1", "a[b]=1", "a[][b]=1", "a[", "]=", "a[]x=1", "a[b][]=@x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, pair string) {
		fields, err := readFields([]string{pair}, []string{pair + "x"}, noFile)
		if err == nil {
			if _, err := json.Marshal(fields); err != nil {
				t.Errorf("%q: %v", pair, err)
			}
		}
	})
}
