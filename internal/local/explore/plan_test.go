package explore_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vedette/internal/local/explore"
	"vedette/internal/local/query"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// describe writes what a column was understood as.
func describe(c explore.Column) string {
	s := string(c.Type)
	if c.Unit != "" {
		s += " in " + c.Unit
	}
	switch {
	case c.Field != nil:
		return s + " of " + field(c.Field)
	case c.Call != nil:
		return s + " from " + call(c.Call)
	}
	return s + " from " + sum(c.Sum)
}

func field(f *explore.Field) string {
	if f == nil {
		return "rows"
	}
	if f.Attribute {
		return fmt.Sprintf("attribute %q", f.Name)
	}
	return f.Name
}

func call(c *explore.Call) string {
	s := string(c.Function) + " of " + field(c.Field)
	if c.Number != 0 {
		s += fmt.Sprintf(" at %g", c.Number)
	}
	if c.If != nil {
		s += " if " + where(*c.If)
	}
	return s
}

func sum(s *explore.Sum) string {
	switch {
	case s.Column != nil:
		return s.Column.Name
	case s.Op == 0:
		return fmt.Sprint(s.Number)
	}
	return "(" + sum(s.Left) + string(rune(s.Op)) + sum(s.Right) + ")"
}

func where(w explore.Where) string {
	if w.Term != nil {
		return w.Term.Term.String()
	}
	var parts []string
	for _, p := range w.Of {
		parts = append(parts, where(p))
	}
	if w.Any {
		return "(" + strings.Join(parts, " | ") + ")"
	}
	return "(" + strings.Join(parts, " & ") + ")"
}

func TestColumns(t *testing.T) {
	tests := []struct {
		dataset   explore.Dataset
		name, out string
	}{
		{explore.Errors, "title", "string of title"},
		{explore.Errors, "project.name", "string of project"},
		{explore.Errors, "event.type", "string of type"},
		{explore.Errors, "browser.name", `string of attribute "browser.name"`},
		{explore.Errors, "tags[level]", `string of attribute "level"`},
		{explore.Errors, `tags["odd key",number]`, `number of attribute "odd key"`},
		{explore.Errors, "count()", "integer from count of rows"},
		{explore.Errors, "count_unique(user)", "integer from count_unique of user"},
		{explore.Errors, "last_seen()", "date from max of timestamp"},
		{explore.Errors, "count_if(level,equals,fatal)", "integer from count of rows if (level:fatal)"},
		{explore.Errors, "epm()", "rate in 1/minute from epm of rows"},
		{explore.Transactions, "p95()", "duration in millisecond from percentile of transaction.duration at 95"},
		{explore.Transactions, "apdex(300)", "number from apdex of transaction.duration at 300"},
		{explore.Transactions, "p75(measurements.lcp)", `duration in millisecond from percentile of attribute "measurements.lcp" at 75`},
		{explore.Transactions, "avg(measurements.cls)", `number from avg of attribute "measurements.cls"`},
		{explore.Spans, "span.duration", "duration in millisecond of span.duration"},
		{explore.Spans, "sentry.op", "string of span.op"},
		{explore.Spans, "percentile(span.duration,0.9)", "duration in millisecond from percentile of span.duration at 90"},
		{explore.Spans, "avg_if(span.duration,span.op,equals,db)", "duration in millisecond from avg of span.duration if (span.op:db)"},
		{explore.Spans, "count_if(span.duration,greater,300ms)", "integer from count of rows if (span.duration:>300ms)"},
		{explore.Spans, "sum_if(`span.op:db (a:1 OR b:2)`,span.duration)", "duration in millisecond from sum of span.duration if (span.op:db & (a:1 | b:2))"},
		{explore.Spans, "max(timestamp)", "date from max of timestamp"},
		{explore.Spans, "sum(gen_ai.usage.total_tokens)", `number from sum of attribute "gen_ai.usage.total_tokens"`},
		{explore.Spans, "http.response.status_code", ` of attribute "http.response.status_code"`},
		{explore.Spans, "equation|(count() - failure_count()) / 2 * count_if(span.op,equals,db)",
			"number from (((count()-failure_count())/2)*count_if(span.op,equals,db))"},
		{explore.Logs, "log.body", "string of message"},
		{explore.Logs, "tags[ok,boolean]", `boolean of attribute "ok"`},
		{explore.Metrics, "sum(value,orders,counter,-)", "number from sum of value if (metric.name:orders & metric.type:counter)"},
		{explore.Metrics, "per_second(value,orders,counter,-)", "rate in 1/second from eps of rows if (metric.name:orders & metric.type:counter)"},
	}
	for _, tt := range tests {
		p, err := explore.Parse(explore.Question{Dataset: tt.dataset, Columns: []string{tt.name}}, noon)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := describe(p.Columns[0]); got != tt.out {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.out)
		}
	}
}

