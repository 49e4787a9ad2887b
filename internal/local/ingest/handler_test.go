package ingest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"vedette/internal/local/store"
)

// TestNodeStyle sends what @sentry/node 11 sends: no content type, credentials
// in the query, chunked, items without length.
func TestNodeStyle(t *testing.T) {
	b := newBackend(t, Options{}, 0)
	body := "{\"event_id\":\"" + eventID + "\"}\n{\"type\":\"event\"}\n" + oneLine(errorEvent(eventID)) + "\n{\"type\":\"log\",\"item_count\":1,\"content_type\":\"application/vnd.sentry.items.log+json\"}\n" + oneLine(logs)
	status, answer, h := b.post("/api/42/envelope/?sentry_version=7&sentry_key=abc&sentry_client=sentry.javascript.node%2F11.12.0", chunked{strings.NewReader(body)})
	if status != 200 || answer != `{"id":"`+eventID+`"}` || h.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %s %v", status, answer, h)
	}
	b.digest()
	if c := b.counters(); c["event digested"] != 1 || c["log digested"] != 1 {
		t.Errorf("counters %v", c)
	}
}

func TestEncodings(t *testing.T) {
	b := newBackend(t, Options{}, 0)
	writers := map[string]func(io.Writer) (io.WriteCloser, error){
		"gzip":    func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
		"deflate": func(w io.Writer) (io.WriteCloser, error) { return zlib.NewWriter(w), nil },
		"br":      func(w io.Writer) (io.WriteCloser, error) { return brotli.NewWriter(w), nil },
		"zstd":    func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
	}
	for name, open := range writers {
		var buf bytes.Buffer
		w, err := open(&buf)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, envelope("", "event", "", errorEvent(newMix(uint64(len(name)), b.now).id(16)))); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if status, answer, _ := b.post("/api/42/envelope", &buf, "Content-Encoding", name); status != 200 {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	b.digest()
	if n := b.counters()["event digested"] + b.counters()["event dropped duplicate"]; n != int64(len(writers)) {
		t.Errorf("%d events, want %d", n, len(writers))
	}
}

func TestRefusals(t *testing.T) {
	b := newBackend(t, Options{MaxBody: 4 << 10, MaxEnvelope: 64 << 10}, 0)
	bomb := zip(t, bytes.Repeat([]byte{'a'}, 1<<20), gzip.NewWriter(nil))
	tests := []struct {
		name   string
		body   io.Reader
		header []string
		path   string
		status int
	}{
		{"no envelope", strings.NewReader("hello"), nil, "/api/42/envelope/", 400},
		{"empty", strings.NewReader(""), nil, "/api/42/envelope/", 400},
		{"cut off", strings.NewReader("{}\n{\"type\":\"event\",\"length\":99}\n{}"), nil, "/api/42/envelope/", 400},
		{"too large", strings.NewReader(strings.Repeat("x", 5<<10)), nil, "/api/42/envelope/", 413},
		{"too large, length unknown", chunked{strings.NewReader(strings.Repeat("x", 5<<10))}, nil, "/api/42/envelope/", 413},
		{"bomb", reader(bomb), []string{"Content-Encoding", "gzip"}, "/api/42/envelope/", 413},
		{"unknown encoding", strings.NewReader("{}"), []string{"Content-Encoding", "lzma"}, "/api/42/envelope/", 415},
		{"broken gzip", strings.NewReader("{}"), []string{"Content-Encoding", "gzip"}, "/api/42/envelope/", 400},
		{"two keys", strings.NewReader("{\"dsn\":\"http://aaa@localhost/42\"}\n"), []string{"X-Sentry-Auth", "Sentry sentry_key=bbb"}, "/api/42/envelope/", 403},
		{"store: no event", strings.NewReader("[]"), nil, "/api/42/store/", 400},
		{"no such project name", strings.NewReader("{}\n"), nil, "/api/--/envelope/", 400},
	}
	for _, tt := range tests {
		status, answer, h := b.post(tt.path, tt.body, tt.header...)
		if status != tt.status || !strings.Contains(answer, `"detail":"`) || h.Get("X-Sentry-Error") == "" {
			t.Errorf("%s: %d %s, want %d", tt.name, status, answer, tt.status)
		}
	}
	if c := b.counters(); len(c) != 0 {
		t.Errorf("refused requests were counted: %v", c)
	}
}

func TestOtherEndpoints(t *testing.T) {
	b := newBackend(t, Options{}, 0)
	status, answer, _ := b.post("/api/7/store/?sentry_key=abc", strings.NewReader(`{"message":"hello"}`))
	if status != 200 || len(answer) != len(`{"id":""}`)+32 {
		t.Errorf("store endpoint: %d %s", status, answer)
	}
	if status, answer, _ := b.post("/stream", strings.NewReader("{}\n{\"type\":\"session\"}\n{}")); status != 200 || answer != "{}" {
		t.Errorf("stream: %d %s", status, answer)
	}
	if status, _, _ := b.post("/stream", strings.NewReader("{\"dsn\":\"http://k@localhost/9\"}\n"+strings.TrimPrefix(envelope("", "event", "", errorEvent(eventID)), "{}\n"))); status != 200 {
		t.Errorf("stream with a DSN: %d", status)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, b.url+"/api/42/envelope/", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 204 || !strings.Contains(resp.Header.Get("Access-Control-Allow-Headers"), "X-Sentry-Auth") {
		t.Errorf("preflight: %d %v", resp.StatusCode, resp.Header)
	}
	b.digest()
	told := strings.TrimSuffix(strings.TrimPrefix(answer, `{"id":"`), `"}`)
	if _, _, _, err := b.store.Event(t.Context(), 0, told, nil); err != nil {
		t.Errorf("the event that the sender was told: %v", err)
	}
	slugs := map[string]bool{}
	for _, i := range b.issues() {
		slugs[i.Project.Slug] = true
	}
	if !slugs["project-7"] || !slugs["project-9"] {
		t.Errorf("issues in %v", slugs)
	}
	if _, err := b.store.Project(t.Context(), spotlightProject); err != nil {
		t.Error(err)
	}
}

// TestFullStore fills a store whose size is bounded: senders are told to come
// back, readers go on, and everything works again once there is room.
func TestFullStore(t *testing.T) {
	b := newBackend(t, Options{}, 400)
	b.in.Start(t.Context())
	big := envelope("", "attachment", `"filename":"noise"`, string(noise(200<<10)))
	full := false
	for range 50 {
		status, answer, h := b.post("/api/42/envelope/", strings.NewReader(big))
		if status == 200 {
			continue
		}
		full = true
		if status != 503 || h.Get("Retry-After") == "" || !strings.Contains(answer, "no space left") {
			t.Fatalf("%d %s %v", status, answer, h)
		}
		break
	}
	if !full {
		t.Fatal("the store never was full")
	}
	if _, _, err := b.store.Issues(t.Context(), store.IssueFilter{}); err != nil {
		t.Errorf("reading from a full store: %v", err)
	}
	path := b.store.Path()
	b.close()
	b.open(path, Options{Now: func() time.Time { return b.now }}, 0)
	b.in.Start(t.Context())
	b.send(envelope("", "event", "", errorEvent(eventID)))
	if err := b.store.WaitDigested(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(b.issues()); n != 1 {
		t.Errorf("%d issues after making room, want 1", n)
	}
}

// noise cannot be compressed.
func noise(n int) []byte {
	m := newMix(9, time.Time{})
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(m.random.Uint32())
	}
	return b
}
