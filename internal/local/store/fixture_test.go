package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"vedette/internal/local/protocol"
)

// fixture is a store with a clock that tests set, and one project.
type fixture struct {
	*Store
	t       testing.TB
	now     time.Time
	project Project
	n       int
}

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func newFixture(t testing.TB) *fixture {
	t.Helper()
	return openFixture(t, filepath.Join(t.TempDir(), "store.db"), Options{})
}

func openFixture(t testing.TB, path string, opts Options) *fixture {
	t.Helper()
	f := &fixture{t: t, now: noon}
	opts.Now = func() time.Time { return f.now }
	st, err := Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	f.Store = st
	if f.project, err = st.EnsureProject(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	return f
}

// event is an error of the group that is named by its hash, at the fixture's
// time.
func (f *fixture) event(hash string) *EventRecord {
	f.n++
	return &EventRecord{
		ID: fmt.Sprintf("%032x", f.n), Type: protocol.TypeError, Time: f.now, Title: "ValueError: " + hash, Culprit: "shop.views in " + hash,
		Level: "error", Platform: "python", Metadata: Metadata{Type: "ValueError", Value: hash, Filename: hash + ".py", Function: hash},
		SearchText: "ValueError " + hash, Hashes: []string{hash}, Priority: "high", Payload: f.Pack([]byte(`{"n":` + fmt.Sprint(f.n) + `}`)),
	}
}

// store takes records through the queue, each in an envelope of its own.
func (f *fixture) store(records ...Record) {
	f.t.Helper()
	for _, r := range records {
		kind := fmt.Sprintf("%T", r)
		err := f.Enqueue(f.t.Context(), Intake{Project: f.project, Received: f.now, Body: []byte("{}"), Items: []ItemCount{{kind, 1}}})
		if err != nil {
			f.t.Fatal(err)
		}
		queued, err := f.TakeIntake(f.t.Context(), 1)
		if err != nil {
			f.t.Fatal(err)
		}
		err = f.Digest(f.t.Context(), []DigestedEnvelope{{
			Queue: queued[0].ID, Project: f.project, Received: queued[0].Received, Items: []Item{{Type: kind, Record: r, Raw: []byte("raw")}},
		}})
		if err != nil {
			f.t.Fatal(err)
		}
	}
}

// issue is the issue of a hash.
func (f *fixture) issue(hash string) Issue {
	f.t.Helper()
	list, _, err := f.Issues(f.t.Context(), IssueFilter{Limit: 1000})
	if err != nil {
		f.t.Fatal(err)
	}
	for _, i := range list {
		if i.Metadata.Value == hash {
			return i
		}
	}
	f.t.Fatalf("no issue for %q among %d", hash, len(list))
	return Issue{}
}

func (f *fixture) update(hash string, u Update) {
	f.t.Helper()
	if _, err := f.UpdateIssues(f.t.Context(), []int64{f.issue(hash).ID}, u); err != nil {
		f.t.Fatal(err)
	}
}

// balance checks that every accepted item has exactly one outcome.
func balance(t testing.TB, ctx context.Context, s *Store) {
	t.Helper()
	counters, err := s.Counters(ctx)
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]int64{}
	for _, c := range counters {
		key := fmt.Sprintf("project %d %s", c.Project, c.ItemType)
		switch c.Outcome {
		case Accepted:
			open[key] += c.N
		case Digested, Dropped, Kept:
			open[key] -= c.N
		}
	}
	for key, n := range open {
		if n != 0 {
			t.Errorf("%s: accepted minus digested, dropped and kept is %d", key, n)
		}
	}
}
