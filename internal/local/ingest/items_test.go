package ingest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vedette/internal/local/explore"
	"vedette/internal/local/query"
	"vedette/internal/local/store"
)

func TestErrorBecomesIssue(t *testing.T) {
	b := newBackend(t, Options{}, 0)
	if answer := b.send(envelope(`"event_id":"`+eventID+`"`, "event", "", errorEvent(eventID))); answer != `{"id":"`+eventID+`"}` {
		t.Errorf("answer %s", answer)
	}
	b.send(envelope("", "event", "", errorEvent("22222222222222222222222222222222")))
	b.send(envelope("", "event", "", errorEvent("22222222222222222222222222222222"))) // an SDK that tried again
	b.digest()
	list := b.issues()
	if len(list) != 1 {
		t.Fatalf("%d issues, want 1: %+v", len(list), list)
	}
	i := list[0]
	if i.Title != "TypeError: x is not a function" || i.ShortID != "PROJECT-42-1" || i.Count != 2 || i.UserCount != 1 || !i.Unhandled ||
		i.FirstRelease != "shop@1.0.0" || i.Level != "error" || i.Priority != "high" || i.Substatus != store.SubstatusNew {
		t.Errorf("issue %+v", i)
	}
	if n := b.counters()["event dropped duplicate"]; n != 1 {
		t.Errorf("%d duplicates, want 1", n)
	}
	ev, prev, next, err := b.store.Event(t.Context(), i.ID, store.Oldest, nil)
	if err != nil {
		t.Fatal(err)
	}
	if ev.ID != eventID || prev != "" || next != "22222222222222222222222222222222" || string(ev.Payload) != errorEvent(eventID) {
		t.Errorf("oldest event %s with neighbours %q %q and payload %s", ev.ID, prev, next, ev.Payload)
	}
	if want := time.Date(2026, 5, 4, 11, 59, 50, 5e8, time.UTC); !ev.Time.Equal(want) {
		t.Errorf("time %v, want %v", ev.Time, want)
	}
	tags := map[string]string{}
	for _, tag := range ev.Tags {
		tags[tag.Key] = tag.Value
	}
	for key, want := range map[string]string{
		"level": "error", "release": "shop@1.0.0", "environment": "production", "user": "id:7", "os": "Linux 6.1", "os.name": "Linux",
		"url": "https://shop.example.com/pay", "handled": "no", "mechanism": "onerror", "plan": "pro",
	} {
		if tags[key] != want {
			t.Errorf("tag %s is %q, want %q", key, tags[key], want)
		}
	}
	keys, err := b.store.IssueTags(t.Context(), i.ID, []string{"production"}, 3)
	if err != nil || len(keys) != len(tags) || keys[0].Total != 2 {
		t.Errorf("issue tags %+v, %v", keys, err)
	}
	for _, search := range []string{"http.method:POST", "stack.function:pay", "error.type:TypeError", "plan:pro"} {
		q, err := query.Parse(search, b.now)
		if err != nil {
			t.Fatal(err)
		}
		if _, n, err := b.store.Issues(t.Context(), store.IssueFilter{Query: q}); n != 1 || err != nil {
			t.Errorf("%s: %d issues, %v", search, n, err)
		}
	}
}

const (
	traceID     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	transaction = `{"event_id":"33333333333333333333333333333333","type":"transaction","transaction":"GET /pay","start_timestamp":1777895980,"timestamp":1777895981,
"contexts":{"trace":{"trace_id":"` + traceID + `","span_id":"cccccccccccccccc","op":"http.server","status":"ok"}},
"spans":[{"trace_id":"` + traceID + `","span_id":"dddddddddddddddd","parent_span_id":"cccccccccccccccc","op":"db","description":"SELECT 1","start_timestamp":1777895980.2,"timestamp":1777895980.4}]}`
	spansV2 = `{"version":2,"items":[{"trace_id":"` + traceID + `","span_id":"eeeeeeeeeeeeeeee","name":"GET /","start_timestamp":1777895982,"end_timestamp":1777895983,
"is_segment":true,"status":"ok","attributes":{"sentry.release":{"value":"web@2","type":"string"},"sentry.op":{"value":"http","type":"string"}}}]}`
	logs = `{"version":2,"items":[{"timestamp":1777895985,"trace_id":"` + traceID + `","level":"warn","body":"slow","attributes":{"n":{"value":1,"type":"integer"}}}]}`
)

