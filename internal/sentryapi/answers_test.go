package sentryapi

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestLifetime(t *testing.T) {
	const id = "0123456789abcdef0123456789abcdef"
	for path, want := range map[string]time.Duration{
		"/organizations/": stable, "/organizations/acme/": stable, "/organizations/acme/projects/": stable, "/projects/acme/shop/": stable,
		"/organizations/acme/teams/": stable, "/projects/acme/shop/environments/": stable,
		"/organizations/acme/issues/": volatile, "/organizations/acme/issues/SHOP-1/": volatile, "/organizations/acme/releases/": volatile,
		"/organizations/acme/issues/SHOP-1/events/latest/": volatile, "/organizations/acme/trace/" + id + "/": volatile, "/projects/acme/shop/keys/": volatile,
		"/organizations/acme/issues/SHOP-1/events/" + id + "/": immutable, "/projects/acme/shop/events/" + id + "/": immutable, "/organizations/acme/eventids/" + id + "/": immutable,
		"/auth/": never, "/users/me/regions/": never, "/organizations/acme/issues/SHOP-1/autofix/": never, "/organizations/acme/issues/SHOP-1/autofix/setup/": never,
		"/organizations/acme/seer/runs/": never, "/organizations/acme/events/validate/": never,
		"/api-tokens/": never, "/organizations/acme/org-auth-tokens/": never, "/sentry-apps/mine/api-tokens/": never,
	} {
		if got := lifetime(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// memory is a cache without a file.
type memory map[string]Stored

func (m memory) Answer(key string) (Stored, bool)      { s, ok := m[key]; return s, ok }
func (m memory) SetAnswer(key, scope string, s Stored) { m[scope+" "+key] = s; m[key] = s }
func (m memory) Forget(scope string) {
	for key := range m {
		if rest, ok := strings.CutPrefix(key, scope+" "); ok {
			delete(m, key)
			delete(m, rest)
		}
	}
}

// answering is a server that counts, and can be made to vanish.
func answering(t *testing.T, edit func(*Config)) (*Client, *clock, *atomic.Int32, *httptest.Server) {
	t.Helper()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Link", `<x>; rel="next"; results="true"; cursor="0:1:0"`)
		_, _ = w.Write([]byte(`[{"id":"7","slug":"shop"}]`))
	}))
	t.Cleanup(server.Close)
	clock := newClock()
	cfg := Config{BaseURL: server.URL, Answers: memory{}, Identity: "me"}
	if edit != nil {
		edit(&cfg)
	}
	return newClient(t, cfg, clock), clock, &asked, server
}

