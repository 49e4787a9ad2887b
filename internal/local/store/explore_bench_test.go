package store

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"vedette/internal/local/explore"
	"vedette/internal/local/protocol"
)

// fillSpans stores spans of 20 operations and 400 names over 14 days, with eight attributes each.
func (f *fixture) fillSpans(count int) {
	f.t.Helper()
	const size = 1000
	for done := 0; done < count; done += size {
		r := &SpansRecord{}
		for k := done; k < done+size; k++ {
			start := f.now.Add(-time.Duration(k*37%(14*24*3600)) * time.Second)
			r.Spans = append(r.Spans, protocol.Span{
				TraceID: fmt.Sprintf("%032x", k/20), SpanID: fmt.Sprintf("%016x", k), Op: fmt.Sprintf("op.%d", k%20), Name: fmt.Sprintf("GET /path/%d", k%400),
				Status: []string{"ok", "ok", "ok", "internal_error"}[k%4], Start: start, End: start.Add(time.Duration(k*7919%250_000) * time.Microsecond),
				IsSegment: k%20 == 0, Attributes: protocol.Attributes{
					"http.response.status_code": json.RawMessage(fmt.Sprint(200 + 100*(k%4))), "http.request.method": json.RawMessage(`"GET"`),
					"sentry.environment": json.RawMessage(`"production"`), "sentry.release": json.RawMessage(`"shop@1.0.0"`),
					"server.address": json.RawMessage(fmt.Sprintf(`"web-%d"`, k%9)), "thread.id": json.RawMessage("7"), "thread.name": json.RawMessage(`"main"`),
					"sentry.segment.name": json.RawMessage(`"GET /path"`),
				},
			})
		}
		f.store(r)
	}
}

// BenchmarkExplore asks for tables over 100,000 errors and 500,000 spans.
func BenchmarkExplore(b *testing.B) {
	f := newFixture(b)
	f.fill(10_000, 100_000)
	f.fillSpans(500_000)
	for _, q := range []explore.Question{
		{Dataset: explore.Errors, Columns: []string{"id", "title", "timestamp", "level"}, Sort: []string{"-timestamp"}},
		{Dataset: explore.Errors, Columns: []string{"id", "title"}, Query: "region:r3 release:shop@1.2.0"},
		{Dataset: explore.Errors, Columns: []string{"count()"}},
		{Dataset: explore.Errors, Columns: []string{"release", "count()", "count_unique(user)"}},
		{Dataset: explore.Errors, Columns: []string{"issue", "count()"}},
		{Dataset: explore.Errors, Columns: []string{"region", "count()", "last_seen()"}},
		{Dataset: explore.Errors, Columns: []string{"error.type", "count()"}},
		{Dataset: explore.Errors, Columns: []string{"title", "count()"}, Query: "environment:env-1 OR region:r2"},
		{Dataset: explore.Spans, Columns: []string{"id", "span.op", "span.duration", "timestamp"}, Sort: []string{"-timestamp"}},
		{Dataset: explore.Spans, Columns: []string{"id", "span.op", "span.duration"}, Sort: []string{"-span.duration"}},
		{Dataset: explore.Spans, Columns: []string{"count()"}},
		{Dataset: explore.Spans, Columns: []string{"span.op", "count()", "avg(span.duration)"}},
		{Dataset: explore.Spans, Columns: []string{"span.description", "p50(span.duration)", "p95(span.duration)", "count()"}},
		{Dataset: explore.Spans, Columns: []string{"http.response.status_code", "count()"}},
		{Dataset: explore.Spans, Columns: []string{"server.address", "p95(span.duration)"}, Query: "http.response.status_code:>=500"},
	} {
		p, err := explore.Parse(q, f.now)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("%s/%v/%s", q.Dataset, q.Columns, q.Query), func(b *testing.B) {
			for b.Loop() {
				rows, err := f.Explore(b.Context(), p, ExploreFilter{Since: f.now.Add(-90 * 24 * time.Hour), Until: f.now, Limit: 101})
				if err != nil || len(rows) == 0 {
					b.Fatal(len(rows), err)
				}
			}
		})
	}
	b.Run("series", func(b *testing.B) {
		p, err := explore.Parse(explore.Question{Dataset: explore.Errors, Columns: []string{"count()"}}, f.now)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := f.ExploreSeries(b.Context(), p, ExploreFilter{Since: f.now.Add(-14 * 24 * time.Hour), Until: f.now}, time.Hour); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("attributes", func(b *testing.B) {
		for b.Loop() {
			if list, err := f.ExploreAttributes(b.Context(), explore.Plan{Dataset: explore.Spans}, ExploreFilter{}); err != nil || len(list) == 0 {
				b.Fatal(err)
			}
		}
	})
}
