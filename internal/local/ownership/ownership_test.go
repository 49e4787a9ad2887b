package ownership

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// documented is the example of Sentry's API reference.
const documented = "path:src/views/checkout jane.smith@org.com \nurl:https://example.com/checkout jane.smith@org.com\ntags.transaction:/checkout/:page jane.smith@org.com"

func TestParse(t *testing.T) {
	rules, err := Parse(documented)
	if err != nil {
		t.Fatal(err)
	}
	jane := []Owner{{Type: User, Name: "jane.smith@org.com"}}
	want := []Rule{
		{Matcher{"path", "src/views/checkout"}, jane}, {Matcher{"url", "https://example.com/checkout"}, jane},
		{Matcher{"tags.transaction", "/checkout/:page"}, jane},
	}
	if !slices.EqualFunc(rules, want, func(a, b Rule) bool { return a.Matcher == b.Matcher && slices.Equal(a.Owners, b.Owners) }) {
		t.Errorf("%v, want %v", rules, want)
	}
	rules, err = Parse("# who owns what\r\n\n  path:\"src/a b/*\"\t#Shop ann@x.org\r\n")
	if err != nil || len(rules) != 1 {
		t.Fatalf("%v, %v", rules, err)
	}
	if r := rules[0]; r.Matcher.Pattern != "src/a b/*" || !slices.Equal(r.Owners, []Owner{{Type: Team, Name: "shop"}, {Type: User, Name: "ann@x.org"}}) {
		t.Errorf("%+v", r)
	}
}

func TestParseErrors(t *testing.T) {
	for raw, want := range map[string]SyntaxError{
		"path:a #b\nsrc/* #b":  {Line: 2, Column: 1},
		"tags.:x #b":           {Line: 1, Column: 1},
		`  path:"a #b`:         {Line: 1, Column: 8},
		"path:a":               {Line: 1, Column: 7},
		"path: #b":             {Line: 1, Column: 6},
		"path:a #b nobody":     {Line: 1, Column: 11},
		"path:a #":             {Line: 1, Column: 8},
		"\n\nurl:x a@b.c\nurl": {Line: 4, Column: 1},
	} {
		_, err := Parse(raw)
		var got *SyntaxError
		if !errors.As(err, &got) || got.Line != want.Line || got.Column != want.Column || got.Reason == "" {
			t.Errorf("%q: %v, want line %d, column %d", raw, err, want.Line, want.Column)
		}
	}
}

func TestMatch(t *testing.T) {
	event := Event{
		Paths: []string{"shop/cart.py", "/srv/shop/cart.py", `C:\shop\Main.cs`}, Modules: []string{"shop.cart"}, URL: "http://shop.test/checkout?a=1",
		Tag: func(key string) string { return map[string]string{"region": "eu-1"}[key] },
	}
	for raw, want := range map[string]string{
		"path:shop/* #a":                            "#a",
		"path:cart.py #a":                           "", // the whole path, as in Sentry
		"path:*CART.py #a":                          "#a",
		"path:c:/shop/main.c? #a":                   "#a",
		"codeowners:cart.py #a":                     "#a",
		"codeowners:/shop/ #a":                      "#a",
		"module:shop.* a@b.c":                       "a@b.c",
		"url:*://shop.test/* #a":                    "#a",
		"url:http://shop.test/ #a":                  "",
		"tags.region:eu-* #a":                       "#a",
		"tags.other:* #a":                           "",
		"path:shop/* #a\nmodule:* #b #a":            "#b #a", // the last rule first
		"path:shop/* #a #b\nurl:* c@d.e":            "c@d.e #a #b",
		"path:" + strings.Repeat("*a", 500) + " #a": "",
	} {
		rules, err := Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range Match(rules, event) {
			got = append(got, s.Owner.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%.40q: %v, want %q", raw, got, want)
		}
	}
	if Match([]Rule{{Matcher: Matcher{Type: "tags.x", Pattern: "*"}}}, Event{}) != nil {
		t.Error("an event without tags matches a rule on tags")
	}
}

// FuzzParse holds that rules that were read say the same when written again.
func FuzzParse(f *testing.F) {
	f.Add(documented)
	f.Add("path:\"a b\" #t\n#c\ntags.x:* a@b.c")
	f.Fuzz(func(t *testing.T, raw string) {
		rules, err := Parse(raw)
		if err != nil {
			var bad *SyntaxError
			if !errors.As(err, &bad) || bad.Line < 1 || bad.Column < 1 {
				t.Fatalf("%v", err)
			}
			return
		}
		for _, r := range rules {
			line := r.Matcher.Type + `:"` + r.Matcher.Pattern + `"`
			for _, o := range r.Owners {
				line += " " + o.String()
			}
			if strings.Contains(r.Matcher.Pattern, `"`) {
				continue // can be written without quotes only
			}
			again, err := Parse(line)
			if err != nil || len(again) != 1 || again[0].Matcher != r.Matcher || !slices.Equal(again[0].Owners, r.Owners) {
				t.Fatalf("%q: %v, %v, want %v", line, again, err, r)
			}
			Match(rules, Event{Paths: []string{raw}, URL: raw, Tag: func(string) string { return raw }})
		}
	})
}
