package api_test

import (
	"net/http"
	"testing"
	"time"
)

func TestUsage(t *testing.T) {
	b := seed(t)
	b.send("shop", `{"type":"client_report"}`, `{"timestamp":1795000000,"discarded_events":[{"reason":"sample_rate","category":"transaction","quantity":40}]}`)
	b.send("shop", `{"type":"log","item_count":2,"content_type":"application/vnd.sentry.items.log+json"}`,
		`{"items":[{"timestamp":1795000000,"level":"info","body":"a","trace_id":"771a43a4192642f0b136d5159a501700"},{"timestamp":1795000000,"level":"info","body":"b","trace_id":"771a43a4192642f0b136d5159a501700"}]}`)
	b.send("shop", `{"type":"session"}`, `not a session`)
	b.send("shop", `{"type":"event"}`, errorEvent(lastEvent, "EmptyCart", version, "production", noon)) // again

	const path = "/api/0/organizations/local/stats_v2/?statsPeriod=24h&groupBy=category&groupBy=outcome&groupBy=reason&field=sum(quantity)&field=sum(times_seen)"
	var got struct {
		Intervals []time.Time
		Groups    []struct {
			By     map[string]string
			Totals map[string]int64
			Series map[string][]int64
		}
	}
	b.get(path, &got)
	totals := map[string][2]int64{}
	for _, g := range got.Groups {
		name := g.By["category"] + " " + g.By["outcome"] + " " + g.By["reason"]
		totals[name] = [2]int64{g.Totals["sum(quantity)"], g.Totals["sum(times_seen)"]}
		var series int64
		for _, n := range g.Series["sum(quantity)"] {
			series += n
		}
		if series != g.Totals["sum(quantity)"] || len(g.Series["sum(quantity)"]) != len(got.Intervals) {
			t.Errorf("%s: series of %d parts in %d intervals adds up to %d", name, len(g.Series["sum(quantity)"]), len(got.Intervals), series)
		}
	}
	want := map[string][2]int64{
		"error accepted ": {5, 5}, "error invalid duplicate": {1, 1}, "transaction accepted ": {1, 1}, "transaction client_discard sample_rate": {40, 40},
		"log_item accepted ": {2, 1}, "session accepted ": {1, 1}, "session invalid invalid": {1, 1}, "attachment accepted ": {10, 1}, "feedback accepted ": {1, 1},
	}
	for name, n := range want {
		if totals[name] != n {
			t.Errorf("%q: %v, want %v", name, totals[name], n)
		}
	}
	if len(totals) != len(want) {
		t.Errorf("groups %v", totals)
	}
	var points [][2]int64
	b.get("/api/0/projects/local/shop/stats/?stat=received", &points)
	var received int64
	for _, p := range points {
		received += p[1]
	}
	if received != 5 || len(points) < 24 {
		t.Errorf("%d points with %d errors, want 24 with 5", len(points), received)
	}
	for _, bad := range []string{"?field=sum(x)", "", "?field=sum(quantity)&groupBy=user", "?field=sum(quantity)&interval=10m", "?field=sum(quantity)&interval=1h&statsPeriod=500d"} {
		if resp := b.call(http.MethodGet, "/api/0/organizations/local/stats_v2/"+bad, ""); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, resp.StatusCode)
		}
	}
}
