package local

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"
)

// TestDemoAnswersQuestions asks the demo what a person would ask first.
func TestDemoAnswersQuestions(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	s, err := OpenDemo(t.Context(), filepath.Join(t.TempDir(), "demo"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ask := func(dataset, sort string, fields ...string) []map[string]any {
		t.Helper()
		q := url.Values{"dataset": {dataset}, "field": fields, "sort": {sort}, "statsPeriod": {"14d"}}
		status, body := do(t, client(s, ""), http.MethodGet, s.URL()+"/api/0/organizations/local/events/?"+q.Encode(), "")
		var table struct{ Data []map[string]any }
		if err := json.Unmarshal([]byte(body), &table); err != nil || status != http.StatusOK {
			t.Fatalf("%s: status %d, %v, %.200s", q.Encode(), status, err, body)
		}
		return table.Data
	}
	number := func(v any) float64 {
		n, ok := v.(float64)
		if !ok {
			t.Errorf("%v is no number", v)
		}
		return n
	}
	total := 0.0
	for _, row := range ask("errors", "-count()", "release", "count()") {
		if row["release"] == nil {
			t.Errorf("errors of no release: %v", row)
		}
		total += number(row["count()"])
	}
	if total < 500 {
		t.Errorf("%g errors in all releases", total)
	}
	slowest := ask("spans", "-span.duration", "span.description", "span.duration", "transaction")
	if len(slowest) < 100 || number(slowest[0]["span.duration"]) < number(slowest[99]["span.duration"]) || slowest[0]["transaction"] == nil {
		t.Errorf("%d slowest spans, the first %v", len(slowest), slowest[:min(1, len(slowest))])
	}
	for _, tt := range []struct{ dataset, field string }{{"logs", "severity"}, {"tracemetrics", "metric.name"}, {"transactions", "transaction"}} {
		if rows := ask(tt.dataset, "-count()", tt.field, "count()"); len(rows) < 2 || rows[0][tt.field] == nil {
			t.Errorf("%s by %s: %s", tt.dataset, tt.field, fmt.Sprint(rows))
		}
	}
}
