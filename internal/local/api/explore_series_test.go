package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lines is what the tests look at in an answer of events-timeseries.
type lines struct {
	Meta       struct{ Start, End int64 }
	TimeSeries []struct {
		YAxis   string
		GroupBy []struct {
			Key   string
			Value any
		}
		Values []struct {
			Timestamp  int64
			Value      float64
			Incomplete bool
		}
		Meta struct {
			ValueType string
			ValueUnit *string
			Interval  int64
			IsOther   *bool
		}
	}
}

// text writes a line as its group and values.
func (l lines) text() []string {
	var out []string
	for _, s := range l.TimeSeries {
		name := s.YAxis
		for _, g := range s.GroupBy {
			name += fmt.Sprintf(" %s=%v", g.Key, g.Value)
		}
		if s.Meta.IsOther != nil && *s.Meta.IsOther {
			name += " other"
		}
		for _, v := range s.Values {
			name += fmt.Sprintf(" %g", v.Value)
		}
		out = append(out, name)
	}
	return out
}

func TestTimeSeries(t *testing.T) {
	b := seedTelemetry(t)
	get := func(pairs ...string) lines {
		t.Helper()
		var l lines
		b.get("/api/0/organizations/local/events-timeseries/?"+params(append(pairs, "start", "2026-11-20T08:00:00", "end", "2026-11-20T12:30:00")...), &l)
		return l
	}
	tests := []struct {
		pairs []string
		want  []string
	}{
		{[]string{"dataset", "errors", "interval", "1h"}, []string{"count() 0 1 0 3 0"}},
		{[]string{"dataset", "errors", "interval", "3600"}, []string{"count() 0 1 0 3 0"}},
		{[]string{"dataset", "errors", "interval", "3600000"}, []string{"count() 0 1 0 3 0"}},
		{[]string{"dataset", "errors", "interval", "1h", "yAxis", "count()", "yAxis", "count_unique(user)", "query", "level:error"},
			[]string{"count() 0 1 0 2 0", "count_unique(user) 0 1 0 1 0"}},
		{[]string{"dataset", "errors", "interval", "2h", "topEvents", "1", "groupBy", "title", "groupBy", "level", "sort", "-count()", "yAxis", "count()"},
			[]string{"count() title=EmptyCart: cart is empty level=error 1 1 0", "count() other 0 2 0"}},
		{[]string{"dataset", "errors", "interval", "2h", "topEvents", "5", "groupBy", "release", "sort", "-count()", "yAxis", "count()"},
			[]string{"count() release=shop@1.2.0+45 1 2 0", "count() release=<nil> 0 1 0"}},
		{[]string{"dataset", "errors", "interval", "2h", "topEvents", "1", "groupBy", "project", "sort", "-count()", "excludeOther", "1"},
			[]string{"count() project=shop 1 2 0"}},
		{[]string{"dataset", "logs", "interval", "2h", "topEvents", "2", "groupBy", "cart.size", "sort", "cart.size", "yAxis", "epm()"},
			[]string{"epm() cart.size=<nil> 0 0.008333333333333333 0", "epm() cart.size=3 0 0.008333333333333333 0", "epm() other 0 0.008333333333333333 0"}},
		{[]string{"dataset", "profile_functions", "interval", "2h"}, []string{"count() 0 0 0"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, get(tt.pairs...).text()); diff != "" {
			t.Errorf("%v: lines differ (-want +got):\n%s", tt.pairs, diff)
		}
	}
	l := get("dataset", "spans", "yAxis", "p95(span.duration)", "interval", "1h")
	s := l.TimeSeries[0]
	if s.Meta.ValueType != "duration" || s.Meta.ValueUnit == nil || *s.Meta.ValueUnit != "millisecond" || s.Meta.Interval != 3600_000 {
		t.Errorf("meta is %+v", s.Meta)
	}
	if first, last := s.Values[0], s.Values[4]; first.Timestamp != l.Meta.Start || first.Incomplete || !last.Incomplete {
		t.Errorf("first point %+v, last %+v", first, last)
	}
}

func TestEventsStats(t *testing.T) {
	b := seedTelemetry(t)
	get := func(pairs ...string) string {
		t.Helper()
		var v any
		b.get("/api/0/organizations/local/events-stats/?"+params(append(pairs, "dataset", "errors", "interval", "2h",
			"start", "2026-11-20T08:00:00", "end", "2026-11-20T12:00:00")...), &v)
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	const emptyCart, all = `[[1795161600,[{"count":1}]],[1795168800,[{"count":1}]]]`, `[[1795161600,[{"count":1}]],[1795168800,[{"count":3}]]]`
	for _, tt := range []struct {
		pairs []string
		want  []string
	}{
		{[]string{"yAxis", "count()"}, []string{`{"data":` + all, `"start":1795161600`}},
		{[]string{"yAxis", "count()", "yAxis", "count_unique(user)"}, []string{`"count()":{"data":` + all, `"count_unique(user)":{`}},
		{[]string{"yAxis", "count()", "topEvents", "1", "field", "title", "field", "level", "field", "count()", "sort", "-count()"},
			[]string{`"EmptyCart: cart is empty,error":{"data":` + emptyCart, `"Other":{`}},
		{[]string{"yAxis", "count()", "yAxis", "count_unique(user)", "topEvents", "1", "field", "title"}, []string{`"EmptyCart: cart is empty":{"count()":{`}},
	} {
		got := get(tt.pairs...)
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%v: %s lacks %s", tt.pairs, got, want)
			}
		}
	}
}

func TestSeriesRefuse(t *testing.T) {
	b := seed(t)
	for _, tt := range []struct{ asked, detail string }{
		{params("dataset", "errors", "yAxis", "title"), "title is no aggregate"},
		{params("dataset", "errors", "topEvents", "11", "groupBy", "title"), "topEvents must be"},
		{params("dataset", "errors", "topEvents", "5"), "groupBy is a required parameter"},
		{params("dataset", "errors", "topEvents", "5", "groupBy", "title", "sort", "-epm()"), "orderby must also be"},
		{params("dataset", "errors", "start", "0001-01-01", "end", "9999-01-01"), "Invalid date range"},
	} {
		var body struct{ Detail string }
		b.decode(b.call(http.MethodGet, "/api/0/organizations/local/events-timeseries/?"+tt.asked, ""), http.StatusBadRequest, &body)
		if !strings.Contains(body.Detail, tt.detail) {
			t.Errorf("%s: %q, want %q", tt.asked, body.Detail, tt.detail)
		}
	}
}