func TestStableAnswersAreNotAskedForAgain(t *testing.T) {
	c, clock, asked, _ := answering(t, nil)
	read := func(want int32) {
		t.Helper()
		page, err := c.Projects(t.Context(), "acme", ListQuery{})
		if err != nil || len(page.Items) != 1 || page.Next != "0:1:0" || asked.Load() != want {
			t.Fatalf("%d requests, want %d: %+v %v", asked.Load(), want, page, err)
		}
	}
	read(1)
	read(1)
	if _, err := c.Projects(WithFresh(t.Context()), "acme", ListQuery{}); err != nil || asked.Load() != 2 {
		t.Errorf("fresh: %d requests, %v", asked.Load(), err)
	}
	_ = clock.Sleep(t.Context(), stable)
	read(3)
	if _, err := c.AddNote(t.Context(), "acme", "1", "x"); err == nil { // the server answers a list, whatever
		t.Log("the note was taken")
	}
	read(5) // the write, and the read after it
	if _, err := c.Issues(t.Context(), "acme", IssueQuery{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Issues(t.Context(), "acme", IssueQuery{}); err != nil || asked.Load() != 7 {
		t.Errorf("a volatile answer was used again: %d requests, %v", asked.Load(), err)
	}
}

// TestAnewAsksAndFallsBack: loading again asks for what is young, too, and shows
// it when the server cannot be reached.
func TestAnewAsksAndFallsBack(t *testing.T) {
	c, _, asked, server := answering(t, func(cfg *Config) { cfg.ShowStale = true })
	for want := range int32(2) {
		if _, err := c.Projects(WithAnew(t.Context()), "acme", ListQuery{}); err != nil || asked.Load() != want+1 {
			t.Errorf("%d requests, want %d: %v", asked.Load(), want+1, err)
		}
	}
	server.Close()
	told := false
	page, err := c.Projects(Listen(WithAnew(t.Context()), func(n Notice) { told = told || n.Age > 0 }), "acme", ListQuery{})
	if err != nil || len(page.Items) != 1 || !told {
		t.Errorf("without the server: %+v, %v, told %v", page, err, told)
	}
}

func TestStaleAnswersStandInForPeopleOnly(t *testing.T) {
	for _, c := range []struct {
		show  bool
		fresh Freshness
		ok    bool
	}{{true, Usual, true}, {false, Usual, false}, {true, Fresh, false}} {
		client, clock, _, server := answering(t, func(cfg *Config) { cfg.ShowStale = c.show })
		if _, err := client.Issues(t.Context(), "acme", IssueQuery{}); err != nil {
			t.Fatal(err)
		}
		client.cfg.Freshness = c.fresh
		server.Close()
		_ = clock.Sleep(t.Context(), 3*time.Hour)
		var age time.Duration
		page, err := client.Issues(Listen(t.Context(), func(n Notice) { age += n.Age }), "acme", IssueQuery{})
		if c.ok && (err != nil || len(page.Items) != 1 || age < 3*time.Hour) {
			t.Errorf("%+v: %v, age %s", c, err, age)
		}
		var e *Error
		if !c.ok && (!errors.As(err, &e) || e.Kind != KindUnavailable || !strings.Contains(e.Hint, "--offline") || !strings.Contains(e.Hint, "3h")) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestOfflineAsksNothing(t *testing.T) {
	c, clock, asked, _ := answering(t, nil)
	if _, err := c.Issues(t.Context(), "acme", IssueQuery{}); err != nil {
		t.Fatal(err)
	}
	c.cfg.Freshness = Offline
	_ = clock.Sleep(t.Context(), 48*time.Hour)
	if page, err := c.Issues(t.Context(), "acme", IssueQuery{}); err != nil || len(page.Items) != 1 || asked.Load() != 1 {
		t.Errorf("%v, %d requests", err, asked.Load())
	}
	if _, err := c.Issues(t.Context(), "acme", IssueQuery{Cursor: "0:1:0"}); KindOf(err) != KindUnavailable || asked.Load() != 1 {
		t.Errorf("another page: %v, %d requests", err, asked.Load())
	}
	if _, err := c.AddNote(t.Context(), "acme", "1", "x"); KindOf(err) != KindUnavailable || asked.Load() != 1 {
		t.Errorf("a write: %v, %d requests", err, asked.Load())
	}
}

func TestTwoUsersShareNoAnswer(t *testing.T) {
	c, _, asked, _ := answering(t, nil)
	other := newClient(t, Config{BaseURL: c.base.String(), Answers: c.cfg.Answers, Identity: "somebody else"}, newClock())
	for _, client := range []*Client{c, other} {
		if _, err := client.Projects(context.Background(), "acme", ListQuery{}); err != nil {
			t.Fatal(err)
		}
	}
	if asked.Load() != 2 {
		t.Errorf("%d requests for two users", asked.Load())
	}
}

// An organization goes by its slug and by its id; some paths name none.
func TestAWriteUnderAnyNameForgetsTheAnswersOfTheServer(t *testing.T) {
	for name, write := range map[string]RawRequest{
		"by the slug":             {Method: "PUT", Path: "organizations/acme/teams/"},
		"by the id":               {Method: "PUT", Path: "organizations/1/teams/"},
		"without an organization": {Method: "PUT", Path: "issues/7/"},
	} {
		c, _, asked, _ := answering(t, nil)
		for _, org := range []string{"acme", "1"} {
			if _, err := c.Projects(t.Context(), org, ListQuery{}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.Raw(t.Context(), write); err != nil {
			t.Fatal(err)
		}
		for _, org := range []string{"acme", "1"} {
			if _, err := c.Projects(t.Context(), org, ListQuery{}); err != nil {
				t.Fatal(err)
			}
		}
		if asked.Load() != 5 {
			t.Errorf("%s: %d requests, want two reads, the write, and both reads again", name, asked.Load())
		}
	}
}

func TestOnlyJSONIsKept(t *testing.T) {
	for _, body := range []string{"<html>log in to this hotel's network</html>", `[{"id":"7"`} {
		kept := memory{}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		c := newClient(t, Config{BaseURL: server.URL, Answers: kept}, newClock())
		if _, err := c.Projects(t.Context(), "acme", ListQuery{}); err == nil || len(kept) != 0 {
			t.Errorf("%s: %v, kept %v", body, err, kept)
		}
		server.Close()
	}
}

func TestAnswersOfTheFutureAreNotUsed(t *testing.T) {
	c, clock, asked, _ := answering(t, nil)
	clock.now = clock.now.Add(24 * time.Hour)
	for range 2 {
		if _, err := c.Projects(t.Context(), "acme", ListQuery{}); err != nil {
			t.Fatal(err)
		}
		clock.now = clock.now.Add(-24 * time.Hour) // the clock is set right
	}
	if asked.Load() != 2 {
		t.Errorf("%d requests", asked.Load())
	}
}

func TestFreshNeedsTheServer(t *testing.T) {
	c, _, asked, server := answering(t, func(cfg *Config) { cfg.ShowStale = true })
	if _, err := c.Issues(t.Context(), "acme", IssueQuery{}); err != nil {
		t.Fatal(err)
	}
	c.cfg.Freshness = Offline
	if _, err := c.Issues(WithFresh(t.Context()), "acme", IssueQuery{}); KindOf(err) != KindUnavailable || asked.Load() != 1 {
		t.Errorf("offline: %v, %d requests", err, asked.Load())
	}
	c.cfg.Freshness = Usual
	server.Close()
	_, err := c.Issues(WithFresh(t.Context()), "acme", IssueQuery{})
	if e := (*Error)(nil); !errors.As(err, &e) || e.Kind != KindUnavailable || strings.Contains(e.Hint, "--offline") {
		t.Errorf("without a server: %v, which --offline would not help", err)
	}
}
