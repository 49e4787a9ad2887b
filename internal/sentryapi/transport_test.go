package sentryapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// newDeadServer gives the address of a server that is gone.
func newDeadServer(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.URL
}

func newTLSServer(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// newStuckServer starts an answer and never ends it.
func newStuckServer(t *testing.T) string {
	t.Helper()
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"id":`))
		_ = http.NewResponseController(w).Flush()
		select {
		case <-done:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { close(done); server.Close() })
	return server.URL
}

func TestReadsAreRetriedWritesAreNot(t *testing.T) {
	c, s, clock := scripted(t, reply{cut: true, body: `[{"id"`}, reply{status: 502, body: htmlPage}, reply{body: `[{"id":"7"}]`})
	page, err := c.Issues(Listen(t.Context(), clock.told), "o", IssueQuery{})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != "7" {
		t.Fatalf("got %v, %v", page.Items, err)
	}
	if got := fmt.Sprint(clock.slept); got != "[500ms 1s]" || s.count("GET") != 3 {
		t.Errorf("slept %s in %d requests", got, s.count("GET"))
	}
	if len(clock.waits) != 2 || clock.waits[1].Wait != time.Second || clock.waits[1].Op != "list issues" {
		t.Errorf("told of %+v", clock.waits)
	}
	for _, p := range []reply{{cut: true}, {status: 502}, {status: 429}} {
		c, s, clock := scripted(t, p)
		if _, err := c.AddNote(t.Context(), "o", "1", "x"); err == nil || s.count("POST") != 1 || len(clock.slept) != 0 {
			t.Errorf("%+v: %d requests, error %v", p, s.count("POST"), err)
		}
	}
}

func TestRateLimitIsWaitedOut(t *testing.T) {
	start := newClock().now
	reset := fmt.Sprint(start.Unix() + 9)
	cases := []struct {
		name   string
		header map[string]string
		want   time.Duration // shortest and longest wait, a second apart
	}{
		{"Retry-After seconds", map[string]string{"Retry-After": "7"}, 7 * time.Second},
		{"Retry-After date", map[string]string{"Retry-After": start.Add(20 * time.Second).UTC().Format(http.TimeFormat)}, 19 * time.Second},
		{"reset", map[string]string{"X-Sentry-Rate-Limit-Reset": reset, "Retry-After": "1"}, 8 * time.Second},
		{"capped", map[string]string{"Retry-After": "4000"}, time.Minute},
		{"nonsense", map[string]string{"Retry-After": "soon", "X-Sentry-Rate-Limit-Reset": "NaN"}, 500 * time.Millisecond},
		{"negative", map[string]string{"Retry-After": "-5"}, 500 * time.Millisecond},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{replies: []reply{{status: 429, header: tt.header, body: `"too frequently"`}, {body: `{"id":"1"}`}}}
			server := httptest.NewServer(s)
			defer server.Close()
			own := &clock{now: start}
			c := newClient(t, Config{BaseURL: server.URL}, own)
			if _, err := c.Issue(t.Context(), "o", "1"); err != nil {
				t.Fatal(err)
			}
			if got := own.slept; len(got) != 1 || got[0] < tt.want || got[0] > tt.want+time.Second {
				t.Errorf("slept %v, want %v", got, tt.want)
			}
		})
	}
}

func TestRateLimitBeyondDeadlineFailsAtOnce(t *testing.T) {
	c, s, clock := scripted(t, reply{status: 429, header: map[string]string{"Retry-After": "30"}})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err := c.Issue(ctx, "o", "1")
	e, ok := err.(*Error)
	if !ok || e.Kind != KindRateLimited || e.RetryAfter != 30*time.Second || len(clock.slept) != 0 || s.count("") != 1 {
		t.Errorf("error %v, slept %v, %d requests", err, clock.slept, s.count(""))
	}
}

func TestUsedUpBudgetDelaysTheNextRequest(t *testing.T) {
	c, s, clock := scripted(t, reply{body: `{"id":"1"}`})
	s.replies[0].header = map[string]string{
		"X-Sentry-Rate-Limit-Remaining": "0",
		"X-Sentry-Rate-Limit-Reset":     fmt.Sprint(clock.now.Unix() + 4),
	}
	for range 2 {
		if _, err := c.Issue(t.Context(), "o", "1"); err != nil {
			t.Fatal(err)
		}
	}
	if len(clock.slept) != 1 || clock.slept[0] > 4*time.Second || clock.slept[0] < 2*time.Second {
		t.Errorf("slept %v", clock.slept)
	}
}

func TestTokenStaysAtHome(t *testing.T) {
	stranger := &script{replies: []reply{{body: `{"id":"1"}`}}}
	other := httptest.NewServer(stranger)
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		c, s, _ := scripted(t, reply{status: status, header: map[string]string{"Location": other.URL + "/api/0/x/"}})
		_, err := c.Issue(t.Context(), "o", "1")
		wantError(t, err, KindInvalid, other.URL, "SENTRY_URL="+other.URL)
		if s.count("") != 1 {
			t.Errorf("%d: %d requests", status, s.count(""))
		}
	}
	if len(stranger.requests) != 0 {
		t.Errorf("the other origin was asked: %v, with %q", stranger.requests, stranger.auth)
	}
}

func TestRedirectsAtHome(t *testing.T) {
	moved := reply{status: 302, header: map[string]string{"Location": "/api/0/organizations/new/issues/1/"}, body: `{"detail":{"code":"resource-moved"}}`}
	c, s, _ := scripted(t, moved, reply{body: `{"id":"1"}`})
	if issue, err := c.Issue(t.Context(), "old", "1"); err != nil || issue.ID != "1" {
		t.Fatalf("got %v, %v", issue, err)
	}
	if s.requests[1] != "GET /api/0/organizations/new/issues/1/" || s.auth[1] != "Bearer secret-token" {
		t.Errorf("followed with %s %q", s.requests[1], s.auth[1])
	}
	c, s, _ = scripted(t, moved)
	_, err := c.UpdateIssue(t.Context(), "old", "1", IssueUpdate{Status: "resolved"})
	wantError(t, err, KindInvalid, "/organizations/new/", "new name")
	if s.count("") != 1 {
		t.Errorf("the write was sent %d times", s.count(""))
	}
	c, s, _ = scripted(t, moved)
	_, err = c.Issue(t.Context(), "old", "1")
	wantError(t, err, KindUnavailable, "circles", "doctor")
	if s.count("") != maxRedirects {
		t.Errorf("%d redirects were followed", s.count(""))
	}
	c, _, _ = scripted(t, reply{status: 302})
	_, err = c.Issue(t.Context(), "old", "1")
	wantError(t, err, KindUnavailable, "nowhere", "doctor")
}

func TestAtMostFiveInFlight(t *testing.T) {
	var now, most atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		for {
			if old := most.Load(); n <= old || most.CompareAndSwap(old, n) {
				break
			}
		}
		time.Sleep(5 * time.Millisecond)
		now.Add(-1)
		_, _ = w.Write([]byte(`{"id":"1"}`))
	}))
	defer server.Close()
	c := newClient(t, Config{BaseURL: server.URL}, newClock())
	var group sync.WaitGroup
	for range 40 {
		group.Go(func() {
			if _, err := c.Issue(t.Context(), "o", "1"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if most.Load() > maxInFlight {
		t.Errorf("%d requests at a time", most.Load())
	}
}

func TestBodyLimit(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip") // a bomb: few bytes on the wire
		zip := gzip.NewWriter(w)
		blank := bytes.Repeat([]byte{' '}, 1<<20)
		for range 3 {
			_, _ = zip.Write(blank)
		}
		_ = zip.Close()
	}))
	defer server.Close()
	c := newClient(t, Config{BaseURL: server.URL}, newClock())
	if c.maxBody != 64<<20 {
		t.Errorf("answers may have %d bytes", c.maxBody)
	}
	c.maxBody = 2 << 20
	_, err := c.Issue(t.Context(), "o", "1")
	wantError(t, err, KindInternal, "larger than 2 MiB", "--limit")
}

func TestGzipAndHeaders(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Proxy-Pass") != "p" || r.Header.Get("User-Agent") != "vedette/1" || r.Header.Get("Accept") != "application/json" {
			t.Errorf("headers %v", r.Header)
		}
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("gzip is not offered")
		}
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		_, _ = zip.Write([]byte(`{"id":"9"}`))
		_ = zip.Close()
	}))
	defer server.Close()
	c := newClient(t, Config{BaseURL: server.URL + "/", UserAgent: "vedette/1", Headers: map[string]string{"X-Proxy-Pass": "p"}}, newClock())
	if issue, err := c.Issue(t.Context(), "o", "1"); err != nil || issue.ID != "9" {
		t.Errorf("got %v, %v", issue.ID, err)
	}
}

// handlerTransport calls a handler in process, as the local backend is called.
type handlerTransport struct{ handler http.Handler }

func (h handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestInProcessTransport(t *testing.T) {
	s := &script{replies: []reply{{body: `[{"slug":"local"}]`, header: map[string]string{"X-Hits": "12"}}}}
	c := newClient(t, Config{BaseURL: "http://local.invalid", Transport: handlerTransport{s}}, newClock())
	page, err := c.Organizations(t.Context(), OrgQuery{Query: "x", Limit: 5})
	if err != nil || len(page.Items) != 1 || page.Hits != 12 {
		t.Errorf("got %+v, %v", page, err)
	}
}
