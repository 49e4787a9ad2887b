package store

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// slowReader is the context of a reader that dawdles: released runs whenever a query under it lets go of it, which is before the reader uses
// what it read.
type slowReader struct {
	context.Context
	done     chan struct{} // never closed; not the embedded context's, which package context would recognize
	released func()
}

// Done implements context.Context.
func (r slowReader) Done() <-chan struct{} { return r.done }

// AfterFunc is how package context registers what depends on a foreign context.
func (r slowReader) AfterFunc(func()) (stop func() bool) {
	return func() bool { r.released(); return true }
}

// TestNextWakeIsTheNewestReading archives issues, each for less time than the one before, while another goroutine is about to store what it read
// before that.
func TestNextWakeIsTheNewestReading(t *testing.T) {
	f := newFixture(t)
	f.store(f.event("a"))
	ids := []int64{f.issue("a").ID}
	var updates sync.WaitGroup
	until := noon.Add(1000 * time.Hour)
	archive := func() {
		until = until.Add(-time.Hour)
		u := Update{Status: StatusIgnored, Details: StatusDetails{IgnoreUntil: until}}
		done := make(chan struct{})
		updates.Go(func() {
			defer close(done)
			if _, err := f.UpdateIssues(context.Background(), ids, u); err != nil {
				t.Error(err)
			}
		})
		select {
		case <-done:
		case <-time.After(100 * time.Millisecond): // it waits for the reader, as it should
		}
	}
	archive()
	updates.Wait()
	if err := f.loadNextWake(slowReader{context.Background(), make(chan struct{}), archive}); err != nil {
		t.Fatal(err)
	}
	updates.Wait()
	if until.Equal(noon.Add(999 * time.Hour)) {
		t.Fatal("nothing was archived during the reading")
	}
	if next := fromMicros(f.nextWake.Load()); !next.Equal(until) {
		t.Errorf("the next archiving ends at %v, the store thinks at %v", until, next)
	}
}

// TestUpdateAnswersWhenItsCallerLeft ends the caller's context within the transaction: the change is made, so it is not an error.
func TestUpdateAnswersWhenItsCallerLeft(t *testing.T) {
	leave := func() {}
	f := &fixture{t: t, now: noon}
	st, err := Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), Options{Now: func() time.Time { leave(); return f.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	f.Store = st
	if f.project, err = st.EnsureProject(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	f.store(f.event("a"))
	id := f.issue("a").ID
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	leave = cancel
	until := noon.Add(time.Hour)
	changed, err := f.UpdateIssues(ctx, []int64{id}, Update{Status: StatusIgnored, Details: StatusDetails{IgnoreUntil: until}})
	if err != nil || len(changed) != 1 || changed[0].Status != StatusIgnored || ctx.Err() == nil {
		t.Errorf("%+v, %v, want the archived issue and no error", changed, err)
	}
	if next := fromMicros(f.nextWake.Load()); !next.Equal(until) {
		t.Errorf("the next archiving ends at %v, the store thinks at %v", until, next)
	}
}
