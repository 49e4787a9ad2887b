package ingest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/local/explore"
	"vedette/internal/local/store"
)

// backend is an intake over loopback HTTP.
type backend struct {
	t     *testing.T
	store *store.Store
	in    *Ingest
	url   string
	now   time.Time
	close func()
}

func newBackend(t *testing.T, opts Options, limit int64) *backend {
	t.Helper()
	b := &backend{t: t, now: noon}
	opts.Now = func() time.Time { return b.now }
	b.open(filepath.Join(t.TempDir(), "store.db"), opts, limit)
	return b
}

// open serves the file at path, which may be an earlier one's.
func (b *backend) open(path string, opts Options, limit int64) {
	b.t.Helper()
	var err error
	b.store, err = store.Open(b.t.Context(), path, store.Options{Now: opts.Now, MaxPages: limit})
	if err != nil {
		b.t.Fatal(err)
	}
	b.in = New(b.store, opts)
	server := httptest.NewServer(b.in.Handler())
	b.url = server.URL
	b.close = sync.OnceFunc(func() {
		server.Close()
		_ = b.in.Close()
		_ = b.store.Close()
	})
	b.t.Cleanup(b.close)
}

// post sends a body and returns status and answer.
func (b *backend) post(path string, body io.Reader, header ...string) (status int, answer string, h http.Header) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, string(text), resp.Header
}

// send posts an envelope that must be accepted.
func (b *backend) send(body string) string {
	b.t.Helper()
	status, answer, _ := b.post("/api/42/envelope/", strings.NewReader(body))
	if status != http.StatusOK {
		b.t.Fatalf("status %d: %s", status, answer)
	}
	return answer
}

// digest waits for everything to be digested and checks that nothing got lost.
func (b *backend) digest() {
	b.t.Helper()
	b.in.Start(b.t.Context())
	if err := b.store.WaitDigested(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	open := map[string]int64{}
	for key, n := range b.counters() {
		kind, outcome, _ := strings.Cut(key, " ")
		switch strings.Fields(outcome)[0] {
		case store.Accepted:
			open[kind] += n
		case store.Digested, store.Dropped, store.Kept:
			open[kind] -= n
		}
	}
	for kind, n := range open {
		if n != 0 {
			b.t.Errorf("%s: accepted minus digested, dropped and kept is %d", kind, n)
		}
	}
}

// counters are the numbers by "type outcome reason" over all projects.
func (b *backend) counters() map[string]int64 {
	b.t.Helper()
	list, err := b.store.Counters(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	m := map[string]int64{}
	for _, c := range list {
		m[strings.TrimSpace(c.ItemType+" "+c.Outcome+" "+c.Reason)] += c.N
	}
	return m
}

func (b *backend) issues() []store.Issue {
	b.t.Helper()
	list, _, err := b.store.Issues(b.t.Context(), store.IssueFilter{Limit: 1000})
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// table is what Explore shows of a dataset.
func (b *backend) table(dataset explore.Dataset, query string, columns ...string) [][]any {
	b.t.Helper()
	plan, err := explore.Parse(explore.Question{Dataset: dataset, Columns: columns, Query: query}, b.now)
	if err != nil {
		b.t.Fatal(err)
	}
	rows, err := b.store.Explore(b.t.Context(), plan, store.ExploreFilter{Limit: 10})
	if err != nil {
		b.t.Fatal(err)
	}
	return rows
}

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

const eventID = "11111111111111111111111111111111"

// errorEvent is the payload of an error with the given id.
func errorEvent(id string) string {
	return fmt.Sprintf(`{"event_id":%q,"timestamp":1777895990.5,"platform":"node","level":"error","release":"shop@1.0.0","environment":"production",
"exception":[{"type":"TypeError","value":"x is not a function","mechanism":{"type":"onerror","handled":false},"stacktrace":{"frames":[{"filename":"app.js","function":"pay","lineno":3,"in_app":true}]}}],
"user":{"id":"7","email":"ann@example.com"},"tags":{"plan":"pro"},"contexts":{"os":{"name":"Linux","version":"6.1"},"trace":{"trace_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","span_id":"bbbbbbbbbbbbbbbb"}},
"request":{"url":"https://shop.example.com/pay?card=1","method":"post"}}`, id)
}

// envelope puts one item into an envelope; attributes are further members of its header.
func envelope(header, kind, attributes, payload string) string {
	if attributes != "" {
		attributes = "," + attributes
	}
	return fmt.Sprintf("{%s}\n{\"type\":%q,\"length\":%d%s}\n%s\n", header, kind, len(payload), attributes, payload)
}

// chunked hides the length of a body, as Node's streams do.
type chunked struct{ io.Reader }

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", "") }

func reader(b []byte) io.Reader { return bytes.NewReader(b) }