func TestEveryItemType(t *testing.T) {
	tests := []struct {
		kind, attributes, payload string
		counter                   string
	}{
		{"event", "", errorEvent(eventID), "event digested"},
		{"transaction", "", transaction, "transaction digested"},
		{"span", `"item_count":1,"content_type":"application/vnd.sentry.items.span.v2+json"`, spansV2, "span digested"},
		{"span", "", `{"trace_id":"` + traceID + `","span_id":"ffffffffffffffff","description":"one","start_timestamp":1777895980,"timestamp":1777895981}`, "span digested"},
		{"log", `"item_count":1,"content_type":"application/vnd.sentry.items.log+json"`, logs, "log digested"},
		{"trace_metric", `"item_count":1,"content_type":"application/vnd.sentry.items.trace-metric+json"`,
			`{"items":[{"timestamp":1777895985,"name":"hits","type":"counter","value":1}]}`, "trace_metric digested"},
		{"session", "", `{"sid":"44444444444444444444444444444444","started":"2026-05-04T11:00:00Z","status":"crashed","attrs":{"release":"shop@1.0.0"}}`, "session digested"},
		{"sessions", "", `{"attrs":{"release":"shop@1.0.0"},"aggregates":[{"started":"2026-05-04T11:00:00Z","exited":5,"errored":1}]}`, "sessions digested"},
		{"check_in", "", `{"check_in_id":"55555555555555555555555555555555","monitor_slug":"nightly","status":"ok","duration":2.5}`, "check_in digested"},
		{"feedback", "", `{"event_id":"66666666666666666666666666666666","contexts":{"feedback":{"message":"It hurts","contact_email":"ann@example.com"}}}`, "feedback digested"},
		{"user_report", "", `{"event_id":"` + eventID + `","name":"Ann","comments":"It broke"}`, "user_report digested"},
		{"client_report", "", `{"discarded_events":[{"reason":"queue_overflow","category":"error","quantity":3}]}`, "error client_discard queue_overflow"},
		{"attachment", `"filename":"a.txt"`, "plain\ntext", "attachment digested"},
		{"profile", "", `{"event_id":"77777777777777777777777777777777","transaction":{"name":"GET /pay"},"profile":{"samples":[{"elapsed_since_start_ns":5}]}}`, "profile digested"},
		{"profile_chunk", "", `{"chunk_id":"77777777777777777777777777777778","profiler_id":"77777777777777777777777777777779","profile":{"samples":[{"timestamp":1777895981.5}]}}`, "profile_chunk digested"},
		{"profile", "", `{"anything":1}`, "profile dropped invalid"},
		{"replay_event", "", `{"replay_id":"88888888888888888888888888888888","segment_id":0,"urls":["http://shop.test/"]}`, "replay_event digested"},
		{"replay_recording", "", "{\"segment_id\":0}\n[{\"type\":4}]", "replay_recording digested"},
		{"replay_recording", "", "{\"segment_id\":1}\nnot compressed", "replay_recording dropped invalid"},
		{"replay_video", "", "\x81", "replay_video kept"},
		{"never_heard_of", "", "\x00\x01", "never_heard_of kept"},
		{"event", "", `[1]`, "event dropped invalid"},
		{"log", "", `{"items":[{}]}`, "log dropped invalid"},
		{"check_in", "", `{}`, "check_in dropped invalid"},
	}
	b := newBackend(t, Options{}, 0)
	for _, tt := range tests {
		b.send(envelope(`"event_id":"`+idFor(tt.kind)+`"`, tt.kind, tt.attributes, tt.payload))
	}
	b.digest()
	counters := b.counters()
	for _, tt := range tests {
		if counters[tt.counter] == 0 {
			t.Errorf("%s: no %q in %v", tt.kind, tt.counter, counters)
		}
	}
	checkTelemetry(t, b)
}

