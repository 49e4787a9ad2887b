package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vedette/internal/local/api"
	"vedette/internal/local/query"
)

// syntaxError is the body for a search that cannot be read: Sentry's opening words, then what is wrong and where.
func syntaxError(t *testing.T, search string) string {
	t.Helper()
	_, err := query.Parse(search, noon)
	if err == nil || !strings.Contains(err.Error(), "column") {
		t.Fatalf("%q: %v, want an error with its place", search, err)
	}
	body, err := json.Marshal(map[string]string{"detail": "Error parsing search query: " + err.Error()})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestErrors compares error answers with those of the hosted service, byte for byte.
func TestErrors(t *testing.T) {
	b := seed(t)
	const o = "/api/0/organizations/local"
	gone := `{"detail":"The requested resource does not exist"}`
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/api/0/organizations/acme/issues/", "", 404, gone},
		{"GET", o + "/issues/999/", "", 404, gone},
		{"GET", o + "/issues/SHOP-ZZ/", "", 404, gone},
		{"GET", o + "/issues/1/events/" + otherEvent[:31] + "/", "", 404, gone},
		{"GET", o + "/shortids/NO-1/", "", 404, gone},
		{"GET", o + "/eventids/ffffffffffffffffffffffffffffffff/", "", 404, gone},
		{"GET", "/api/0/projects/local/nope/", "", 404, gone},
		{"GET", o + "/releases/9.9.9/", "", 404, gone},
		{"GET", o + "/nothing-here/", "", 404, gone},
		{"GET", o + "/issues", "", 404, `{"detail":"Route not found, did you forget a trailing slash? try: ` + o + `/issues/"}`},
		{"POST", o + "/issues/", "", 405, `{"detail":"Method \"POST\" not allowed."}`},
		{"GET", o + "/issues/?query=is:unresolved+OR+is:resolved", "", 400,
			syntaxError(t, "is:unresolved OR is:resolved")},
		{"GET", o + "/issues/?statsPeriod=soon", "", 400, `{"detail":"Invalid statsPeriod: \"soon\""}`},
		{"GET", o + "/issues/?statsPeriod=1d&start=2026-01-01&end=2026-01-02", "", 400, `{"detail":"statsPeriod and start/end exclude each other: send one of them"}`},
		{"GET", o + "/issues/?start=2026-01-01", "", 400, `{"detail":"start and end are both required"}`},
		{"GET", o + "/issues/?cursor=x", "", 400, `{"detail":"Invalid cursor parameter."}`},
		{"GET", o + "/issues/?limit=many", "", 400, `{"detail":"Invalid limit parameter."}`},
		{"GET", o + "/issues/?sort=best", "", 400, `{"detail":"Invalid sort \"best\": use date, new, freq, user, trends, recommended or inbox"}`},
		{"PUT", o + "/issues/?id=x", "{}", 400, `{"detail":"Group ids must be integers"}`},
		{"PUT", o + "/issues/", `{"status":"resolved"}`, 400, `{"detail":"Name the issues with id, or select them with query"}`},
		{"PUT", o + "/issues/1/", `{"status":"done"}`, 400, `{"status":["\"done\" is not a valid choice."]}`},
		{"PUT", o + "/issues/1/", `{"priority":"top"}`, 400, `{"priority":["\"top\" is not a valid choice."]}`},
		{"PUT", o + "/issues/1/", `{"assignedTo":"bob"}`, 400, `{"assignedTo":["Could not parse actor. Format should be ` + "`type:id` where type is `team` or `user`" + `."]}`},
		{"PUT", o + "/issues/1/", `{"status":"ignored","statusDetails":{"ignoreCount":1,"ignoreWindow":10081}}`, 400, `{"ignoreWindow":["Ensure this value is between 0 and 10080."]}`},
		{"POST", o + "/issues/1/notes/", `{}`, 400, `{"text":["This field is required."]}`},
		{"POST", o + "/issues/1/autofix/", `{"run_id":7}`, 404, ``},
		{"POST", o + "/issues/1/autofix/", `{"run_id":"x"}`, 400, `{"detail":"run_id must be a positive number; send a UUID as sentry_run_id."}`},
		{"POST", o + "/issues/1/autofix/", `{"run_id":`, 400, `{"detail":"JSON parse error - unexpected end of JSON input"}`},
		{"POST", o + "/issues/1/notes/", `{"text":""}`, 400, `{"text":["This field may not be blank."]}`},
	} {
		resp := b.call(c.method, c.path, c.body)
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != c.status || string(body) != c.want {
			t.Errorf("%s %s %s:\n got %d %s\nwant %d %s", c.method, c.path, c.body, resp.StatusCode, body, c.status, c.want)
		}
	}
	if resp := b.call("PUT", o+"/issues/1/", `{"status":`); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("half a body: %d, want 400", resp.StatusCode)
	}
}

