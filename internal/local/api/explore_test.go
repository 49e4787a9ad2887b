package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// table is what the tests look at in an answer of Explore.
type table struct {
	Data []map[string]any
	Meta struct {
		Fields  map[string]string
		Units   map[string]*string
		Dataset string
	}
}

const (
	logTrace    = "771a43a4192642f0b136d5159a501700"
	logItems    = `{"type":"log","content_type":"application/vnd.sentry.items.log+json","item_count":3}`
	metricItems = `{"type":"trace_metric","content_type":"application/vnd.sentry.items.trace-metric+json","item_count":3}`
	spanItems   = `{"type":"span","content_type":"application/vnd.sentry.items.span.v2+json","item_count":2}`
)

// seedTelemetry adds logs, metrics, single spans and a failed transaction to what seed has.
func seedTelemetry(t *testing.T) *backend {
	t.Helper()
	b := seed(t)
	b.send("shop", logItems, `{"items":[
{"timestamp":"2026-11-20T11:00:00Z","trace_id":"`+logTrace+`","level":"info","body":"cart opened","attributes":{"cart.size":{"value":3,"type":"integer"},"user.plan":{"value":"pro","type":"string"},"sentry.environment":{"value":"production","type":"string"}}},
{"timestamp":"2026-11-20T11:30:00.5Z","trace_id":"`+logTrace+`","level":"error","body":"payment refused","attributes":{"cart.size":{"value":12,"type":"integer"},"retry":{"value":true,"type":"boolean"}}},
{"timestamp":"2026-11-20T11:40:00Z","trace_id":"","level":"warn","body":"slow answer","attributes":{"wait":{"value":1.5,"type":"double"}}}]}`)
	b.send("shop", metricItems, `{"items":[
{"timestamp":"2026-11-20T11:00:00Z","trace_id":"`+logTrace+`","name":"orders","type":"counter","value":2,"attributes":{"region":{"value":"eu","type":"string"}}},
{"timestamp":"2026-11-20T11:10:00Z","trace_id":"","name":"orders","type":"counter","value":3,"attributes":{"region":{"value":"us","type":"string"}}},
{"timestamp":"2026-11-20T11:20:00Z","trace_id":"","name":"latency","type":"distribution","value":8.5,"unit":"millisecond","attributes":{}}]}`)
	b.send("worker", spanItems, `{"items":[
{"trace_id":"`+logTrace+`","span_id":"aaaaaaaaaaaaaaa1","name":"job","start_timestamp":1795000000,"end_timestamp":1795000002,"is_segment":true,"status":"error","attributes":{"sentry.op":{"value":"queue.process","type":"string"},"http.response.status_code":{"value":503,"type":"integer"},"user.id":{"value":"u-9","type":"string"}}},
{"trace_id":"`+logTrace+`","span_id":"aaaaaaaaaaaaaaa2","parent_span_id":"aaaaaaaaaaaaaaa1","name":"SELECT 1","start_timestamp":1795000000,"end_timestamp":1795000000.1,"status":"ok","attributes":{"sentry.op":{"value":"db","type":"string"},"sentry.segment.name":{"value":"job","type":"string"}}}]}`)
	return b
}

// explore asks for a table: pairs of parameter and value.
func (b *backend) explore(pairs ...string) table {
	b.t.Helper()
	var t table
	b.get("/api/0/organizations/local/events/?"+params(pairs...), &t)
	return t
}

func params(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	return q.Encode()
}