// idFor is the id in the envelope header of an item: attachments come with their event.
func idFor(kind string) string {
	switch kind {
	case "transaction":
		return "33333333333333333333333333333333"
	case "feedback":
		return "66666666666666666666666666666666"
	}
	return eventID
}

func checkTelemetry(t *testing.T, b *backend) {
	t.Helper()
	ctx := t.Context()
	trace, err := b.store.TraceNeighbours(ctx, strings.ToUpper(traceID), 0)
	if err != nil || len(trace) != 5 || trace[0].EventID == "" {
		t.Errorf("trace of %d items, %v: %+v", len(trace), err, trace)
	}
	if logs := fmt.Sprint(b.table(explore.Logs, "severity:warn message:*SLO*", "message", "n")); logs != "[[slow 1]]" {
		t.Errorf("logs %s", logs)
	}
	if metrics := fmt.Sprint(b.table(explore.Metrics, "metric.name:*hit*", "value")); metrics != "[[1]]" {
		t.Errorf("metrics %s", metrics)
	}
	releases, n, err := b.store.Releases(ctx, store.ReleaseFilter{Query: "shop"})
	if err != nil || n != 1 {
		t.Fatalf("releases %+v, %v", releases, err)
	}
	var sessions store.SessionCount
	counts, err := b.store.SessionCounts(ctx, store.SessionFilter{Releases: []string{releases[0].Version}})
	for _, c := range counts {
		sessions.Healthy, sessions.Errored, sessions.Crashed = sessions.Healthy+c.Healthy, sessions.Errored+c.Errored, sessions.Crashed+c.Crashed
	}
	if want := (store.SessionCount{Healthy: 5, Errored: 1, Crashed: 1}); err != nil || sessions != want || releases[0].NewGroups != 1 {
		t.Errorf("release %+v with sessions %+v, %v; want %+v", releases[0], sessions, err, want)
	}
	project, err := b.store.Project(ctx, "42")
	if err != nil {
		t.Fatal(err)
	}
	files, err := b.store.Attachments(ctx, project.ID, eventID)
	if err != nil || len(files) != 1 {
		t.Fatalf("attachments %+v, %v", files, err)
	}
	if file, err := b.store.Attachment(ctx, files[0].ID); err != nil || string(file.Data) != "plain\ntext" || file.Name != "a.txt" {
		t.Errorf("attachment %+v, %v", file, err)
	}
	reports, _, err := b.store.UserReports(ctx, store.UserReportFilter{})
	if err != nil || len(reports) != 1 || reports[0].IssueID == 0 || reports[0].Text != "It broke" {
		t.Errorf("user reports %+v, %v", reports, err)
	}
	if list := b.issues(); len(list) != 2 || list[0].Type != "feedback" && list[1].Type != "feedback" {
		t.Errorf("issues %+v, want an error and a feedback", list)
	}
}

func TestClock(t *testing.T) {
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name           string
		at, sent, want time.Time
	}{
		{"as sent", now.Add(-time.Hour), now, now.Add(-time.Hour)},
		{"none", time.Time{}, now, now},
		{"a little ahead", now.Add(30 * time.Second), time.Time{}, now.Add(30 * time.Second)},
		{"future", now.Add(time.Hour), time.Time{}, now},
		{"too old", now.Add(-31 * 24 * time.Hour), time.Time{}, now},
		{"clock 2 h behind", now.Add(-2*time.Hour - time.Minute), now.Add(-2 * time.Hour), now.Add(-time.Minute)},
		{"clock 2 h ahead", now.Add(2*time.Hour - time.Minute), now.Add(2 * time.Hour), now.Add(-time.Minute)},
		{"slow network", now.Add(-10 * time.Minute), now.Add(-9 * time.Minute), now.Add(-10 * time.Minute)},
	}
	for _, tt := range tests {
		if got := eventTime(tt.at, drift(now, tt.sent), now); !got.Equal(tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
