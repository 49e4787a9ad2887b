package query

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func testNow() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

func values(raw ...string) []Value {
	vs := make([]Value, len(raw))
	for i, r := range raw {
		vs[i] = newValue(r)
	}
	return vs
}

func phrase(raw string) Term {
	v := newValue(raw)
	v.open()
	return Term{FreeText: true, Values: []Value{v}}
}

func num(raw string, n float64) []Value {
	v := newValue(raw)
	v.Number, v.IsNumber = n, true
	return []Value{v}
}

func at(s string) []Value {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return []Value{newTime(t.UTC())}
}

// parsed is a search and the terms it stands for.
type parsed struct {
	in   string
	want []Term
}

func TestParseFields(t *testing.T) {
	checkParse(t, []parsed{
		{"", nil},
		{"  \t\n ", nil},
		{`""`, nil},
		{"is:unresolved", []Term{{Key: KeyIs, Values: values(IsUnresolved)}}},
		{"!is:Ignored is:muted", []Term{{Key: KeyIs, Negated: true, Values: values(IsArchived)}, {Key: KeyIs, Values: values(IsArchived)}}},
		{"is:until_escalating is:needs_review", []Term{{Key: KeyIs, Values: values(IsArchivedUntilEscalating)}, {Key: KeyIs, Values: values(IsForReview)}}},
		{"level:error", []Term{{Key: "level", Values: values("error")}}},
		{"!level:error", []Term{{Key: "level", Negated: true, Values: values("error")}}},
		{"level:!=error", []Term{{Key: "level", Negated: true, Values: values("error")}}},
		{"!level:!=error", []Term{{Key: "level", Values: values("error")}}},
		{"level:[error, fatal]", []Term{{Key: "level", Values: values("error", "fatal")}}},
		{`!release:[1.0,"a, b"]`, []Term{{Key: "release", Negated: true, Values: values("1.0", "a, b")}}},
		{"shop:eu", []Term{{Key: "shop", Tag: true, Values: values("eu")}}},
		{"tags[level]:x", []Term{{Key: "level", Tag: true, Values: values("x")}}},
		{`"a:b":c`, []Term{{Key: "a:b", Tag: true, Values: values("c")}}},
		{"shop:>5", []Term{{Key: "shop", Tag: true, Values: values(">5")}}},
		{"release:>1.0", []Term{{Key: "release", Values: values(">1.0")}}},
		{"release.version:>=1.2.3", []Term{{Key: KeyReleaseVersion, Op: Gte, Values: values("1.2.3")}}},
		{"!release.version:>=1.2.3", []Term{{Key: KeyReleaseVersion, Op: Lt, Values: values("1.2.3")}}},
		{"assigned.to:me bookmarks:me", []Term{{Key: KeyAssigned, Values: values("me")}, {Key: KeyBookmarks, Values: values("me")}}},
		{"assigned:#backend first-release:latest", []Term{{Key: KeyAssigned, Values: values("#backend")}, {Key: KeyFirstRelease, Values: values("latest")}}},
		{"user.email:*@example.com", []Term{{Key: "user.email", Values: values("*@example.com")}}},
		{"priority:high", []Term{{Key: KeyPriority, Values: values("high")}}},
	})
}

