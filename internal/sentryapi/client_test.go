package sentryapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is a clock that only sleeping moves.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
	waits []Notice
}

func newClock() *clock { return &clock{now: time.Now()} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func (c *clock) told(w Notice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waits = append(c.waits, w)
}

// reply is one scripted answer. cut closes the connection before the end of
// the body.
type reply struct {
	status int
	header map[string]string
	body   string
	cut    bool
}

// script is a server that gives its replies in turn, the last one for ever, and
// keeps the requests ("GET /api/0/...").
type script struct {
	mu       sync.Mutex
	replies  []reply
	requests []string
	auth     []string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+r.URL.RequestURI())
	s.auth = append(s.auth, r.Header.Get("Authorization"))
	now := s.replies[0]
	if len(s.replies) > 1 {
		s.replies = s.replies[1:]
	}
	s.mu.Unlock()
	now.write(w)
}

func (p reply) write(w http.ResponseWriter) {
	for name, value := range p.header {
		w.Header().Set(name, value)
	}
	if p.cut {
		w.Header().Set("Content-Length", "100000")
	}
	if p.status != 0 {
		w.WriteHeader(p.status)
	}
	_, _ = w.Write([]byte(p.body))
	if p.cut {
		panic(http.ErrAbortHandler)
	}
}

func (s *script) count(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, r := range s.requests {
		if strings.HasPrefix(r, prefix) {
			n++
		}
	}
	return n
}

// scripted starts a script and a client of it with a clock that never waits.
func scripted(t *testing.T, replies ...reply) (*Client, *script, *clock) {
	t.Helper()
	s := &script{replies: replies}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	clock := newClock()
	return newClient(t, Config{BaseURL: server.URL}, clock), s, clock
}

func newClient(t *testing.T, cfg Config, clock *clock) *Client {
	t.Helper()
	cfg.Now, cfg.Sleep = clock.Now, clock.Sleep
	cfg.Jitter = func() float64 { return 1 }
	if cfg.Token == nil {
		cfg.Token = func(context.Context) (string, error) { return "secret-token", nil }
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNewRefusesBadAddresses(t *testing.T) {
	for _, base := range []string{"", "sentry.io", "ftp://sentry.io", "https://", "https://u:p@sentry.io", "https://sentry.io/?a=b", "::", "https://sentry.io/#x"} {
		if _, err := New(Config{BaseURL: base}); KindOf(err) != KindInvalid {
			t.Errorf("New(%q) = %v, want an invalid error", base, err)
		}
	}
}

func TestPathPrefixAndEscaping(t *testing.T) {
	c, s, _ := scripted(t, reply{body: `{"id":"1","slug":"x"}`})
	c.base = c.base.JoinPath("/sentry")
	if _, err := c.TagValues(t.Context(), "my org", "SHOP-1A", "a/b?c"); err != nil {
		t.Fatal(err)
	}
	if want := "GET /sentry/api/0/organizations/my%20org/issues/SHOP-1A/tags/a%2Fb%3Fc/"; s.requests[0] != want {
		t.Errorf("got %s, want %s", s.requests[0], want)
	}
}

func TestBadArgumentsSendNothing(t *testing.T) {
	c, s, _ := scripted(t, reply{body: `{}`})
	ctx, assign := t.Context(), "user:1"
	long := strings.Repeat("x", 1001)
	calls := map[string]func() error{
		"no organization":      func() error { _, err := c.Issues(ctx, "", IssueQuery{}); return err },
		"organization ..":      func() error { _, err := c.Projects(ctx, "..", ListQuery{}); return err },
		"no issue":             func() error { _, err := c.Issue(ctx, "o", ""); return err },
		"issue .":              func() error { _, err := c.Issue(ctx, "o", "."); return err },
		"control character":    func() error { _, err := c.Issue(ctx, "o", "a\nb"); return err },
		"update without issue": func() error { _, err := c.UpdateIssue(ctx, "o", "", IssueUpdate{Status: "resolved"}); return err },
		"update of nothing":    func() error { _, err := c.UpdateIssue(ctx, "o", "1", IssueUpdate{}); return err },
		"bulk without ids":     func() error { _, err := c.UpdateIssues(ctx, "o", nil, IssueUpdate{AssignedTo: &assign}); return err },
		"bulk with an empty id": func() error {
			_, err := c.UpdateIssues(ctx, "o", []string{"1", ""}, IssueUpdate{Status: "resolved"})
			return err
		},
		"bulk with a short id": func() error {
			_, err := c.UpdateIssues(ctx, "o", []string{"SHOP-1"}, IssueUpdate{Status: "resolved"})
			return err
		},
		"bulk of nothing": func() error { _, err := c.UpdateIssues(ctx, "o", []string{"1"}, IssueUpdate{}); return err },
		"empty comment":   func() error { _, err := c.AddNote(ctx, "o", "1", " \n"); return err },
		"half a period":   func() error { _, err := c.Issues(ctx, "o", IssueQuery{Start: time.Now()}); return err },
		"two periods": func() error {
			_, err := c.Issues(ctx, "o", IssueQuery{Start: time.Now(), End: time.Now(), StatsPeriod: "1d"})
			return err
		},
		"period backwards": func() error {
			_, err := c.Issues(ctx, "o", IssueQuery{Start: time.Now(), End: time.Now().Add(-time.Hour)})
			return err
		},
		"guidance too long": func() error {
			_, err := c.StartSeer(ctx, "o", "1", SeerMark{}, SeerStart{UserContext: long})
			return err
		},
		"UUID as numeric run id": func() error {
			_, err := c.StartSeer(ctx, "o", "1", SeerMark{}, SeerStart{RunID: "f47ac10b-58cc"})
			return err
		},
	}
	for name, call := range calls {
		if err := call(); KindOf(err) != KindInvalid {
			t.Errorf("%s: %v, want an invalid error", name, err)
		}
	}
	if len(s.requests) != 0 {
		t.Errorf("requests were sent: %v", s.requests)
	}
}

func TestQueryParameters(t *testing.T) {
	c, s, _ := scripted(t, reply{body: `[]`})
	empty := ""
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	_, err := c.Issues(t.Context(), "o", IssueQuery{
		Projects: []string{"1", "-1"}, Environments: []string{"a&b"}, Query: &empty, Sort: "freq",
		GroupStatsPeriod: "24h", Start: start, End: start.Add(time.Hour), Limit: 500, Cursor: "0:25:0",
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Issues(t.Context(), "o", IssueQuery{StatsPeriod: "14d"}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"GET /api/0/organizations/o/issues/?cursor=0%3A25%3A0&end=2026-01-02T04%3A04%3A05Z&environment=a%26b&groupStatsPeriod=24h&limit=100&project=1&project=-1&query=&sort=freq&start=2026-01-02T03%3A04%3A05Z",
		"GET /api/0/organizations/o/issues/?statsPeriod=14d",
	}
	for i := range want {
		if s.requests[i] != want[i] {
			t.Errorf("got  %s\nwant %s", s.requests[i], want[i])
		}
	}
}
