package screentest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/ops"
	"vedette/internal/sentryapi"
)

// Server answers requests from a table: by "METHOD /path" with the path after
// /api/0, then by the path's end. What is not in the table is not found.
type Server struct {
	mu      sync.Mutex
	answers map[string]string
	status  map[string]int
	Asked   []string // request lines, with their queries
}

// Serve is a server with these answers.
func Serve(answers map[string]string) *Server {
	return &Server{answers: answers, status: map[string]int{}}
}

// Answer changes an answer; a status other than 0 goes with it.
func (s *Server) Answer(key, body string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[key], s.status[key] = body, status
}

// Requests is how many were asked whose request line has the text in it.
func (s *Server) Requests(with string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, line := range s.Asked {
		if strings.Contains(line, with) {
			n++
		}
	}
	return n
}

// ServeHTTP answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Asked = append(s.Asked, r.Method+" "+r.URL.RequestURI())
	w.Header().Set("Content-Type", "application/json")
	line := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/0")
	best := ""
	for key := range s.answers {
		method, end, _ := strings.Cut(key, " ")
		if method == r.Method && strings.HasSuffix(line, end) && len(key) > len(best) {
			best = key
		}
	}
	body, known := s.answers[best]
	switch {
	case !known:
		w.WriteHeader(http.StatusNotFound)
		body = `{"detail":"The requested resource does not exist"}`
	case s.status[best] != 0:
		w.WriteHeader(s.status[best])
	}
	_, _ = io.WriteString(w, body)
}

// Ops is the operations against a server.
func Ops(t testing.TB, h http.Handler) *ops.Ops {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	client, err := sentryapi.New(sentryapi.Config{BaseURL: srv.URL, Now: func() time.Time { return Now },
		Sleep: func(context.Context, time.Duration) error { return nil },
		Token: func(context.Context) (string, error) { return "secret", nil }})
	if err != nil {
		t.Fatal(err)
	}
	return ops.New(ops.Config{Client: client, BaseURL: srv.URL, Defaults: ops.Defaults{Org: "acme"}, Now: func() time.Time { return Now },
		Sleep: func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() }})
}