func TestParsePresenceNumbersAndDates(t *testing.T) {
	checkParse(t, []parsed{
		{"has:release", []Term{{Key: "release", Has: true}}},
		{"!has:first_release", []Term{{Key: KeyFirstRelease, Has: true, Negated: true}}},
		{"has:shop has:tags[level]", []Term{{Key: "shop", Tag: true, Has: true}, {Key: "level", Tag: true, Has: true}}},
		{`shop:"" !shop:""`, []Term{{Key: "shop", Tag: true, Has: true, Negated: true}, {Key: "shop", Tag: true, Has: true}}},

		{"timesSeen:>5k", []Term{{Key: KeyTimesSeen, Op: Gt, Values: num("5k", 5000)}}},
		{"times_seen:1.5m", []Term{{Key: KeyTimesSeen, Values: num("1.5m", 1.5e6)}}},
		{"!timesSeen:<=2b", []Term{{Key: KeyTimesSeen, Op: Gt, Values: num("2b", 2e9)}}},
		{"timesSeen:!=1", []Term{{Key: KeyTimesSeen, Negated: true, Values: num("1", 1)}}},

		{"age:-24h", []Term{{Key: KeyFirstSeen, Op: Gte, Values: at("2026-03-09T12:00:00Z")}}},
		{"firstSeen:+3d", []Term{{Key: KeyFirstSeen, Op: Lte, Values: at("2026-03-07T12:00:00Z")}}},
		{"!last_seen:-30m", []Term{{Key: KeyLastSeen, Op: Lt, Values: at("2026-03-10T11:30:00Z")}}},
		{"lastSeen:-2w", []Term{{Key: KeyLastSeen, Op: Gte, Values: at("2026-02-24T12:00:00Z")}}},
		{"lastSeen:>2026-03-01T10:00:00+02:00", []Term{{Key: KeyLastSeen, Op: Gt, Values: at("2026-03-01T08:00:00Z")}}},
		{"first_seen:<=2026-03-01", []Term{{Key: KeyFirstSeen, Op: Lte, Values: at("2026-03-01T00:00:00Z")}}},
		{"firstSeen:2026-03-01", []Term{
			{Key: KeyFirstSeen, Op: Gte, Values: at("2026-03-01T00:00:00Z")}, {Key: KeyFirstSeen, Op: Lt, Values: at("2026-03-02T00:00:00Z")},
		}},
		{"event.timestamp:2026-03-01T12:00:00", []Term{
			{Key: KeyTimestamp, Op: Gte, Values: at("2026-03-01T11:55:00Z")}, {Key: KeyTimestamp, Op: Lt, Values: at("2026-03-01T12:06:00Z")},
		}},
		{"error.handled:1 !error.unhandled:true", []Term{{Key: KeyErrorHandled, Values: values("true")}, {Key: KeyErrorUnhandled, Values: values("false")}}},
	})
}

func TestParseText(t *testing.T) {
	message := phrase("boom")
	message.FreeText, message.Key = false, KeyMessage
	checkParse(t, []parsed{
		{"boom", []Term{phrase("boom")}},
		{"message:boom", []Term{message}},
		{"cannot  read property level:error", []Term{phrase("cannot  read property"), {Key: "level", Values: values("error")}}},
		{`level:error "a b" c`, []Term{{Key: "level", Values: values("error")}, phrase("a b"), phrase("c")}},
		{"foo() is not (a) function", []Term{phrase("foo() is not (a) function")}},
		{`title:"say \"hi\" c:\\"`, []Term{{Key: "title", Values: values(`say "hi" c:\`)}}},
		{`title:say\"hi\"`, []Term{{Key: "title", Values: values(`say"hi"`)}}},
		{`title:c:\dir\file`, []Term{{Key: "title", Values: values(`c:\dir\file`)}}},
		{"Foo::bar", []Term{{Key: "Foo", Tag: true, Values: values(":bar")}}},
		{":x !y", []Term{phrase(":x !y")}},
	})
}

func checkParse(t *testing.T, tests []parsed) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := Parse(tt.in, testNow())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Terms); diff != "" {
				t.Errorf("terms differ (-want +got):\n%s", diff)
			}
			again, err := Parse(got.String(), testNow().AddDate(0, 0, 5))
			if diff := cmp.Diff(got, again); err != nil || diff != "" {
				t.Errorf("%q printed as %q: error %v, difference:\n%s", tt.in, got, err, diff)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		in         string
		pos        int
		msg        string
		suggestion string
	}{
		{"is:unresolvd", 3, "Invalid value for is search", "is:unresolved"},
		{"is:escalatin", 3, "Invalid value for is search", "is:escalating"},
		{"is:zzzzzz", 3, "valid values are unresolved, resolved", ""},
		{"is:[new, ongoing]", 4, "is: takes one word", ""},
		{"Is:unresolved", 0, "Unknown filter 'Is:'", "is:"},
		{"HAS:x", 0, "Unknown filter", "has:"},
		{"level:error OR level:fatal", 12, msgBoolean, ""},
		{"cannot read and write", 12, msgBoolean, ""},
		{"(level:error)", 0, msgParens, ""},
		{"a (level:error)", 2, msgParens, ""},
		{"foo(", 3, msgUnmatched, ""},
		{"foo)", 3, msgUnmatched, ""},
		{"level:", 0, "Empty string after 'level:'", ""},
		{`level:"error`, 6, msgQuote, ""},
		{`level:er"ror`, 8, msgQuote, ""},
		{`level:"er"ror`, 10, msgQuote, ""},
		{`"boom`, 0, msgQuote, ""},
		{"level:[error, fatal", 6, "not closed with ]", ""},
		{"level:[a,,b]", 9, msgEmptyItems, ""},
		{"level:[]", 7, msgEmptyItems, ""},
		{"level:[a b]", 9, "Expected , or ]", ""},
		{"level:[a]b", 9, "Expected a space", ""},
		{"timesSeen:many", 10, "timesSeen: Invalid number: many", ""},
		{"timesSeen:>[1]", 12, "cannot be compared", ""},
		{"timeSeen:>5", 0, "Unknown key 'timeSeen'", "timesSeen:"},
		{"first_sen:-24h", 0, "Unknown key", "first_seen:"},
		{"age:24h", 4, "age: Invalid date: 24h", "age:-24h"},
		{"age:>-24h", 5, "takes no operator", "age:-24h"},
		{"!age:2026-01-01", 0, "cannot be negated", "age:<2026-01-01"},
		{"age:0001-01-01T00:00:00", 4, "outside the years", ""},
		{"age:yesterday", 4, "Expected +/-duration", ""},
		{"age:[2026-01-01]", 5, "cannot be listed", ""},
		{"error.handled:maybe", 14, "Invalid boolean: maybe", ""},
		{"has:", 4, "has: takes one key", ""},
		{"has:[a]", 4, "has: takes one key", ""},
		{"has:is", 4, "no value to test", ""},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			_, err := Parse(tt.in, testNow())
			var se *SyntaxError
			if !errors.As(err, &se) {
				t.Fatalf("got error %v, want a *SyntaxError", err)
			}
			if se.Pos != tt.pos || !strings.Contains(se.Msg, tt.msg) || se.Suggestion != tt.suggestion {
				t.Errorf("got %+v, want pos %d, message %q, suggestion %q", *se, tt.pos, tt.msg, tt.suggestion)
			}
		})
	}
}

