package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/klauspost/compress/zstd"
)

var testNow = time.Date(2030, 5, 17, 9, 30, 0, 0, time.UTC)

// backend takes what Load sends and answers like the local backend.
type backend struct {
	clock    time.Time
	clocks   []time.Time
	requests []request
	status   func(n int) int // of the n-th request
	noIssues bool
}

type request struct {
	at           time.Time
	method, path string
	query, key   string
	body         []byte
}

func (b *backend) tick(now time.Time) { b.clock, b.clocks = now, append(b.clocks, now) }

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	b.requests = append(b.requests, request{
		at: b.clock, method: r.Method, path: r.URL.Path, query: r.URL.Query().Get("query"),
		key: r.URL.Query().Get("sentry_key") + r.Header.Get("X-Sentry-Auth"), body: body,
	})
	if b.status != nil {
		w.WriteHeader(b.status(len(b.requests)))
	}
	if r.Method == http.MethodGet && !b.noIssues {
		io.WriteString(w, `[{"id":"4711"}]`)
		return
	}
	io.WriteString(w, `[]`)
}

func load(t *testing.T) (*backend, Stats) {
	t.Helper()
	b := &backend{}
	stats, err := Load(t.Context(), b, b.tick, testNow)
	if err != nil {
		t.Fatal(err)
	}
	return b, stats
}

func TestLoadSendsEveryRecordInOrder(t *testing.T) {
	b, stats := load(t)
	if !slices.IsSortedFunc(b.clocks, time.Time.Compare) {
		t.Error("the clock went backwards")
	}
	if first := testNow.Sub(b.clocks[0]); first < 13*24*time.Hour || first > 14*24*time.Hour {
		t.Errorf("the history begins %s ago", first)
	}
	if last := testNow.Sub(b.clocks[len(b.clocks)-1]); last <= 0 || last > time.Hour {
		t.Errorf("the history ends %s ago", last)
	}
	var ingested, actions int
	for _, r := range b.requests {
		switch {
		case strings.HasSuffix(r.path, "/envelope/"), strings.HasSuffix(r.path, "/store/"):
			ingested++
			if !strings.Contains(r.key, "c0ffee") {
				t.Errorf("%s: no key", r.path)
			}
		case r.method == http.MethodPut, strings.HasPrefix(r.path, issuesPath+"4711/"):
			actions++
		case r.method != http.MethodGet || !strings.HasPrefix(r.query, "project:"):
			t.Errorf("unexpected %s %s %s", r.method, r.path, r.query)
		}
	}
	if ingested != stats.Envelopes || actions != stats.Actions || actions < 12 {
		t.Errorf("%d ingested, %d actions; stats say %+v", ingested, actions, stats)
	}
}

// values returns what follows key in body, up to the end of the member.
func values(body []byte, key string) [][]byte {
	var found [][]byte
	for {
		_, after, more := bytes.Cut(body, []byte(key))
		if !more {
			return found
		}
		end := bytes.IndexAny(after, ",}")
		found, body = append(found, after[:max(0, end)]), after
	}
}

func TestLoadMovesTheTimes(t *testing.T) {
	b, _ := load(t)
	seen := 0
	for _, r := range b.requests {
		for _, key := range []string{`"timestamp":`, `"start_timestamp":`, `"end_timestamp":`, `"sent_at":`, `"started":`} {
			for _, value := range values(r.body, key) {
				moment := parseTime(t, value)
				if age := r.at.Sub(moment); age < -time.Millisecond || age > 2*time.Minute {
					t.Fatalf("%s at %s: %s%s is %s old", r.path, r.at, key, value, age)
				}
				seen++
			}
		}
	}
	if seen < 3000 {
		t.Errorf("only %d timestamps seen", seen)
	}
}

func TestLoadNamesTheRecordThatFails(t *testing.T) {
	b := &backend{status: func(n int) int {
		if n == 3 {
			return http.StatusForbidden
		}
		return http.StatusOK
	}}
	stats, err := Load(t.Context(), b, b.tick, testNow)
	if err == nil || !strings.Contains(err.Error(), "record 3 (") || !strings.Contains(err.Error(), "status 403") {
		t.Errorf("error: %v", err)
	}
	if stats.Envelopes != 2 {
		t.Errorf("stats: %+v", stats)
	}
	b = &backend{noIssues: true}
	if _, err := Load(t.Context(), b, b.tick, testNow); err == nil || !strings.Contains(err.Error(), "no issue for") {
		t.Errorf("error: %v", err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Load(canceled, b, b.tick, testNow); !errors.Is(err, context.Canceled) {
		t.Errorf("error: %v", err)
	}
}

func TestHistoryHoldsNothingOfTheMachineThatMadeIt(t *testing.T) {
	raw, err := zstd.NewReader(bytes.NewReader(history))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	text, err := io.ReadAll(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, forbidden := range []string{"/work/", "/root/", "/home/", "/Users/", "/tmp/", "npmjs", "proxy.golang", "pypi.org", "_authToken"} {
		if at := bytes.Index(text, []byte(forbidden)); at >= 0 {
			t.Errorf("the history holds %q", text[max(0, at-40):at+40])
		}
	}
	for part := range bytes.SplitSeq(text, []byte{'@'}) {
		end := bytes.IndexFunc(part, func(c rune) bool { return c != '.' && c != '-' && !unicode.IsLetter(c) && !unicode.IsDigit(c) })
		domain := string(part[:max(0, end)])
		if strings.HasSuffix(domain, ".com") && domain != "example.com" {
			t.Errorf("an address at %q is in the history", domain)
		}
	}
	if len(history) > 2<<20 {
		t.Errorf("%d bytes compressed", len(history))
	}
}

func TestReadRecordsReportsADamagedHistory(t *testing.T) {
	var file bytes.Buffer
	if err := WriteRecords(&file, []Record{{At: -1, Method: "PUT", Change: []byte(`{}`)}, {At: -1, Project: "p", Body: "{}"}}); err != nil {
		t.Fatal(err)
	}
	var read []Record
	for r, err := range ReadRecords(bytes.NewReader(file.Bytes())) {
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, r)
	}
	if len(read) != 2 || !read[0].IsAction() || read[1].IsAction() {
		t.Errorf("read %+v", read)
	}
	for r, err := range ReadRecords(bytes.NewReader(file.Bytes()[:file.Len()-6])) {
		if err == nil {
			continue
		}
		if r.Name() == "" || !strings.Contains(err.Error(), "history record") {
			t.Errorf("error: %v", err)
		}
		return
	}
	t.Error("a cut history was read without an error")
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `[{"id":"1"}]`) })
		if _, err := Load(b.Context(), h, func(time.Time) {}, testNow); err != nil {
			b.Fatal(err)
		}
	}
}
