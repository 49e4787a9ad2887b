package sentryapi

import "testing"

func TestPageCursors(t *testing.T) {
	cases := []struct {
		name       string
		headers    []string
		next, prev string
	}{
		{"first page", []string{`<https://s/api/0/x/?cursor=0:0:1>; rel="previous"; results="false"; cursor="0:0:1", <https://s/api/0/x/?cursor=0:25:0>; rel="next"; results="true"; cursor="0:25:0"`}, "0:25:0", ""},
		{"middle", []string{`<u>; rel="previous"; results="true"; cursor="1:0:1", <u>; rel="next"; results="true"; cursor="1:2:0"`}, "1:2:0", "1:0:1"},
		{"last", []string{`<u>; rel="previous"; results="true"; cursor="p", <u>; rel="next"; results="false"; cursor="n"`}, "", "p"},
		{"commas and semicolons in the URL", []string{`<https://s/?query=a,b;c="x",rel=next>; rel="previous"; results="false"; cursor="p", <https://s/?query=a,"b;>; rel="next"; results="true"; cursor="n"`}, "n", ""},
		{"comma inside quotes", []string{`<u>; title="a, <b>; rel=x"; rel="next"; results="true"; cursor="1,2"`}, "1,2", ""},
		{"no quotes", []string{`<u>;rel=next;results=true;cursor=1:2:0`}, "1:2:0", ""},
		{"single quotes and spaces", []string{`<u> ; rel = 'next' ; results = 'TRUE' ; cursor = '7' `}, "7", ""},
		{"names in capitals", []string{`<u>; REL="Next"; Results="True"; CURSOR="7"`}, "7", ""},
		{"cursor only in the URL", []string{`<https://s/?a=b&cursor=0%3A5%3A0>; rel="next"; results="true"`}, "0:5:0", ""},
		{"two headers", []string{`<u>; rel="previous"; results="true"; cursor="p"`, `<u>; rel="next"; results="true"; cursor="n"`}, "n", "p"},
		{"results missing", []string{`<u>; rel="next"; cursor="n"`}, "", ""},
		{"none", nil, "", ""},
		{"garbage", []string{`<u`, `;;;,,<<>>`, `<u>; cursor="unfinished`}, "", ""},
	}
	for _, tt := range cases {
		if next, prev := pageCursors(tt.headers); next != tt.next || prev != tt.prev {
			t.Errorf("%s: next %q, previous %q, want %q, %q", tt.name, next, prev, tt.next, tt.prev)
		}
	}
}
