package ops

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/sentryapi"
)

// fakeSentry answers from a table "METHOD path" -> bodies, one after another
// (the last one stays), and keeps what was asked.
type fakeSentry struct {
	mu      sync.Mutex
	answers map[string][]string
	asked   []string
	bodies  []string
}

func (f *fakeSentry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	key := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/0")
	f.asked = append(f.asked, key+"?"+r.URL.RawQuery)
	f.bodies = append(f.bodies, string(body))
	queue := f.answers[key]
	w.Header().Set("Content-Type", "application/json")
	if len(queue) == 0 {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"detail":"The requested resource does not exist"}`)
		return
	}
	if len(queue) > 1 {
		f.answers[key] = queue[1:]
	}
	if r.Method == http.MethodPost {
		w.WriteHeader(http.StatusAccepted)
	}
	_, _ = io.WriteString(w, queue[0])
}

// count is how many requests began with prefix.
func (f *fakeSentry) count(prefix string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, a := range f.asked {
		if strings.HasPrefix(a, prefix) {
			n++
		}
	}
	return n
}

var testNow = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// start returns operations over a fake server, with a clock that sleeping
// moves on.
func start(t *testing.T, answers map[string][]string, edit ...func(*Config)) (*Ops, *fakeSentry) {
	t.Helper()
	fake := &fakeSentry{answers: answers}
	srv := httptest.NewServer(fake)
	t.Cleanup(srv.Close)
	now := testNow
	client, err := sentryapi.New(sentryapi.Config{
		BaseURL: srv.URL, Now: func() time.Time { return now },
		Token: func(context.Context) (string, error) { return "secret", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		Client: client, BaseURL: srv.URL, Defaults: Defaults{Org: "acme"},
		Now:   func() time.Time { return now },
		Sleep: func(_ context.Context, d time.Duration) error { now = now.Add(d); return nil },
	}
	for _, e := range edit {
		e(&cfg)
	}
	return New(cfg), fake
}

const issueJSON = `{"id":"7","shortId":"SHOP-1A","title":"KeyError: 'price'","culprit":"cart in total","level":"error","status":"unresolved","substatus":"new","priority":"high","assignedTo":{"type":"team","id":"3","name":"shop"},
 "project":{"id":"1","slug":"shop","name":"Shop"},"count":"1234","userCount":56,"firstSeen":"2026-11-19T12:00:00Z","lastSeen":"2026-11-20T11:57:00Z","permalink":"https://acme.sentry.io/issues/7/","metadata":{"type":"KeyError","value":"'price'"}}`

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
