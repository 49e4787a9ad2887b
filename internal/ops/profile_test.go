package ops

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// flamegraph has 30 of 40 samples in a library below work, the rest in work.
const flamegraph = `{"platform":"python","projectID":1,"shared":{"frames":[{"name":"handle","file":"web.py","is_application":true,"line":8},{"name":"work","file":"worker.py","is_application":true,"line":4},{"name":"loads","file":"json.py"}],
 "profiles":[{"profile_id":"p1"},{"profile_id":"p2"}]},"profiles":[{"name":"Main","samples":[[0,1,2],[0,1],[2]],"weights":[24,10,6]}]}`

const flamegraphBefore = `{"shared":{"frames":[{"name":"work","is_application":true},{"name":"handle","is_application":true}]},"profiles":[{"samples":[[1,0],[1]],"weights":[1,3]}]}`

func TestProfileHotPaths(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET /organizations/acme/profiling/flamegraph/": {flamegraph}})
	out, err := o.GetProfile(t.Context(), GetProfileIn{Project: "shop", Transaction: `GET "x"*`})
	if err != nil || lastQuery(t, fake).Get("query") != `transaction:"GET \"x\"\*"` {
		t.Fatalf("%v, asked %v", err, fake.asked)
	}
	s := out.Summary
	if s.Samples != 40 || s.Profiles != 2 || len(s.HotPaths) != 1 || s.HotPaths[0].Share != 0.85 || fmt.Sprint(s.HotPaths[0].Frames) != "[handle work]" {
		t.Errorf("%+v", s)
	}
	if f := s.Functions[0]; f.Function.Raw() != "work" || f.Self != 0.85 || f.Total != 0.85 || f.Location.Raw() != "worker.py:4" {
		t.Errorf("%+v", f)
	}
	out, err = o.GetProfile(t.Context(), GetProfileIn{Project: "shop", UserCode: new(false), HotPaths: 2})
	if err != nil || len(out.Summary.HotPaths) != 2 || out.Summary.Functions[0].Function.Raw() != "loads" || out.Summary.Functions[0].Self != 0.75 {
		t.Errorf("%+v, %v", out.Summary, err)
	}
	if doc := out.Doc().Markdown(); !strings.Contains(doc, "60%  handle > work > loads") {
		t.Errorf("%s", doc)
	}
}

func TestProfileComparison(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET /organizations/acme/profiling/flamegraph/": {flamegraphBefore}})
	out, err := o.GetProfile(t.Context(), GetProfileIn{Project: "shop", Period: "1d", Compare: "2d"})
	if err != nil || len(fake.asked) != 2 {
		t.Fatalf("%v, asked %v", err, fake.asked)
	}
	for _, f := range out.Summary.Functions {
		if f.Before == nil || *f.Before != f.Total {
			t.Errorf("%+v", f) // the same profile twice
		}
	}
	asked := strings.Join(fake.asked, " ")
	for _, want := range []string{"statsPeriod=1d", "end=2026-11-19T12%3A00%3A00Z", "start=2026-11-17T12%3A00%3A00Z"} {
		if !strings.Contains(asked, want) {
			t.Errorf("%s is not in %s", want, asked)
		}
	}
	if _, err := o.GetProfile(t.Context(), GetProfileIn{Project: "shop", Compare: "later"}); KindOf(err) != KindInvalid {
		t.Error(err)
	}
}

func TestProfileDetails(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /projects/acme/shop/profiling/profiles/p1/": {`{"platform":"go","transaction":{"name":"GET /","trace_id":"t"},"profile":{"frames":[{"function":"inner","in_app":true},{"function":"outer","in_app":true}],"stacks":[[0,1]],
		  "samples":[{"stack_id":0,"thread_id":1,"elapsed_since_start_ns":1000000},{"stack_id":0,"thread_id":1,"elapsed_since_start_ns":11000000}]}}`},
		"GET /organizations/acme/profiling/chunks/": {`{"chunk":{"platform":"go","profile":{"frames":[],"stacks":[],"samples":[]}}}`},
	})
	out, err := o.GetProfileDetails(t.Context(), GetProfileDetailsIn{Project: "shop", ProfileID: "p1"})
	if err != nil || out.TraceID != "t" || out.Summary.TimeMs != 10 || fmt.Sprint(out.Summary.HotPaths[0].Frames) != "[outer inner]" {
		t.Fatalf("%+v, %v", out, err)
	}
	at := testNow.Add(-time.Hour).Format(time.RFC3339)
	empty, err := o.GetProfileDetails(t.Context(), GetProfileDetailsIn{Project: "shop", ProfilerID: "x", Start: at, End: testNow.Format(time.RFC3339)})
	if err != nil || empty.Summary.Samples != 0 || !strings.Contains(empty.Doc().Markdown(), "no samples") {
		t.Errorf("%+v, %v", empty, err)
	}
	asked := len(fake.asked)
	for _, in := range []GetProfileDetailsIn{{Project: "shop"}, {ProfileID: "a", ProfilerID: "b"}, {ProfilerID: "b"}, {ProfilerID: "b", Start: at}} {
		if _, err := o.GetProfileDetails(t.Context(), in); KindOf(err) != KindInvalid {
			t.Errorf("%+v: %v", in, err)
		}
	}
	if len(fake.asked) != asked {
		t.Errorf("asked %v", fake.asked[asked:])
	}
}

func TestPerformanceSummary(t *testing.T) {
	row := `{"transaction":"GET /","span.op":"db","span.description":"SELECT 1","count()":50,"epm()":2.5,"failure_rate()":0.04,"p50(span.duration)":10,"p75(span.duration)":20,"p95(span.duration)":30,"sum(span.duration)":900,
	 "p75(measurements.lcp)":2600,"p75(measurements.cls)":0.05,"p75(measurements.inp)":null}`
	o, fake := start(t, map[string][]string{"GET /organizations/acme/events/": {`{"data":[` + row + `],"meta":{}}`}})
	out, err := o.GetPerformanceSummary(t.Context(), GetPerformanceSummaryIn{Project: "shop"})
	if err != nil || len(fake.asked) != 4 || out.Overall.P95Ms != 30 || out.Overall.FailureRate != 0.04 || len(out.Slowest) != 1 || out.Spans[0].TotalMs != 900 {
		t.Fatalf("%+v, %v, asked %v", out, err, fake.asked)
	}
	if fmt.Sprint(out.WebVitals) != "[{LCP 2600 needs improvement} {CLS 0.05 good}]" {
		t.Errorf("%v", out.WebVitals)
	}
	doc := out.Doc().Markdown()
	for _, want := range []string{"4%", "p95 30ms", "SELECT 1", "2.5 per minute"} {
		if !strings.Contains(doc, want) {
			t.Errorf("%q is not in\n%s", want, doc)
		}
	}
	one, err := o.GetPerformanceSummary(t.Context(), GetPerformanceSummaryIn{Transaction: "GET /"})
	if err != nil || len(fake.asked) != 7 || len(one.Slowest) != 0 || !strings.Contains(strings.Join(fake.asked[4:], ""), "transaction%3A%22GET+%2F%22") {
		t.Errorf("%+v, %v, asked %v", one, err, fake.asked[4:])
	}
}
