package protocol

import (
	"testing"
	"time"
)

func TestDecodeSpans(t *testing.T) {
	b, err := DecodeSpans([]byte(`{"version":2,"items":[
		{"trace_id":"771a43a4192642f0b136d5159a501700","span_id":"86f39e84263a4de9","name":"GET /","start_timestamp":1767225600.1,"end_timestamp":1767225600.2,
		 "is_segment":true,"status":"ok","attributes":{"sentry.op":{"value":"http.server","type":"string"},"sentry.origin":{"type":"string","value":"auto \"x\""},
		 "n":{"value":3,"type":"integer"},"gone":{"value":null,"type":"string"},"bare":true,"odd":{"k":1}}},
		{"trace_id":"771a43a4192642f0b136d5159a501700","span_id":"96f39e84263a4de9","parent_span_id":"86f39e84263a4de9","name":"open","start_timestamp":1767225600.1},
		{"name":"no ids"}, 7, null]}`))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Unix(1767225600, 1e8).UTC()
	same(t, "items", b.Items, []Span{
		{TraceID: "771a43a4192642f0b136d5159a501700", SpanID: "86f39e84263a4de9", Op: "http.server", Name: "GET /", Status: "ok", Origin: `auto "x"`,
			Start: start, End: start.Add(1e8), IsSegment: true, Attributes: Attributes{"sentry.op": raw(`"http.server"`),
				"sentry.origin": raw(`"auto \"x\""`), "n": raw("3"), "bare": raw("true"), "odd": raw(`{"k":1}`)}},
		{TraceID: "771a43a4192642f0b136d5159a501700", SpanID: "96f39e84263a4de9", ParentSpanID: "86f39e84263a4de9", Name: "open", Start: start, End: start},
	})
	same(t, "bad", b.Bad, 2)
	same(t, "problems", b.Problems, []string{"items[2]: span without trace_id, span_id or start_timestamp", "items[3]: expected an object, got a number"})
	same(t, "text", []string{b.Items[0].Attributes.Text("n"), b.Items[0].Attributes.Text("none")}, []string{"3", ""})
	if _, err := DecodeSpans([]byte(`{"version":2}`)); kindOf(err) != Malformed {
		t.Errorf("container without items: %v", err)
	}
}

func TestDecodeSpan(t *testing.T) {
	sp, err := DecodeSpan([]byte(`{"trace_id":"771a43a4192642f0b136d5159a501700","span_id":"86f39e84263a4de9","op":"ui.interaction.click",
		"description":"button","start_timestamp":1767225600,"timestamp":1767225601,"origin":"auto.inp","data":{"release":"1"},"is_segment":false}`))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "span", sp, Span{TraceID: "771a43a4192642f0b136d5159a501700", SpanID: "86f39e84263a4de9", Op: "ui.interaction.click", Name: "button",
		Origin: "auto.inp", Start: time.Unix(1767225600, 0).UTC(), End: time.Unix(1767225601, 0).UTC(), Attributes: Attributes{"release": raw(`"1"`)}})
	for _, data := range []string{`{}`, `[]`, `{"trace_id":"771a43a4192642f0b136d5159a501700","span_id":"86f39e84263a4de9"}`} {
		if _, err := DecodeSpan([]byte(data)); kindOf(err) != Malformed {
			t.Errorf("%s: %v", data, err)
		}
	}
}

