package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const o = "/api/0/organizations/local"

func TestTraceLogs(t *testing.T) {
	b := seedTelemetry(t)
	var got table
	b.get(o+"/trace-logs/?"+params("traceId", logTrace, "statsPeriod", "24h", "sort", "timestamp"), &got)
	if rows := got.cells("message", "severity", "severity_number", "trace"); !slices.Equal(rows, []string{"cart opened|info|9|" + logTrace, "payment refused|error|17|" + logTrace}) {
		t.Errorf("logs of the trace: %q", rows)
	}
	b.get(o+"/trace-logs/?"+params("traceId", logTrace, "query", "severity:error"), &got)
	if len(got.Data) != 1 {
		t.Errorf("%d logs with the search, want 1", len(got.Data))
	}
	for _, asked := range []string{"", params("traceId", "xyz"), params("traceId", logTrace, "sort", "cart.size")} {
		b.decode(b.call(http.MethodGet, o+"/trace-logs/?"+asked, ""), http.StatusBadRequest, &struct{ Detail string }{})
	}
}

func TestTraceMetaCountsLogsAndMetrics(t *testing.T) {
	b := seedTelemetry(t)
	var meta struct{ LogsCount, MetricsCount, SpansCount int }
	b.get(o+"/trace-meta/"+logTrace+"/", &meta)
	if meta.LogsCount != 2 || meta.MetricsCount != 1 || meta.SpansCount != 4 {
		t.Errorf("got %+v, want 2 logs, 1 metric, 4 spans", meta)
	}
}

func TestTraceItem(t *testing.T) {
	b := seedTelemetry(t)
	get := func(project, id, kind string) map[string]any {
		t.Helper()
		var item struct {
			ItemID     string
			Timestamp  string
			Attributes []struct {
				Name, Type string
				Value      any
			}
		}
		b.get("/api/0/projects/local/"+project+"/trace-items/"+id+"/?"+params("item_type", kind, "trace_id", logTrace), &item)
		out := map[string]any{"timestamp": item.Timestamp}
		for _, a := range item.Attributes {
			out[a.Name+" "+a.Type] = a.Value
		}
		return out
	}
	span := get("worker", "aaaaaaaaaaaaaaa1", "spans")
	for name, want := range map[string]any{
		"span.op str": "queue.process", "span.duration float": 2000.0, "tags[http.response.status_code,number] int": 503.0, "is_transaction bool": true,
		"user.id str": "u-9", "timestamp": "2026-11-18T11:06:40+00:00",
	} {
		if span[name] != want {
			t.Errorf("span: %s is %v, want %v; all: %v", name, span[name], want, span)
		}
	}
	logs := b.explore("dataset", "logs", "field", "id", "query", "retry:true")
	entry := get("shop", logs.Data[0]["id"].(string), "logs")
	if entry["message str"] != "payment refused" || entry["retry bool"] != true || entry["tags[cart.size,number] int"] != 12.0 {
		t.Errorf("log: %v", entry)
	}
	for _, path := range []string{"shop/trace-items/aaaaaaaaaaaaaaa1/?item_type=spans", "shop/trace-items/ffff/?item_type=logs", "nope/trace-items/1/?item_type=spans"} {
		b.decode(b.call(http.MethodGet, "/api/0/projects/local/"+path, ""), http.StatusNotFound, &struct{ Detail string }{})
	}
}

func TestAttributeKeys(t *testing.T) {
	b := seedTelemetry(t)
	get := func(pairs ...string) []string {
		t.Helper()
		var keys []struct {
			Key, Name, AttributeType string
			AttributeSource          struct {
				SourceType string `json:"source_type"`
			}
		}
		b.get(o+"/trace-items/attributes/?"+params(pairs...), &keys)
		var out []string
		for _, k := range keys {
			out = append(out, k.Key+" "+k.AttributeType+" "+k.AttributeSource.SourceType)
		}
		return out
	}
	all := get("itemType", "logs")
	for _, want := range []string{"severity string sentry", "tags[cart.size,number] number user", "user.plan string user", "tags[retry,boolean] boolean user",
		"sentry.environment string sentry"} {
		if !slices.Contains(all, want) {
			t.Errorf("logs lack %q: %q", want, all)
		}
	}
	if got := get("dataset", "spans", "attributeType", "number", "substringMatch", "status_code"); !slices.Equal(got, []string{"tags[http.response.status_code,number] number user"}) {
		t.Errorf("numbers of spans: %q", got)
	}
	if got := get("dataset", "logs", "query", "severity:warn", "substringMatch", "cart"); len(got) != 0 {
		t.Errorf("the search selects a log without cart.size: %q", got)
	}
	if got := get("dataset", "processing_errors"); len(got) != 0 {
		t.Errorf("nothing is kept of processing errors: %q", got)
	}
	b.decode(b.call(http.MethodGet, o+"/trace-items/attributes/", ""), http.StatusBadRequest, &struct{ Dataset []string }{})
}