// cells writes the rows of a table, the columns in the order asked for.
func (t table) cells(columns ...string) []string {
	var rows []string
	for _, row := range t.Data {
		var cells []string
		for _, c := range columns {
			cells = append(cells, fmt.Sprint(row[c]))
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	return rows
}

// answeredExplore lists the documented paths of Explore with the parameters to ask them with.
func answeredExplore() map[string][]string {
	const org = "/api/0/organizations/{organization_id_or_slug}"
	const events, charts = "/api/0/organizations/local/events/?", "/api/0/organizations/local/events-timeseries/?"
	const items = "/api/0/organizations/local/trace-items/"
	return map[string][]string{
		org + "/events/": {
			events + "dataset=errors&field=title&field=timestamp&field=error.handled&sort=-timestamp",
			events + "dataset=errors&field=count()&field=release&field=last_seen()",
			events + "dataset=spans&field=span.op&field=p95(span.duration)&sort=-p95(span.duration)",
			events + "dataset=logs&field=message&field=severity", events + "dataset=tracemetrics&field=metric.name&field=sum(value)",
			events + "dataset=profile_functions&field=count()", events + "dataset=uptime_results&field=id",
		},
		org + "/events-timeseries/": {
			charts + "dataset=errors", charts + "dataset=spans&yAxis=p95(span.duration)&topEvents=3&groupBy=span.op&sort=-p95(span.duration)",
			charts + "dataset=logs&interval=3600000&statsPeriod=24h", charts + "dataset=uptime_results",
		},
		org + "/trace-items/attributes/": {items + "attributes/?dataset=spans", items + "attributes/?itemType=logs&attributeType=number", items + "attributes/?dataset=preprod"},
		org + "/trace-items/stats/":      {items + "stats/?statsType=attributeDistributions", items + "stats/?statsType=attributeDistributions&itemType=occurrences"},
	}
}

func TestExplore(t *testing.T) {
	b := seedTelemetry(t)
	tests := []struct {
		dataset, fields, query, sort string
		want                         []string
	}{
		{"errors", "title level count()", "", "-count()", []string{"EmptyCart: cart is empty|error|3", "ValueError: cart is empty|error|1", "queue is slow|warning|1"}},
		{"errors", "release count() count_unique(user)", "", "release", []string{"<nil>|1|0", "shop@1.1.0|1|1", "shop@1.2.0+45|3|1"}},
		{"errors", "count()", "level:error", "", []string{"4"}},
		{"errors", "count()", "!release:shop@1.1.0", "", []string{"4"}},
		{"errors", "count()", "level:warning OR (release:shop@1.1.0 AND environment:production)", "", []string{"2"}},
		{"errors", "count()", "cart", "", []string{"4"}},
		{"errors", "count()", "error.handled:false has:region", "", []string{"4"}},
		{"errors", "count()", "error.type:EmptyCart stack.function:total region:e*", "", []string{"3"}},
		{"errors", "title count()", "count():>1", "", []string{"EmptyCart: cart is empty|3"}},
		{"errors", "project issue count()", "", "-count()", []string{"shop|SHOP-1|3", "shop|SHOP-2|1", "worker|WORKER-1|1"}},
		{"errors", "issue count()", "issue:shop-2", "", []string{"SHOP-2|1"}},
		{"errors", "count()", "release:latest", "", []string{"3"}},
		{"errors", "count()", "release.version:>1.1.5", "", []string{"3"}},
		{"errors", "tags[region] region count()", "has:region", "", []string{"eu|eu|4"}},
		{"errors", "error.type error.value user user.display", "id:" + lastEvent, "", []string{"EmptyCart|cart is empty|id:u-1|ann@example.com"}},
		{"errors", "last_seen() first_seen()", "title:EmptyCart*", "", []string{"2026-11-20T11:59:00+00:00|2026-11-18T10:00:00+00:00"}},
		{"errors", "timestamp.to_day count()", "", "timestamp.to_day", []string{"2026-11-18T00:00:00+00:00|1", "2026-11-20T00:00:00+00:00|4"}},
		{"errors", "count_if(level,equals,error) equation|count_if(level,equals,error)/count()*100", "", "", []string{"4|80"}},
		{"transactions", "transaction p95() failure_rate() transaction.op", "", "", []string{"GET /cart|1000|0|http.server"}},
		{"discover", "type count()", "", "-count()", []string{"error|4", "default|1", "transaction|1"}},
		{"spans", "span.op p50(span.duration) count()", "", "-p50(span.duration)", []string{"queue.process|2000|1", "http.server|1000|1", "db|175|2"}},
		{"spans", "span.description", "span.duration:>1500ms", "", []string{"job"}},
		{"spans", "span.description", "http.response.status_code:>=500", "", []string{"job"}},
		{"spans", "span.description", "http.response.status_code:[404, 503]", "", []string{"job"}},
		{"spans", "transaction count()", "is_transaction:false", "transaction", []string{"GET /cart|1", "job|1"}},
		{"spans", "user.id", "is_transaction:1 project:worker", "", []string{"u-9"}},
		{"spans", "failure_rate() failure_count() epm()", "project:worker", "", []string{"0.5|1|0.0005555555555555556"}},
		{"logs", "timestamp message trace", "severity:[error, warn]", "timestamp",
			[]string{"2026-11-20T11:30:00.5+00:00|payment refused|" + logTrace, "2026-11-20T11:40:00+00:00|slow answer|<nil>"}},
		{"logs", "sum(cart.size) avg(tags[cart.size,number]) max(cart.size) count()", "", "", []string{"15|7.5|12|3"}},
		{"logs", "message", "retry:true", "", []string{"payment refused"}},
		{"logs", "message", "cart.size:>5", "", []string{"payment refused"}},
		{"logs", "message", "tags[wait,number]:<2", "", []string{"slow answer"}},
		{"logs", "retry tags[retry,boolean] cart.size", "retry:true", "", []string{"true|true|12"}},
		{"logs", "message timestamp", "refused OR opened", "message",
			[]string{"cart opened|2026-11-20T11:00:00+00:00", "payment refused|2026-11-20T11:30:00.5+00:00"}},
		{"tracemetrics", "metric.name sum(value) count()", "", "-sum(value)", []string{"latency|8.5|1", "orders|5|2"}},
		{"tracemetrics", "region sum(value,orders,counter,-)", "metric.name:orders", "region", []string{"eu|2", "us|3"}},
		{"metrics", "p100(value)", "metric.name:latency", "", []string{"8.5"}},
		{"profile_functions", "count()", "", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.dataset+" "+tt.fields+" "+tt.query, func(t *testing.T) {
			columns := strings.Fields(tt.fields)
			pairs := []string{"dataset", tt.dataset, "query", tt.query, "sort", tt.sort, "start", "2026-11-18T00:00:00", "end", "2026-11-20T12:00:00"}
			for _, c := range columns {
				pairs = append(pairs, "field", c)
			}
			if diff := cmp.Diff(tt.want, b.explore(pairs...).cells(columns...)); diff != "" {
				t.Errorf("rows differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExploreMeta(t *testing.T) {
	b := seedTelemetry(t)
	got := b.explore("dataset", "spans", "field", "span.op", "field", "p95(span.duration)", "field", "count()", "field", "epm()", "field", "failure_rate()",
		"field", "http.response.status_code", "field", "last_seen()", "query", "http.response.status_code:503")
	want := map[string]string{"span.op": "string", "p95(span.duration)": "duration", "count()": "integer", "epm()": "rate", "failure_rate()": "percentage",
		"http.response.status_code": "number", "last_seen()": "date"}
	if diff := cmp.Diff(want, got.Meta.Fields); diff != "" {
		t.Errorf("types differ (-want +got):\n%s", diff)
	}
	millisecond, perMinute := "millisecond", "1/minute"
	units := map[string]*string{"span.op": nil, "p95(span.duration)": &millisecond, "count()": nil, "epm()": &perMinute, "failure_rate()": nil,
		"http.response.status_code": nil, "last_seen()": nil}
	if diff := cmp.Diff(units, got.Meta.Units); diff != "" {
		t.Errorf("units differ (-want +got):\n%s", diff)
	}
	rows := b.explore("dataset", "errors", "field", "title", "query", "title:queue*")
	if rows.Data[0]["project.name"] != "worker" || rows.Data[0]["id"] != "00000000000000000000000000000005" || rows.Meta.Fields["id"] != "string" {
		t.Errorf("a row lacks what identifies it: %v", rows)
	}
}

func TestExplorePages(t *testing.T) {
	b := seedTelemetry(t)
	path := "/api/0/organizations/local/events/?" + params("dataset", "errors", "field", "id", "field", "timestamp", "sort", "-timestamp", "per_page", "2")
	seen := map[string]bool{}
	for n := 0; path != ""; n++ {
		var page table
		link := b.get(path, &page).Get("Link")
		for _, row := range page.Data {
			seen[row["id"].(string)] = true
		}
		next := strings.Index(link, `rel="next"; results="true"`)
		if path = ""; next >= 0 && n < 5 {
			from := strings.LastIndex(link[:next], "<") + 1
			path = strings.TrimPrefix(link[from:strings.LastIndex(link[:next], ">")], "http://localhost:8969")
		}
	}
	if len(seen) != 5 {
		t.Errorf("the pages have %d errors, want 5: %v", len(seen), seen)
	}
}

func TestExploreRefuses(t *testing.T) {
	b := seed(t)
	tests := []struct{ asked, detail string }{
		{params("dataset", "errors"), "No columns selected"},
		{params("dataset", "nothing", "field", "id"), "dataset must be one of"},
		{params("dataset", "errors", "field", "nope(x)"), "Unknown function nope"},
		{params("dataset", "errors", "field", "p95(title)"), "title is invalid for parameter 1 in p95"},
		{params("dataset", "spans", "field", "span.op", "sort", "-count()"), "orderby must also be in the selected columns or groupby"},
		{params("dataset", "spans", "field", "id", "query", "(span.op:db"), "Unmatched parenthesis"},
		{params("dataset", "spans", "field", "id", "query", "span.duration:>fast"), "Invalid duration"},
		{params("dataset", "spans", "field", "count()", "query", "span.op:db OR count():>1"), "Having an OR between aggregate filters and normal filters is invalid."},
		{params("dataset", "spans", "field", "count()", "query", "count():>1", "allowAggregateConditions", "0"), "Aggregate conditions are not allowed"},
		{params("dataset", "errors", "field", "id", "query", "is:unresolved"), `"is:" queries are not supported in this search.`},
		{params("dataset", "errors", "field", "id", "statsPeriod", "soon"), "Invalid statsPeriod"},
		{params("dataset", "errors", "field", "tags[x,colour]"), "Unsupported type colour"},
		{params("dataset", "errors", "field", "equation|count() +"), "Invalid equation"},
	}
	for _, tt := range tests {
		var body struct{ Detail string }
		b.decode(b.call(http.MethodGet, "/api/0/organizations/local/events/?"+tt.asked, ""), http.StatusBadRequest, &body)
		if !strings.Contains(body.Detail, tt.detail) {
			t.Errorf("%s: %q, want %q", tt.asked, body.Detail, tt.detail)
		}
	}
}
