package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"vedette/internal/text/hostile"
)

// fake is a Sentry server of one organization, acme, whose issues are made up
// by number. It notes the writes.
type fake struct {
	*httptest.Server
	mu     sync.Mutex
	tokens []string // of each request
	issues int      // how many there are
	broken int      // from this issue on, pages fail; 0 = never
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{issues: 3}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Server.Close)
	return f
}

// ServeHTTP answers the few paths that the tests need.
func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tokens = append(f.tokens, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	w.Header().Set("Content-Type", "application/json")
	path := strings.TrimPrefix(r.URL.Path, "/api/0")
	switch {
	case path == "/auth/":
		_, _ = io.WriteString(w, `{"id":"9","name":"Ada","email":"ada@example.com"}`)
	case path == "/organizations/":
		_, _ = io.WriteString(w, `[{"id":"1","slug":"acme","name":"Acme"}]`)
	case path == "/organizations/acme/issues/" && r.Method == http.MethodGet:
		f.list(w, r)
	case strings.HasPrefix(path, "/organizations/acme/issues/SHOP-"):
		var n int
		_, _ = fmt.Sscanf(path, "/organizations/acme/issues/SHOP-%d/", &n)
		_, _ = io.WriteString(w, issueJSON(n))
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"detail":"The requested resource does not exist"}`)
	}
}

func (f *fake) list(w http.ResponseWriter, r *http.Request) {
	offset, limit := 0, 100
	_, _ = fmt.Sscanf(r.URL.Query().Get("cursor"), "0:%d:0", &offset)
	_, _ = fmt.Sscanf(r.URL.Query().Get("limit"), "%d", &limit)
	if f.broken > 0 && offset >= f.broken {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"detail":"no more for you"}`)
		return
	}
	end := min(offset+limit, f.issues)
	w.Header().Set("Link", fmt.Sprintf(`<%s/>; rel="previous"; results="false"; cursor="0:0:1", <%s/>; rel="next"; results="%t"; cursor="0:%d:0"`,
		f.URL, f.URL, end < f.issues, end))
	var page []string
	for n := offset; n < end; n++ {
		page = append(page, issueJSON(n+1))
	}
	_, _ = io.WriteString(w, "["+strings.Join(page, ",")+"]")
}

func issueJSON(n int) string {
	return fmt.Sprintf(`{"id":"%d","shortId":"SHOP-%d","title":"KeyError: 'price' %d","culprit":"cart in total","level":"error","status":"unresolved","substatus":"ongoing",
	 "project":{"id":"1","slug":"shop"},"count":"%d","userCount":5,"firstSeen":"2026-11-01T12:00:00Z","lastSeen":"2026-11-20T11:57:00Z","permalink":"https://acme.sentry.io/issues/%d/"}`, n, n, n, n*7, n)
}

// hostileIssues is a page of issues, each with one text of the corpus in every
// place that a stranger can write.
func hostileIssues(t *testing.T) (body string, cases []hostile.Case) {
	t.Helper()
	cases = hostile.Small()
	var page []map[string]any
	for n, c := range cases {
		page = append(page, map[string]any{
			"id": fmt.Sprint(n + 1), "shortId": c.Text, "title": c.Text, "culprit": c.Text, "level": c.Text, "status": c.Text, "substatus": c.Text,
			"assignedTo": map[string]any{"type": "user", "id": "1", "name": c.Text}, "project": map[string]any{"slug": c.Text, "name": c.Text},
			"count": "1", "lastSeen": "2026-11-20T11:57:00Z", "metadata": map[string]any{"value": c.Text},
		})
	}
	raw, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw), cases
}