func TestAttributeStats(t *testing.T) {
	b := seedTelemetry(t)
	get := func(pairs ...string) string {
		t.Helper()
		var v any
		b.get(o+"/trace-items/stats/?"+params(append(pairs, "statsType", "attributeDistributions")...), &v)
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	got := get("itemType", "spans")
	for _, want := range []string{`"span.op":[{"label":"db","value":2}`, `"http.response.status_code":[{"label":"503","value":1}]`, `"is_transaction":[{"label":"false"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
	if got := get("itemType", "occurrences", "substringMatch", "region", "query", "level:error"); got != `{"data":[{"attributeDistributions":{"data":{"region":[{"label":"eu","value":4}]}}}]}` {
		t.Errorf("regions of errors: %s", got)
	}
	for _, asked := range []string{"", "statsType=totals", "statsType=attributeDistributions&traceItemsLimit=0"} {
		b.decode(b.call(http.MethodGet, o+"/trace-items/stats/?"+asked, ""), http.StatusBadRequest, &map[string][]string{})
	}
}

func TestValidateEvents(t *testing.T) {
	b := seedTelemetry(t)
	get := func(status int, pairs ...string) string {
		t.Helper()
		var v any
		b.decode(b.call(http.MethodGet, o+"/events/validate/?"+params(pairs...), ""), status, &v)
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	good := get(http.StatusOK, "dataset", "spans", "field", "span.op", "field", "p95(span.duration)", "field", "http.response.status_code",
		"query", "span.op:db http.response.status_code:>400 release.version:>1", "orderby", "-p95_span_duration")
	for _, want := range []string{
		`"valid":true}`, `{"attrType":"number","error":null,"name":"p95(span.duration)","valid":true}`,
		`"orderby":[{"attrType":"number","error":null,"name":"-p95_span_duration","valid":true}]`, `"name":"http.response.status_code","valid":true`,
	} {
		if !strings.Contains(good, want) {
			t.Errorf("%s lacks %s", good, want)
		}
	}
	bad := get(http.StatusBadRequest, "dataset", "spans", "field", "tags[missing]", "field", "nope(x)", "query", "shoe:1", "sort", "-count()")
	for _, want := range []string{
		`{"attrType":null,"error":"Unknown attribute","name":"tags[missing]","valid":false}`, `"error":"Unknown function nope`,
		`"query":{"error":null,"fields":[{"attrType":null,"error":"Unknown attribute","name":"shoe","valid":false}],"valid":false}`,
		`"error":"Orderby must also be a selected field"`,
	} {
		if !strings.Contains(bad, want) {
			t.Errorf("%s lacks %s", bad, want)
		}
	}
	for _, tt := range []struct{ pairs, want string }{
		{params("dataset", "nope"), `"dataset":[{"error":"dataset must be one of`},
		{params("dataset", "spans", "field", "id", "query", "(x"), `"query":{"error":"Unmatched parenthesis`},
		{params("dataset", "spans", "field", "id", "project", "nope"), `"projects":[{"error":"At least one valid project`},
	} {
		var v any
		b.decode(b.call(http.MethodGet, o+"/events/validate/?"+tt.pairs, ""), http.StatusBadRequest, &v)
		if text, err := json.Marshal(v); err != nil || !strings.Contains(string(text), tt.want) {
			t.Errorf("%s: %s lacks %s", tt.pairs, text, tt.want)
		}
	}
}

func TestIssueCounts(t *testing.T) {
	b := seed(t)
	var counts map[string]int
	b.get(o+"/issues-count/?"+params("query", "is:unresolved", "query", "level:warning"), &counts)
	if counts["is:unresolved"] != 3 || counts["level:warning"] != 1 {
		t.Errorf("counts: %v", counts)
	}
	issue := b.find("EmptyCart")
	var rows []struct {
		ID, Count string
		UserCount int
		Stats     map[string][][2]int64
	}
	b.get(o+"/issues-stats/?"+params("groups", issue.ID), &rows)
	if len(rows) != 1 || rows[0].ID != issue.ID || rows[0].Count != "3" || rows[0].UserCount != 1 || len(rows[0].Stats["24h"]) != 24 {
		t.Errorf("stats: %+v", rows)
	}
	b.decode(b.call(http.MethodGet, o+"/issues-stats/", ""), http.StatusBadRequest, &struct{ Detail string }{})
}

func TestTagsOfDatasets(t *testing.T) {
	b := seedTelemetry(t)
	get := func(dataset string) []string {
		t.Helper()
		var tags []struct {
			Key         string
			TotalValues int
		}
		b.get(o+"/tags/?dataset="+dataset, &tags)
		var keys []string
		for _, tag := range tags {
			if tag.TotalValues < 1 {
				t.Errorf("%s: %s has no values", dataset, tag.Key)
			}
			keys = append(keys, tag.Key)
		}
		return keys
	}
	for dataset, want := range map[string]string{"errors": "region", "spans": "http.response.status_code", "logs": "cart.size", "tracemetrics": "region"} {
		if keys := get(dataset); !slices.Contains(keys, want) {
			t.Errorf("%s lacks %s: %q", dataset, want, keys)
		}
	}
	if keys := get("replays"); len(keys) != 0 {
		t.Errorf("tags of replays: %q", keys)
	}
}