func TestDecodeLogsAndMetrics(t *testing.T) {
	logs, err := DecodeLogs([]byte(`{"items":[{"timestamp":"2026-01-01T00:00:00.000000001Z","trace_id":"771a43a4192642f0b136d5159a501700",
		"span_id":"0000000000000000","level":"warn","severity_number":13,"body":"disk at 91 %","attributes":{"disk":{"value":"sda","type":"string"}}},
		{"level":"info"},{"body":"still here","severity_number":"x"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "logs", logs, Batch[Log]{Items: []Log{{Timestamp: time.Date(2026, 1, 1, 0, 0, 0, 1, time.UTC), TraceID: "771a43a4192642f0b136d5159a501700",
		Level: "warn", SeverityNumber: 13, Body: "disk at 91 %", Attributes: Attributes{"disk": raw(`"sda"`)}}, {Body: "still here"}},
		Bad: 1, Problems: []string{"items[1]: log without body and attributes", "items[2].severity_number: expected a number"}})

	metrics, err := DecodeMetrics([]byte(`{"version":2,"items":[{"timestamp":1767225600,"trace_id":"771a43a4192642f0b136d5159a501700","name":"queue.depth",
		"type":"gauge","value":4.5,"unit":"none","attributes":{"q":{"value":"mail","type":"string"}}},{"name":"x","value":1e999},{"value":1}]}`))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "metrics", metrics.Items, []Metric{{Timestamp: time.Unix(1767225600, 0).UTC(), TraceID: "771a43a4192642f0b136d5159a501700",
		Name: "queue.depth", Type: "gauge", Value: 4.5, Unit: "none", Attributes: Attributes{"q": raw(`"mail"`)}}})
	same(t, "bad metrics", metrics.Bad, 2)
}

func TestDecodeSessions(t *testing.T) {
	s, err := DecodeSession([]byte(`{"sid":"d9428888-122b-11e1-b85c-61cd3cbb3210","init":true,"started":"2026-01-01T00:00:00.000Z","status":"exited","errors":1,
		"duration":2.5,"did":17,"seq":3,"attrs":{"release":"shop@1","environment":"prod","user_agent":"x","ip_address":"::1"}}`))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	same(t, "session", s, Session{ID: "d9428888122b11e1b85c61cd3cbb3210", DistinctID: "17", Seq: 3, Init: true, Status: "exited", Errors: 1,
		Started: start, Timestamp: start, Duration: 2.5, Attributes: SessionAttributes{"shop@1", "prod", "x", "::1"}})
	if _, err := DecodeSession([]byte(`{"sid":"d9428888-122b-11e1-b85c-61cd3cbb3210"}`)); kindOf(err) != Malformed {
		t.Errorf("session without started: %v", err)
	}

	a, err := DecodeSessionAggregates([]byte(`{"aggregates":[{"started":"2026-01-01T00:00:00Z","exited":4,"crashed":1,"errored":-3},{"exited":1}],"attrs":{"release":"shop@1"}}`))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "aggregates", a, SessionAggregates{Attributes: SessionAttributes{Release: "shop@1"}, Batch: Batch[SessionCounts]{
		Items: []SessionCounts{{Started: start, Exited: 4, Crashed: 1}}, Bad: 1,
		Problems: []string{"aggregates[0].errored: expected a whole number from 0 to 2147483647", "aggregates[1]: bucket without started"}}})
}

func TestDecodeCheckIn(t *testing.T) {
	c, err := DecodeCheckIn([]byte(`{"check_in_id":"83a7c03ed0a04e1b97e2e3b18d38f244","monitor_slug":"nightly","status":"in_progress","duration":null,
		"environment":"prod","release":"1","monitor_config":{"schedule":{"value":"0 3 * * *","type":"crontab"},"checkin_margin":5,"max_runtime":30,
		"timezone":"Europe/Vienna","failure_issue_threshold":2,"recovery_threshold":1,"owner":"team:1"},
		"contexts":{"trace":{"trace_id":"771a43a4192642f0b136d5159a501700","span_id":"x"},"os":{}}}`))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "check-in", c, CheckIn{ID: "83a7c03ed0a04e1b97e2e3b18d38f244", MonitorSlug: "nightly", Status: "in_progress", Environment: "prod", Release: "1",
		TraceID: "771a43a4192642f0b136d5159a501700", Config: &MonitorConfig{ScheduleType: "crontab", Crontab: "0 3 * * *", Timezone: "Europe/Vienna",
			CheckInMargin: 5, MaxRuntime: 30, FailureIssueThreshold: 2, RecoveryThreshold: 1, Owner: "team:1"}})
	c, err = DecodeCheckIn([]byte(`{"monitor_slug":"m","status":"ok","monitor_config":{"schedule":{"type":"interval","value":10,"unit":"minute"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "interval", c.Config, &MonitorConfig{ScheduleType: "interval", Every: 10, Unit: "minute"})
	if _, err := DecodeCheckIn([]byte(`{"status":"ok"}`)); kindOf(err) != Malformed {
		t.Errorf("check-in without slug: %v", err)
	}
}

func TestDecodeFeedback(t *testing.T) {
	e := decode(t, `{"type":"feedback","contexts":{"feedback":{"message":"it hangs","contact_email":"kim@example.test","name":"Kim","url":"http://x/",
		"source":"widget","replay_id":"83a7c03ed0a04e1b97e2e3b18d38f244","associated_event_id":"4c79f60c11214eb38604f4ae0781bfb2"}}}`)
	f, ok := e.Feedback()
	same(t, "type", e.Type, TypeFeedback)
	same(t, "feedback", f, Feedback{"4c79f60c11214eb38604f4ae0781bfb2", "Kim", "kim@example.test", "it hangs", "http://x/", "widget",
		"83a7c03ed0a04e1b97e2e3b18d38f244"})
	if !ok {
		t.Error("no feedback found")
	}
	for _, data := range []string{`{}`, `{"contexts":{"feedback":"text"}}`} {
		e := decode(t, data)
		if _, ok := e.Feedback(); ok {
			t.Errorf("%s: feedback out of nothing", data)
		}
	}
	f, err := DecodeUserReport([]byte(`{"event_id":"4c79f60c11214eb38604f4ae0781bfb2","name":"Kim","email":"kim@example.test","comments":"it hangs"}`))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "user report", f, Feedback{EventID: "4c79f60c11214eb38604f4ae0781bfb2", Name: "Kim", Email: "kim@example.test", Message: "it hangs"})
	if _, err := DecodeUserReport([]byte(`{"comments":"it hangs"}`)); kindOf(err) != Malformed {
		t.Errorf("user report without event: %v", err)
	}
}

func TestDecodeClientReport(t *testing.T) {
	r, err := DecodeClientReport([]byte(`{"timestamp":1767225600,"discarded_events":[{"reason":"queue_overflow","category":"error","quantity":23},
		{"reason":"sample_rate","category":"transaction","quantity":0}],"filtered_events":[{"reason":"before_send","category":"span","quantity":"2"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "report", r, ClientReport{Timestamp: time.Unix(1767225600, 0).UTC(), Batch: Batch[Discard]{
		Items: []Discard{{"queue_overflow", "error", 23}, {"before_send", "span", 2}}, Bad: 1,
		Problems: []string{"discarded_events[1]: entry without reason, category or quantity"}}})
}