func TestConditions(t *testing.T) {
	tests := []struct{ query, rows, groups string }{
		{"", "()", "()"},
		{"op:db count():>5", "(op:db)", "(count():>5)"},
		{"span.op:db (count():>5 OR p95(span.duration):>1s)", "(span.op:db)", "((count():>5 | p95(span.duration):>1s))"},
		{"a:1 OR b:2", "((a:1 | b:2))", "()"},
	}
	for _, tt := range tests {
		p, err := explore.Parse(explore.Question{Dataset: explore.Spans, Columns: []string{"count()"}, Query: tt.query, Aggregates: true}, noon)
		if err != nil || where(p.Where) != tt.rows || where(p.Having) != tt.groups {
			t.Errorf("%q: rows %s, groups %s, error %v; want %s and %s", tt.query, where(p.Where), where(p.Having), err, tt.rows, tt.groups)
		}
	}
}

func TestOrder(t *testing.T) {
	columns := []string{"span.op", "p95(span.duration)", "count()"}
	for _, tt := range []struct {
		sort []string
		want string
	}{
		{nil, "[{1 true}]"}, {[]string{"-count()"}, "[{2 true}]"}, {[]string{"-count"}, "[{2 true}]"},
		{[]string{"p95_span_duration", "-span.op"}, "[{1 false} {0 true}]"},
	} {
		p, err := explore.Parse(explore.Question{Dataset: explore.Spans, Columns: columns, Sort: tt.sort}, noon)
		if got := fmt.Sprint(p.Order); err != nil || got != tt.want {
			t.Errorf("%v: %s, error %v, want %s", tt.sort, got, err, tt.want)
		}
	}
}

func TestRefuses(t *testing.T) {
	many := make([]string, 21)
	for i := range many {
		many[i] = "title"
	}
	tests := []struct {
		columns []string
		query   string
		msg     string
	}{
		{many, "", "up to 20 fields"}, {[]string{"sum(title)"}, "", "invalid for parameter 1 in sum"}, {[]string{"count_unique()"}, "", "expected 1 argument"},
		{[]string{"eps(title)"}, "", "expected 0 argument"}, {[]string{"percentile(value,95)"}, "", "fraction from 0 to 1"},
		{[]string{"apdex(-1)"}, "", "threshold"}, {[]string{"count_if(level,like,x)"}, "", "like is no operator"}, {[]string{"count_if(level)"}, "", "at least 3"},
		{[]string{"count_if(`count():>1`)"}, "", "cannot have aggregates"}, {[]string{"a(b"}, "", "Could not parse"},
		{[]string{strings.Repeat("x", 201)}, "", "too long"}, {[]string{"tags[]"}, "", "Could not parse"},
		{[]string{"equation|count() + title"}, "", "Cannot mix"}, {[]string{"equation|1/(2"}, "", "Invalid equation"},
		{[]string{"equation|" + strings.Repeat("1+", 11) + "1"}, "", "limited to 10 operators"},
		{[]string{"equation|" + strings.Repeat("(", 11) + "1"}, "", "nested too deeply"},
		{[]string{"title"}, "count():>1", "need an aggregate"}, {[]string{"count()"}, "nope(x):1", "Unknown function nope"},
		{[]string{"count()"}, "tags[a,b]:1", "Unsupported type b"},
	}
	for _, tt := range tests {
		_, err := explore.Parse(explore.Question{Dataset: explore.Errors, Columns: tt.columns, Query: tt.query, Aggregates: true}, noon)
		if err == nil || !strings.Contains(err.Error(), tt.msg) {
			t.Errorf("%.40v %s: %v, want %q", tt.columns, tt.query, err, tt.msg)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"p95(span.duration)", "count_if(`a:b`,x)", "equation|count()/(2 - sum(x))", "tags[a,number]", "sum_if(a,b,equals,c)", "percentile(a,0.5)"} {
		f.Add(s, "a:1 OR count():>5", "-count()", 0)
	}
	datasets := []explore.Dataset{explore.Errors, explore.Transactions, explore.Discover, explore.Spans, explore.Logs, explore.Metrics}
	f.Fuzz(func(t *testing.T, column, search, sort string, dataset int) {
		d := datasets[uint(dataset)%uint(len(datasets))]
		p, err := explore.Parse(explore.Question{Dataset: d, Columns: []string{column}, Query: search, Sort: []string{sort}, Aggregates: true}, noon)
		var question *explore.Error
		var syntax *query.SyntaxError
		if err != nil {
			if !errors.As(err, &question) && !errors.As(err, &syntax) {
				t.Fatalf("%v is no answer to a bad question", err)
			}
			return
		}
		for _, term := range p.Terms() {
			if (term.Field == nil) == (term.Call == nil) && !term.FreeText {
				t.Fatalf("%+v is about neither a field nor an aggregate", term)
			}
		}
	})
}