func TestSyntaxErrorReadsWell(t *testing.T) {
	_, err := Parse("age:24h", testNow())
	want := "age: Invalid date: 24h. Expected +/-duration (e.g. +1h) or ISO 8601-like (e.g. 2026-03-10T12:00:00) (column 5); did you mean \"age:-24h\"?"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		pattern, s string
		want       bool
	}{
		{"error", "Error", true},
		{"error", "errors", false},
		{"*", "", true},
		{"time*", "TimeoutError", true},
		{"*error", "TimeoutError", true},
		{"*out*err*", "TimeoutError", true},
		{"*err*out*", "TimeoutError", false},
		{"ab*ba", "aba", false},
		{"ab*ba", "abba", true},
		{"a**b", "ab", true},
		{`5\*`, "5*", true},
		{`5\*`, "55", false},
		{`5\\*`, `5\x`, true},
		{`c:\dir`, `C:\DIR`, true},
		{`c:\d*`, `c:\dir`, true},
		{"Größe*", "GRÖSSE x", false},
		{"größe*", "GRÖßE x", true},
	}
	for _, tt := range tests {
		if got := newValue(tt.pattern).Match(tt.s); got != tt.want {
			t.Errorf("%q matches %q: got %v, want %v", tt.pattern, tt.s, got, tt.want)
		}
	}
	q, err := Parse("message:time*out", testNow())
	if err != nil {
		t.Fatal(err)
	}
	if v := q.Terms[0].Values[0]; !v.Match("a TIME is out of b") || v.Match("a timer") {
		t.Errorf("message patterns must match anywhere, parts are %q", v.Parts)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`is:unresolved !level:[error, "a b"] tags[x]:\"* age:-24h "q\\" foo (bar) release.version:>=1.0`,
		`timesSeen:>=5k firstSeen:2026-03-01 has:tags[is] "a:b":"" error.handled:0`,
		`a\\"b c:\\\"d "\\\"" x:[">5",<] *\**`, "or", "(and)", `x:"\\`, `Has:x`, "!has:\"y:z\"", `"timeSeen":x`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s, testNow())
		if err != nil {
			var se *SyntaxError
			if !errors.As(err, &se) || se.Pos < 0 || se.Pos > len(s) {
				t.Fatalf("error %#v for a text of %d bytes", err, len(s))
			}
			return
		}
		printed := q.String()
		again, err := Parse(printed, testNow().Add(time.Hour))
		if err != nil {
			t.Fatalf("%q printed as %q: %v", s, printed, err)
		}
		if diff := cmp.Diff(q, again); diff != "" {
			t.Fatalf("%q printed as %q:\n%s", s, printed, diff)
		}
		for _, term := range q.Terms {
			for _, v := range term.Values {
				if !v.Match(v.Literal()) {
					t.Fatalf("%q does not match itself, parts %q", v.Raw, v.Parts)
				}
			}
		}
	})
}
