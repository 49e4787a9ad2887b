package store

import (
	"fmt"
	"testing"
	"time"

	"vedette/internal/local/protocol"
	"vedette/internal/local/query"
)

// fill stores events spread evenly over issues, five environments and 14 days.
func (f *fixture) fill(issues, events int) {
	f.t.Helper()
	const size = 500
	for done := 0; done < events; {
		n := min(size, events-done)
		batch := make([]DigestedEnvelope, n)
		for i := range n {
			k := done + i
			e := f.event(fmt.Sprintf("%d", k%issues))
			e.Time = f.now.Add(-time.Duration(k*37%(14*24*60)) * time.Minute)
			e.Environment, e.Release, e.User = fmt.Sprintf("env-%d", k%5), fmt.Sprintf("shop@1.%d.0", k%7), User{ID: fmt.Sprint(k % 1000)}
			e.Tags = []protocol.Tag{
				{Key: "level", Value: "error"}, {Key: "environment", Value: e.Environment}, {Key: "release", Value: e.Release},
				{Key: "user", Value: e.User.Tag()}, {Key: "region", Value: fmt.Sprintf("r%d", k%9)}, {Key: "rare", Value: fmt.Sprint(k % issues)},
			}
			if err := f.Enqueue(f.t.Context(), Intake{Project: f.project, Received: f.now, Body: []byte("{}")}); err != nil {
				f.t.Fatal(err)
			}
			batch[i] = DigestedEnvelope{Project: f.project, Received: f.now, Items: []Item{{Type: "event", Record: e}}}
		}
		for i := 0; i < n; {
			queued, err := f.TakeIntake(f.t.Context(), n-i)
			if err != nil {
				f.t.Fatal(err)
			}
			for _, q := range queued {
				batch[i].Queue = q.ID
				i++
			}
		}
		if err := f.Digest(f.t.Context(), batch); err != nil {
			f.t.Fatal(err)
		}
		done += n
	}
}

// BenchmarkReads reads from 10,000 issues with 100,000 events.
func BenchmarkReads(b *testing.B) {
	f := newFixture(b)
	f.fill(10_000, 100_000)
	ctx := b.Context()
	list := func(search string, filter IssueFilter) func() error {
		q, err := query.Parse(search, f.now)
		if err != nil {
			b.Fatal(err)
		}
		filter.Query = q
		return func() error { _, _, err := f.Issues(ctx, filter); return err }
	}
	issue := f.issue("0").ID
	for _, bench := range []struct {
		name string
		read func() error
	}{
		{"unresolved", list("is:unresolved", IssueFilter{})},
		{"unresolved-14d-project", list("is:unresolved", IssueFilter{Since: f.now.Add(-14 * 24 * time.Hour), Projects: []int64{f.project.ID}})},
		{"all", list("", IssueFilter{})},
		{"new", list("is:unresolved", IssueFilter{Sort: SortNew})},
		{"freq", list("is:unresolved", IssueFilter{Sort: SortFreq})},
		{"freq-24h", list("is:unresolved", IssueFilter{Sort: SortFreq, Since: f.now.Add(-24 * time.Hour)})},
		{"environment", list("is:unresolved", IssueFilter{Environments: []string{"env-1"}})},
		{"rare-tag", list("is:unresolved rare:77", IssueFilter{})},
		{"common-tag", list("is:unresolved region:r1", IssueFilter{})},
		{"release", list("is:unresolved release:shop@1.3.0", IssueFilter{})},
		{"text", list("is:unresolved 777", IssueFilter{})},
		{"issue", func() error { _, err := f.Issue(ctx, "SHOP-1A"); return err }},
		{"latest-event", func() error { _, _, _, err := f.Event(ctx, issue, Latest, nil); return err }},
		{"issue-tags", func() error { _, err := f.IssueTags(ctx, issue, nil, 4); return err }},
		{"project-tags", func() error { _, err := f.ProjectTags(ctx, f.project.ID, 10); return err }},
		{"events-of-project", func() error { _, _, err := f.Events(ctx, EventFilter{Project: f.project.ID}); return err }},
		{"similar", func() error { _, err := f.Similar(ctx, issue, 5); return err }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for range b.N {
				if err := bench.read(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/op")
		})
	}
}
