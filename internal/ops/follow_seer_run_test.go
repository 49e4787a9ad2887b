package ops

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vedette/internal/seertest"
)

// TestFollowSeerRunStartsNothing: whoever comes back to a run sees it to its
// end, and no request of theirs begins or continues one.
func TestFollowSeerRunStartsNothing(t *testing.T) {
	o, fake := seer(t, nil)
	if _, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: IssueTarget{Issue: "7"}, NoWait: true}); err != nil {
		t.Fatal(err)
	}
	starts := len(fake.Starts())
	var types []string
	var last SeerEvent
	for e, err := range o.FollowSeerRun(t.Context(), FollowSeerRunIn{GetSeerRunIn: GetSeerRunIn{IssueTarget: IssueTarget{Issue: "7"}, Until: UntilOpenPR}}) {
		if err != nil {
			t.Fatal(err)
		}
		types, last = append(types, e.Type), e
	}
	if types[0] != "existing" || last.Type != "result" || last.Result.Run == nil || last.Result.Run.Root == nil {
		t.Errorf("events %v, the last is %+v", types, last)
	}
	if n := len(fake.Starts()); n != starts {
		t.Errorf("following posted %d times", n-starts)
	}
}

// TestFollowSeerRunWithoutARun ends at once.
func TestFollowSeerRunWithoutARun(t *testing.T) {
	o, _ := seer(t, nil)
	n := 0
	for e, err := range o.FollowSeerRun(t.Context(), FollowSeerRunIn{GetSeerRunIn: GetSeerRunIn{IssueTarget: IssueTarget{Issue: "7"}}}) {
		if n++; err != nil || e.Type != "result" || e.Result.Outcome != SeerNone {
			t.Errorf("event %+v, %v", e, err)
		}
	}
	if n != 1 {
		t.Errorf("%d events", n)
	}
}

// TestFollowingOutlivesAnOutage: a network that is away for a minute, and a
// server that wants to be asked later, are told and waited out.
func TestFollowingOutlivesAnOutage(t *testing.T) {
	s := &seertest.Server{Play: seertest.Story()}
	clock := &wall{now: testNow}
	type outage struct {
		until time.Time
		retry string
	}
	var away atomic.Pointer[outage]
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if now := away.Load(); now != nil && clock.Now().Before(now.until) {
			if now.retry == "" {
				panic(http.ErrAbortHandler)
			}
			w.Header().Set("Retry-After", now.retry)
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	o := process(t, srv.URL, t.TempDir(), clock)
	for _, c := range []struct{ name, retry string }{{"no network", ""}, {"asked too often", "40"}} {
		t.Run(c.name, func(t *testing.T) {
			var waits int
			var last SeerEvent
			for e, err := range o.FollowAnalysis(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), NewRun: true}) {
				if err != nil {
					t.Fatal(err)
				}
				switch last = e; e.Type {
				case "started":
					away.Store(&outage{clock.Now().Add(time.Minute), c.retry})
				case "waiting":
					if waits++; !strings.Contains(e.Message.Raw(), "the run goes on") {
						t.Errorf("it says %q", e.Message)
					}
				}
			}
			if waits == 0 || last.Result == nil || last.Result.Outcome != SeerFound {
				t.Errorf("%d waits, the last event is %+v", waits, last)
			}
		})
	}
	if n := len(s.Starts()); n != 2 {
		t.Errorf("%d starts", n)
	}
}

// TestAnOutageEndsWithTheTime: whoever gave up is told that the run goes on.
func TestAnOutageEndsWithTheTime(t *testing.T) {
	s := &seertest.Server{Play: seertest.Story()}
	var down atomic.Bool
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			panic(http.ErrAbortHandler)
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	clock := &wall{now: testNow}
	o := process(t, srv.URL, t.TempDir(), clock)
	var failed error
	for e, err := range o.FollowAnalysis(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), Timeout: 300}) {
		failed = err
		if e.Type == "started" {
			down.Store(true)
		}
	}
	if took := clock.Now().Sub(testNow); KindOf(failed) != KindUnavailable || !strings.Contains(failed.Error(), "the run goes on") || took < 5*time.Minute || took > 7*time.Minute {
		t.Errorf("%v after %s", failed, took)
	}
}
