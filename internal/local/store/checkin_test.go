package store

import (
	"testing"
	"time"

	"vedette/internal/local/protocol"
)

// TestCheckIns sends the start and the end of a job, under one id and under none: each is one run.
func TestCheckIns(t *testing.T) {
	f := newFixture(t)
	for _, id := range []string{"55555555555555555555555555555555", ""} {
		f.store(&CheckInRecord{CheckIn: protocol.CheckIn{ID: id, MonitorSlug: "nightly", Status: "in_progress"}})
		f.now = f.now.Add(time.Minute)
		f.store(&CheckInRecord{CheckIn: protocol.CheckIn{ID: id, MonitorSlug: "nightly", Status: "ok", Duration: 2.5}})
	}
	var runs, ended int
	err := f.one(t.Context(), []any{&runs, &ended}, "SELECT count(*), sum(status = 'ok' AND duration = 2500000) FROM check_in WHERE monitor = 'nightly'")
	if err != nil || runs != 2 || ended != 2 {
		t.Errorf("%d runs, %d of them ended after 2.5 s, %v; want 2 and 2", runs, ended, err)
	}
}