// TestLinks compares Link headers with the form of ENDPOINTS 3.4.
func TestLinks(t *testing.T) {
	b := seed(t)
	const base = "http://localhost:8969/api/0/organizations/local/issues/?"
	for query, want := range map[string]string{
		"limit=1&query=": `<` + base + `limit=1&query=&cursor=0:0:1>; rel="previous"; results="false"; cursor="0:0:1", ` +
			`<` + base + `limit=1&query=&cursor=0:1:0>; rel="next"; results="true"; cursor="0:1:0"`,
		"limit=1&query=&cursor=0:2:0": `<` + base + `limit=1&query=&cursor=0:1:1>; rel="previous"; results="true"; cursor="0:1:1", ` +
			`<` + base + `limit=1&query=&cursor=0:3:0>; rel="next"; results="false"; cursor="0:3:0"`,
		"query=level:error,+x": `<` + base + `query=level%3Aerror%2C+x&cursor=0:0:1>; rel="previous"; results="false"; cursor="0:0:1", ` +
			`<` + base + `query=level%3Aerror%2C+x&cursor=0:100:0>; rel="next"; results="false"; cursor="0:100:0"`,
	} {
		var issues []wireIssue
		header := b.get("/api/0/organizations/local/issues/?"+query, &issues)
		if got := header.Get("Link"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", query, got, want)
		}
		if query == "limit=1&query=" && (len(issues) != 1 || header.Get("X-Hits") != "3") {
			t.Errorf("%s: %d issues, X-Hits %q, want 1 and 3", query, len(issues), header.Get("X-Hits"))
		}
	}
	const o, p = "/api/0/organizations/local", "/api/0/projects/local/shop"
	for _, path := range []string{
		"/api/0/organizations/", o + "/projects/", o + "/teams/", o + "/members/", o + "/releases/", o + "/project-keys/", o + "/issues/1/events/",
		o + "/issues/1/hashes/", o + "/issues/1/notes/", o + "/issues/1/tags/environment/values/", p + "/keys/", p + "/teams/", p + "/releases/", p + "/events/",
	} {
		var list []json.RawMessage
		link := b.get(path, &list).Get("Link")
		if strings.Count(link, `rel="`) != 2 || strings.Count(link, `results="`) != 2 || len(list) == 0 && !strings.HasSuffix(path, "/notes/") {
			t.Errorf("%s: %d items, Link %q", path, len(list), link)
		}
	}
}

// TestPagesAreComplete walks a list page by page and finds every event once.
func TestPagesAreComplete(t *testing.T) {
	b := seed(t)
	seen := map[string]bool{}
	issue := b.find("EmptyCart")
	for _, cursor := range []string{"0:0:0", "0:1:0", "0:2:0", "0:3:0"} {
		var events []struct{ EventID string }
		b.get("/api/0/organizations/local/issues/"+issue.ID+"/events/?per_page=1&cursor="+cursor, &events)
		for _, e := range events {
			seen[e.EventID] = true
		}
	}
	if len(seen) != 3 {
		t.Errorf("saw %v, want the three events", seen)
	}
}

// TestGuard plays web pages that try to reach the API of the person who opened them.
func TestGuard(t *testing.T) {
	h := api.New(newBackend(t).store, api.Options{AllowHost: func(host string) bool { return host == "dev.example" }})
	for _, c := range []struct {
		method, host, origin string
		want                 int
	}{
		{"GET", "localhost:8969", "", 200},
		{"GET", "127.0.0.1:8969", "", 200},
		{"GET", "[::1]:8969", "", 200},
		{"GET", "LOCALHOST", "", 200},
		{"GET", "app.localhost:8969", "", 200},
		{"GET", "dev.example:8969", "", 200},
		{"GET", "evil.example:8969", "", 403},
		{"GET", "localhost.evil.example", "", 403},
		{"GET", "10.0.0.5:8969", "", 403},
		{"GET", "localhost:8969", "https://evil.example", 200},
		{"PUT", "localhost:8969", "https://evil.example", 403},
		{"POST", "localhost:8969", "null", 403},
		{"PUT", "localhost:8969", "http://localhost:3000", 405},
		{"DELETE", "localhost:8969", "", 405},
	} {
		r := httptest.NewRequest(c.method, "http://"+c.host+"/api/0/organizations/", nil)
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s for host %s from %q: %d, want %d", c.method, c.host, c.origin, w.Code, c.want)
		}
		if allow := w.Header().Get("Access-Control-Allow-Origin"); allow != "" {
			t.Errorf("a foreign page may read: %q", allow)
		}
	}
}
