package sentryapi

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// serveFixed is a client of a server that gives one answer to everything.
func serveFixed(t *testing.T, body string) *Client {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
	t.Cleanup(srv.Close)
	c, err := New(Config{BaseURL: srv.URL})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestValuesKeepTheirTypes(t *testing.T) {
	for _, c := range []struct{ in, text, out string }{
		{`"a b"`, "a b", `"a b"`},
		{`12`, "12", `12`},
		{`0.5`, "0.5", `0.5`},
		{`true`, "true", `true`},
		{`null`, "", `null`},
		{`["a", 1]`, `["a",1]`, `["a",1]`},
		{`""`, "", `""`},
	} {
		var v Value
		if err := json.Unmarshal([]byte(c.in), &v); err != nil {
			t.Fatal(c.in, err)
		}
		out, err := json.Marshal(v)
		if err != nil || string(out) != c.out || v.String() != c.text {
			t.Errorf("%s is %q, prints %s, %v", c.in, v, out, err)
		}
	}
}

func TestTraceOfMixedRoots(t *testing.T) {
	body := `[{"event_type":"span","event_id":"a","project_id":"4","start_timestamp":1776277351.5,"end_timestamp":1776277352,"duration":500,"children":[
	  {"event_type":"span","event_id":"b","errors":[{"event_type":"error","event_id":"e1","issue_id":77,"level":"error"}],"children":null}]},
	 {"event_type":"error","event_id":"e2","issue_id":5,"level":"fatal","short_id":"SHOP-1"},
	 {"event_type":"uptime_check","event_id":"u"}, 7]`
	page, err := serveFixed(t, body).Trace(t.Context(), "acme", "t", TraceQuery{StatsPeriod: "24h"})
	if err != nil || len(page.Items) != 3 || len(page.Skipped) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	if got := page.Items[0]; got.ProjectID != "4" || got.Start.Nanosecond() != 5e8 || got.Children[0].Errors[0].IssueID != "77" {
		t.Errorf("root %+v", got)
	}
	if page.Items[1].ShortID != "SHOP-1" || page.Items[2].EventType != "uptime_check" {
		t.Errorf("orphans %+v", page.Items[1:])
	}
	meta, err := serveFixed(t, `{"errors":2,"span_count":9,"logs":"3","span_count_map":{"db":"4"}}`).TraceMeta(t.Context(), "acme", "t", TraceQuery{})
	if err != nil || meta.Errors != 2 || meta.Spans != 9 || meta.Logs != 3 || meta.SpansByOp["db"] != 4 {
		t.Errorf("old counts %+v, %v", meta, err)
	}
}

func TestReplayLeavesThatLie(t *testing.T) {
	replay, err := serveFixed(t, `{"data":{"id":"r","tags":[],"urls":null,"project_id":7,"is_archived":null,"user":null}}`).Replay(t.Context(), "acme", "r")
	if err != nil || replay.ID != "r" || replay.ProjectID != "7" || replay.Tags != nil {
		t.Errorf("%+v, %v", replay, err)
	}
}

// recording holds one of each kind of event, and some that tell nothing.
const recording = `[[
 {"type":4,"timestamp":1700000000000,"data":{"href":"https://shop/cart","width":1}},
 {"type":2,"timestamp":1700000000001,"data":{"node":{"type":0}}},
 {"type":5,"timestamp":1700000001,"data":{"tag":"breadcrumb","payload":{"timestamp":1700000001.5,"category":"ui.click","message":"button#pay"}}},
 {"type":5,"timestamp":1700000002,"data":{"tag":"breadcrumb","payload":{"timestamp":1700000002,"category":"ui.slowClickDetected","message":"button#pay","data":{"endReason":"timeout","timeAfterClickMs":7000,"clickCount":6,"node":{"tagName":"button"}}}}},
 {"type":5,"timestamp":1700000003,"data":{"tag":"performanceSpan","payload":{"op":"resource.fetch","description":"https://shop/api","startTimestamp":1700000003,"endTimestamp":1700000003.2,"data":{"method":"POST","statusCode":500}}}},
 {"type":5,"timestamp":1700000004,"data":{"tag":"options","payload":{"sessionSampleRate":1}}}
],{"not":"a segment"},[{"type":"x"},3,null]]`

func TestRecording(t *testing.T) {
	frames, skipped, err := DecodeRecording([]byte(recording))
	if err != nil || len(skipped) != 1 || len(frames) != 5 {
		t.Fatalf("%d frames, %v, %v", len(frames), skipped, err)
	}
	if frames[0].Kind != "page" || frames[0].Address.Raw() != "https://shop/cart" || frames[1].Timestamp.Nanosecond() != 5e8 {
		t.Errorf("page and click %+v", frames[:2])
	}
	if slow := frames[2].Data; slow.EndReason != "timeout" || slow.ClickCount != 6 || slow.Node.TagName != "button" {
		t.Errorf("slow click %+v", slow)
	}
	if request := frames[3]; request.Data.StatusCode != 500 || request.Category != "resource.fetch" || request.End.Sub(request.Timestamp.Time) != 200*time.Millisecond {
		t.Errorf("request %+v", request)
	}
}

// samples is a profile of two threads: main works 30 ms in b (called by a), then pauses.
const samples = `{"platform":"go","release":null,"transaction":{"name":"GET /","trace_id":"t"},"profile":{
 "frames":[{"function":"b","in_app":true,"lineno":"4"},{"function":"a"}],"stacks":[[0,1],[1,99],[]],
 "samples":[{"stack_id":0,"thread_id":1,"elapsed_since_start_ns":10000000},{"stack_id":0,"thread_id":"1","elapsed_since_start_ns":20000000},
  {"stack_id":1,"thread_id":1,"elapsed_since_start_ns":40000000},{"stack_id":0,"thread_id":1,"elapsed_since_start_ns":90000000000},
  {"stack_id":0,"thread_id":2,"elapsed_since_start_ns":5000000},{"stack_id":2,"thread_id":2},{"stack_id":-1},{"stack_id":9}],
 "thread_metadata":{"1":{"name":"main"}}}}`

func TestProfileStacks(t *testing.T) {
	p, err := serveFixed(t, samples).Profile(t.Context(), "acme", "web", "p")
	if err != nil || len(p.Stacks) != 3 || p.Frames[0].Line != 4 {
		t.Fatalf("%+v, %v", p, err)
	}
	main := p.Stacks[0]
	if main.Thread != "main" || main.Samples != 3 || main.Time != 30*time.Millisecond || main.Frames[0] != 1 || main.Frames[1] != 0 {
		t.Errorf("main %+v", main)
	}
	if pause := p.Stacks[1]; pause.Time != longestGap || len(pause.Frames) != 1 {
		t.Errorf("a pause counts as work: %+v", pause)
	}
	if other := p.Stacks[2]; other.Thread != "thread 2" || other.Samples != 1 {
		t.Errorf("second thread %+v", other)
	}
}

func FuzzRecording(f *testing.F) {
	f.Add([]byte(recording))
	f.Add([]byte(`[[{"type":5,"data":{"tag":"breadcrumb","payload":[]}}]]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		frames, _, err := DecodeRecording(body)
		if err != nil {
			return
		}
		if _, err := json.Marshal(frames); err != nil {
			t.Errorf("cannot be printed: %v", err)
		}
	})
}

func FuzzProfile(f *testing.F) {
	f.Add([]byte(samples))
	f.Add([]byte(`{"profiles":[{"samples":[[0,1],[5]],"weights":[1,-1],"sample_durations_ns":[1e30]}],"shared":{"frames":[{"name":"x"},{"name":"y"}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		single, _, err := decodeLoose[profileWire](body)
		if err == nil {
			checkStacks(t, single.stacks())
		}
		graph, _, err := decodeLoose[flamegraphWire](body)
		if err == nil {
			checkStacks(t, graph.profile())
		}
	})
}

func checkStacks(t *testing.T, p StackProfile) {
	t.Helper()
	for _, s := range p.Stacks {
		if len(s.Frames) == 0 || s.Samples <= 0 || s.Time < 0 {
			t.Errorf("stack %+v", s)
		}
		for _, frame := range s.Frames {
			if frame < 0 || frame >= len(p.Frames) {
				t.Errorf("frame %d of %d", frame, len(p.Frames))
			}
		}
	}
}
