package local

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/internal/local/store"
)

func open(t *testing.T, cfg Config) *Server {
	t.Helper()
	if cfg.Path == "" {
		cfg.Path = filepath.Join(t.TempDir(), "local.db")
	}
	cfg.Logger = slog.New(slog.DiscardHandler)
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// event is an envelope with one error.
func event(n int) string {
	payload := fmt.Sprintf(`{"event_id":"%032x","level":"error","platform":"go","message":"failure number %d"}`, n, n)
	return fmt.Sprintf("{}\n{\"type\":\"event\",\"length\":%d}\n%s", len(payload), payload)
}

// client talks to a server over its transport or its port.
func client(s *Server, url string) *http.Client {
	if url == "" {
		return &http.Client{Transport: s.Transport()}
	}
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
}

func do(t *testing.T, c *http.Client, method, url, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(answer)
}

// TestSendAndRead sends an error the three ways SDKs do and reads the issue, in process and through a port.
func TestSendAndRead(t *testing.T) {
	for _, way := range []string{"in process", "port"} {
		t.Run(way, func(t *testing.T) {
			s := open(t, Config{})
			base := ""
			if way == "port" {
				info, err := s.Listen(t.Context(), "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				base = info.URL
			}
			c := client(s, base)
			if base == "" {
				base = s.URL()
			}
			dsn, err := s.DSN(t.Context(), "shop")
			if err != nil || !strings.HasPrefix(dsn, "http://") || !strings.HasSuffix(dsn, strings.TrimPrefix(base, "http://")+"/1") {
				t.Errorf("DSN %q, %v", dsn, err)
			}
			for i, path := range []string{"/api/1/envelope/?sentry_key=" + strings.Repeat("a", 32), "/stream", "/stream/"} {
				if status, body := do(t, c, http.MethodPost, base+path, event(i+1)); status != http.StatusOK {
					t.Fatalf("%s: %d %s", path, status, body)
				}
			}
			if err := s.WaitDigested(t.Context()); err != nil {
				t.Fatal(err)
			}
			status, body := do(t, c, http.MethodGet, base+"/api/0/organizations/local/issues/", "")
			var issues []struct{ Title, Permalink string }
			if err := json.Unmarshal([]byte(body), &issues); err != nil || status != http.StatusOK || len(issues) == 0 {
				t.Fatalf("issues: %d %v %s", status, err, body)
			}
			if way == "in process" {
				if issues[0].Permalink != "" {
					t.Errorf("permalink %s, which no port answers", issues[0].Permalink)
				}
			} else if status, body := do(t, c, http.MethodGet, issues[0].Permalink, ""); status != http.StatusOK || !strings.Contains(body, "vedette --profile local issue view ") {
				t.Errorf("permalink: %d %s", status, body)
			}
		})
	}
}

func TestRoutes(t *testing.T) {
	s := open(t, Config{Version: "1.2.3"})
	for path, want := range map[string]string{
		"/":                           "200 text/plain; charset=utf-8 vedette local: send errors here",
		"/health":                     `200 application/json {"status":"ok","service":"vedette local","version":"1.2.3"`,
		"/favicon.ico":                `404 application/json {"detail":"The requested resource does not exist"}`,
		"/api/0/nope/":                `404 application/json {"detail":"The requested resource does not exist"}`,
		"/organizations/x/issues/99/": `404 application/json {"detail":"The requested resource does not exist"}`,
	} {
		resp, err := client(s, "").Get(s.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%d %s %s", resp.StatusCode, resp.Header.Get("Content-Type"), body); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// TestClosedAndReopened checks that what was accepted before Close is there after Open, and that the file is complete without its log.
func TestClosedAndReopened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "local.db")
	s := open(t, Config{Path: path})
	const n = 50
	for i := range n {
		if status, body := do(t, client(s, ""), http.MethodPost, s.URL()+"/api/shop/envelope/", event(i+1)); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		t.Errorf("%d bytes are left in the log", wal.Size())
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the file is readable by others: %v, %v", info.Mode(), err)
	}
	s = open(t, Config{Path: path})
	if err := s.WaitDigested(t.Context()); err != nil {
		t.Fatal(err)
	}
	counters, err := s.Counters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var digested int64
	for _, c := range counters {
		if c.Outcome == store.Digested {
			digested += c.N
		}
	}
	if digested != n {
		t.Errorf("%d of %d digested", digested, n)
	}
}

func TestRemove(t *testing.T) {
	path := filepath.Join(t.TempDir(), "local.db")
	s := open(t, Config{Path: path})
	if _, err := s.DSN(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	var locked *store.Error
	if err := Remove(t.Context(), path); !errors.As(err, &locked) || locked.Kind != store.Locked {
		t.Fatalf("removed a file that is open: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a damaged file, then none
		if err := Remove(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}

func TestListen(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Config{Path: filepath.Join(dir, "local.db"), Version: "9"})
	if _, ok := Running(dir); ok {
		t.Error("running before Listen")
	}
	info, err := s.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if found, ok := Running(dir); !ok || found.URL != info.URL || found.PID != os.Getpid() || found.Version != "9" {
		t.Errorf("Running: %v %v, want %v", found, ok, info)
	}
	if _, err := s.Listen(t.Context(), "127.0.0.1:0"); err == nil {
		t.Error("listens twice")
	}
	var locked *store.Error
	if _, err := Open(t.Context(), Config{Path: filepath.Join(dir, "local.db")}); !errors.As(err, &locked) || locked.Kind != store.Locked {
		t.Errorf("second Open: %v, want Locked", err)
	}
	addr := strings.TrimPrefix(info.URL, "http://")
	other := open(t, Config{})
	wantKind(t, other, addr, AlreadyRunning, "is already running on http://")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, ok := Running(dir); ok {
		t.Error("running after Close")
	}
	if _, err := os.Stat(infoPath(dir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the info file is left: %v", err)
	}
}

func TestListenErrors(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	go http.Serve(busy, http.NotFoundHandler()) //nolint:errcheck // ends with the listener
	s := open(t, Config{})
	wantKind(t, s, busy.Addr().String(), PortInUse, "another program listens on")
	wantKind(t, s, "0.0.0.0:0", NotLoopback, "--public")
	wantKind(t, s, ":0", NotLoopback, "--public")
	wantKind(t, s, "example.com:1", NotLoopback, "--public")
	wantKind(t, s, "nonsense", BadAddress, "cannot listen")
	wantKind(t, s, "127.0.0.1:99999", BadAddress, "cannot listen")
	if _, err := os.Stat(infoPath(filepath.Dir(s.cfg.Path))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an info file after failing: %v", err)
	}
}

func wantKind(t *testing.T, s *Server, addr string, kind ErrorKind, text string) {
	t.Helper()
	_, err := s.Listen(t.Context(), addr)
	var known *Error
	if !errors.As(err, &known) || known.Kind != kind || !strings.Contains(err.Error(), text) {
		t.Errorf("Listen(%s): %v, want %s with %q", addr, err, kind, text)
	}
}

// TestPublic checks that addresses of the machine are served once others may come, and foreign names still are not.
func TestPublic(t *testing.T) {
	s := open(t, Config{Public: true, Hosts: []string{"dev.example"}})
	for host, want := range map[string]int{"10.0.0.5:8969": 200, "dev.example": 200, "evil.example": 403} {
		if status, body := do(t, client(s, ""), http.MethodGet, "http://"+host+"/api/0/organizations/", ""); status != want {
			t.Errorf("%s: %d %s, want %d", host, status, body, want)
		}
	}
}

// TestStaleInfo checks that nobody believes the file of a killed process, and that it does not hinder the next one.
func TestStaleInfo(t *testing.T) {
	dir := t.TempDir()
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	stale := Info{PID: 1, URL: "http://" + gone.Addr().String()}
	gone.Close()
	if err := stale.write(infoPath(dir)); err != nil {
		t.Fatal(err)
	}
	if info, ok := Running(dir); ok {
		t.Errorf("%v is believed", info)
	}
	s := open(t, Config{Path: filepath.Join(dir, "local.db")})
	if _, err := s.Listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Error(err)
	}
	if info, ok := Running(dir); !ok || info.PID != os.Getpid() {
		t.Errorf("running: %v %v", info, ok)
	}
	if err := os.WriteFile(infoPath(dir), []byte("{half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := Running(dir); ok {
		t.Error("half a file is believed")
	}
}

func TestListenEndsWithItsContext(t *testing.T) {
	s := open(t, Config{})
	ctx, cancel := context.WithCancel(t.Context())
	info, err := s.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-s.listener.done
	if _, ok := probe(t.Context(), info.URL); ok {
		t.Error("still answers")
	}
}

// TestTransport checks the parts of the in-process transport that a plain read does not: streams, cancellation, early Close, HEAD, panics.
func TestTransport(t *testing.T) {
	handlerEnded := make(chan error, 1)
	transport := inProcess{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/stream":
			w.Header().Set("X-Kind", "stream")
			fmt.Fprint(w, "first")
			http.NewResponseController(w).Flush()
			<-r.Context().Done()
			handlerEnded <- r.Context().Err()
		case "/never":
			<-r.Context().Done()
			handlerEnded <- r.Context().Err()
		case "/panic":
			panic("oops")
		case "/echo":
			w.WriteHeader(http.StatusTeapot)
			io.Copy(w, r.Body)
		}
	})}
	get := func(ctx context.Context, method, path string, body []byte) (*http.Response, error) {
		req, err := http.NewRequestWithContext(ctx, method, "http://localhost"+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		return transport.RoundTrip(req)
	}
	resp, err := get(t.Context(), http.MethodGet, "/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 5)
	if _, err := io.ReadFull(resp.Body, first); err != nil || string(first) != "first" || resp.Header.Get("X-Kind") != "stream" {
		t.Errorf("stream: %s %v", first, err)
	}
	resp.Body.Close()
	if err := <-handlerEnded; !errors.Is(err, context.Canceled) {
		t.Errorf("the handler goes on after the body is closed: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := get(ctx, http.MethodGet, "/never", nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("deadline: %v", err)
	}
	<-handlerEnded
	if resp, err := get(t.Context(), http.MethodGet, "/panic", nil); err != nil || resp.StatusCode != http.StatusInternalServerError {
		t.Errorf("panic: %v %v", resp, err)
	}
	big := bytes.Repeat([]byte("x"), 1<<20)
	resp, err = get(t.Context(), http.MethodPost, "/echo", big)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := io.ReadAll(resp.Body); err != nil || !bytes.Equal(back, big) || resp.StatusCode != http.StatusTeapot {
		t.Errorf("echo: %d, %d bytes, %v", resp.StatusCode, len(back), err)
	}
	if resp, err = get(t.Context(), http.MethodHead, "/echo", big); err != nil || resp.Body != http.NoBody {
		t.Errorf("HEAD has a body: %v %v", resp, err)
	}
}

// TestPanic checks that a request that breaks something ends alone.
func TestPanic(t *testing.T) {
	s := open(t, Config{})
	s.handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oops") })
	if status, body := do(t, client(s, ""), http.MethodGet, s.URL()+"/", ""); status != http.StatusInternalServerError || !strings.Contains(body, "Internal Error") {
		t.Errorf("%d %s", status, body)
	}
}
