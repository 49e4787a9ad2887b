package query

import (
	"errors"
	"strconv"
	"strings"
	"testing"
)

// kindsOf stands in for a dataset.
func kindsOf(key string, tag bool) Kind {
	switch {
	case tag && strings.HasSuffix(key, ",number"), key == "count()":
		return Number
	case key == "span.duration", strings.HasPrefix(key, "p95("):
		return Duration
	case key == "timestamp":
		return Date
	case key == "size":
		return Size
	case key == "failure_rate()":
		return Percentage
	case key == "handled":
		return Boolean
	case tag, key == "op", key == "message":
		return Text
	}
	return Attribute
}

// shape writes an expression with its grouping.
func shape(e Expr) string {
	if e.Term != nil {
		t := *e.Term
		if t.Tag {
			t.Key = "tags[" + t.Key + "]"
		}
		s := t.Key
		switch {
		case t.FreeText:
			s = "text "
		case t.Has:
			s = "has " + s
		default:
			s += t.Op.String()
		}
		for i, v := range t.Values {
			if i > 0 {
				s += ","
			}
			switch {
			case v.IsNumber:
				s += strconv.FormatFloat(v.Number, 'f', -1, 64)
			default:
				s += v.Raw
			}
		}
		if t.Negated {
			s = "!" + s
		}
		return s
	}
	between := " & "
	if e.Any {
		between = " | "
	}
	parts := make([]string, len(e.Of))
	for i, p := range e.Of {
		parts[i] = shape(p)
	}
	return "(" + strings.Join(parts, between) + ")"
}

func TestParseEvents(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", "()"},
		{"op:db", "op=db"},
		{"op:db boom", "(op=db & text boom)"},
		{"a:1 OR b:2 c:3", "(a=1 | (b=2 & c=3))"},
		{"(a:1 OR b:2) c:3", "((a=1 | b=2) & c=3)"},
		{"a:1 AND b:2 and c:3", "(a=1 & b=2 & c=3)"},
		{"a:1 AND (b:2 OR (c:3 d:4))", "(a=1 & (b=2 | (c=3 & d=4)))"},
		{"(a:1)(b:2)", "(a=1 & b=2)"},
		{"()", "()"},
		{"count():>5 op:db", "(count()>5 & op=db)"},
		{"p95(span.duration):>1.5s", "p95(span.duration)>1500"},
		{"!p95(span.duration):>2min", "p95(span.duration)<=120000"},
		{"failure_rate():>5%", "failure_rate()>0.05"},
		{"size:>=5kb size:<1mib size:8bit", "(size>=5000 & size<1048576 & size=1)"},
		{"span.duration:100", "span.duration=100"},
		{"code:>=500", "code>=500"},
		{"code:>=high", "code=>=high"},
		{"code:[404, 500]", "code=404,500"},
		{"tags[x]:y tags[n,number]:<=3 has:tags[x] !has:y", "(tags[x]=y & tags[n,number]<=3 & has tags[x] & !has y)"},
		{`op:"a b" !op:c*`, "(op=a b & !op=c*)"},
		{`op:""`, "!has op"},
		{"handled:1", "handled=true"},
		{"timestamp:>2026-03-01", "timestamp>2026-03-01T00:00:00Z"},
		{"timestamp:2026-03-01 OR op:x", "((timestamp>=2026-03-01T00:00:00Z & timestamp<2026-03-02T00:00:00Z) | op=x)"},
		{"timestamp:-24h", "timestamp>=2026-03-09T12:00:00Z"},
		{"cannot read (x) of undefined", "(text cannot read & text x & text of undefined)"},
		{"handle(x, y) failed op:db", "(text handle(x, y) failed & op=db)"},
		{`"quoted text" or "other"`, "(text quoted text | text other)"},
		{"android fantasy", "text android fantasy"},
		{"count_if(op,equals,db):>3", "count_if(op,equals,db)>3"},
	}
	for _, tt := range tests {
		e, err := ParseEvents(tt.in, testNow(), kindsOf)
		if got := shape(e); err != nil || got != tt.want {
			t.Errorf("%q: got %s, error %v; want %s", tt.in, got, err, tt.want)
		}
	}
}

func TestParseEventsErrors(t *testing.T) {
	tests := []struct {
		in  string
		pos int
		msg string
	}{
		{"(a:1", 0, msgUnmatched}, {"a:1)", 3, msgUnmatched}, {"a:1 OR", 6, "right side of 'OR'"}, {"OR a:1", 0, "left side of 'OR'"},
		{"a:1 AND", 7, "right side of 'AND'"}, {"a:1 OR AND b:2", 7, "left side of 'AND'"}, {"a:1 AND OR b:2", 8, "left side of 'OR'"},
		{"is:unresolved", 0, `"is:" queries are not supported`}, {"span.duration:>fast", 15, "Invalid duration: fast"},
		{"span.duration:>5kb", 15, "Invalid duration"}, {"size:>big", 6, "Invalid size"}, {"failure_rate():x", 15, "Invalid percentage"},
		{"count():many", 8, "Invalid number"}, {"op:", 0, "Empty string"}, {`op:"x`, 3, msgQuote}, {"f(x", 1, msgUnmatched},
		{strings.Repeat("(", 40) + "a:1" + strings.Repeat(")", 40), 30, "nested too deeply"},
		{strings.Repeat("a:1 ", 201), 800, "more than 200 conditions"},
	}
	for _, tt := range tests {
		_, err := ParseEvents(tt.in, testNow(), kindsOf)
		var se *SyntaxError
		if !errors.As(err, &se) || se.Pos != tt.pos || !strings.Contains(se.Msg, tt.msg) {
			t.Errorf("%.40q: got %v (%+v), want position %d, message %q", tt.in, err, se, tt.pos, tt.msg)
		}
	}
}

func FuzzParseEvents(f *testing.F) {
	for _, s := range []string{
		"a:1 OR (b:2 AND !c:[x, y]) count():>5 p95(span.duration):>1s", `tags[x,number]:>5 has:tags[y] "q" f(x) text or "z"`,
		"timestamp:2026-03-01 (((size:5kb)))", "count_if(`a:b (c)`,x):1", "!()", "a(b:c)(", "tags[]:x !tags[a]:", "and", "x:(y)",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseEvents(s, testNow(), kindsOf)
		var se *SyntaxError
		if err != nil && (!errors.As(err, &se) || se.Pos < 0 || se.Pos > len(s)) {
			t.Fatalf("error %#v for a text of %d bytes", err, len(s))
		}
		if n := terms(e); n > maxTerms+1 {
			t.Fatalf("%d terms", n)
		}
	})
}

func terms(e Expr) int {
	n := 0
	if e.Term != nil {
		n = 1
	}
	for _, p := range e.Of {
		n += terms(p)
	}
	return n
}
