package ops

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/sentryapi"
)

// keptAnswers is an AnswerCache in memory.
type keptAnswers struct {
	mu sync.Mutex
	by map[string]sentryapi.Stored
}

func (k *keptAnswers) Answer(key string) (sentryapi.Stored, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s, ok := k.by[key]
	return s, ok
}

func (k *keptAnswers) SetAnswer(key, _ string, s sentryapi.Stored) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.by[key] = s
}

func (k *keptAnswers) Forget(string) {}

// TestIssueDetailsAgain: a second look at an issue takes two requests and says
// the same; as soon as the issue had another event, or the look is long ago, the
// server chooses anew.
func TestIssueDetailsAgain(t *testing.T) {
	const first, second = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
	var mu sync.Mutex
	var asked []string
	count, newest := 7, first
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		path := strings.TrimPrefix(r.URL.Path, "/api/0/organizations/acme/issues/SHOP-1A/")
		asked = append(asked, path)
		w.Header().Set("Content-Type", "application/json")
		switch path {
		case "":
			_, _ = fmt.Fprintf(w, `{"id":"1","shortId":"SHOP-1A","title":"KeyError","count":"%d","userCount":2,"lastSeen":"2026-11-20T11:57:00Z","project":{"slug":"shop"}}`, count)
		case "tags/":
			_, _ = io.WriteString(w, `[]`)
		default:
			_, _ = fmt.Fprintf(w, `{"eventID":%q,"id":%q,"entries":[]}`, newest, newest)
		}
	}))
	defer server.Close()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	client, err := sentryapi.New(sentryapi.Config{BaseURL: server.URL, Answers: &keptAnswers{by: map[string]sentryapi.Stored{}}, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	o := New(Config{Client: client, Now: clock})
	look := func(environment string) (event string, requests int) {
		t.Helper()
		mu.Lock()
		asked = nil
		mu.Unlock()
		out, err := o.GetIssueDetails(t.Context(), GetIssueDetailsIn{IssueTarget: IssueTarget{OrgTarget: OrgTarget{Org: "acme"}, Issue: "SHOP-1A"}, Environment: environment})
		if err != nil || out.Event == nil {
			t.Fatalf("%+v: %v", out.Problems, err)
		}
		mu.Lock()
		defer mu.Unlock()
		return string(out.Event.EventID), len(asked)
	}
	for _, step := range []struct {
		what        string
		before      func()
		environment string
		event       string
		requests    int
	}{
		{"first", func() {}, "", first, 3},
		{"again", func() {}, "", first, 2},
		{"in one environment", func() {}, "production", first, 3},
		{"another event", func() { count, newest = 8, second }, "", second, 3},
		{"again after it", func() {}, "", second, 2},
		{"much later", func() { now = now.Add(time.Hour) }, "", second, 3},
	} {
		mu.Lock()
		step.before()
		mu.Unlock()
		if event, requests := look(step.environment); event != step.event || requests != step.requests {
			t.Errorf("%s: event %s in %d requests %v, want %s in %d", step.what, event, requests, asked, step.event, step.requests)
		}
	}
}
