package observe

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/ops"
)

// ingest is what Sentry's intake would have got: the transactions of every envelope.
type ingest struct {
	mu   sync.Mutex
	seen []transaction
}

type transaction struct {
	Transaction string `json:"transaction"`
	Contexts    struct {
		Trace struct {
			TraceID  string         `json:"trace_id"`
			ParentID string         `json:"parent_span_id"`
			Op       string         `json:"op"`
			Status   string         `json:"status"`
			Data     map[string]any `json:"data"`
		} `json:"trace"`
	} `json:"contexts"`
	Spans []struct {
		Op          string         `json:"op"`
		Description string         `json:"description"`
		Status      string         `json:"status"`
		Data        map[string]any `json:"data"`
	} `json:"spans"`
	raw string
}

func (i *ingest) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	for _, line := range bytes.Split(body, []byte("\n")) {
		var t transaction
		if bytes.Contains(line, []byte(`"type":"transaction"`)) && json.Unmarshal(line, &t) == nil && t.Transaction != "" {
			t.raw = string(line)
			i.mu.Lock()
			i.seen = append(i.seen, t)
			i.mu.Unlock()
		}
	}
	_, _ = io.WriteString(w, `{"id":"1"}`)
}

func watcher(t *testing.T) (*Watcher, func() []transaction) {
	t.Helper()
	got := &ingest{}
	server := httptest.NewServer(got)
	t.Cleanup(server.Close)
	w, err := New(Config{DSN: strings.Replace(server.URL, "http://", "http://key@", 1) + "/1", Release: "vedette@test", SampleRate: 1})
	if err != nil {
		t.Fatal(err)
	}
	return w, func() []transaction {
		w.Flush(10 * time.Second)
		got.mu.Lock()
		defer got.mu.Unlock()
		return got.seen
	}
}

func operation(t *testing.T, name string) ops.Operation {
	t.Helper()
	for _, op := range ops.Catalog() {
		if op.Name == name {
			return op
		}
	}
	t.Fatalf("no operation %s", name)
	return ops.Operation{}
}

// TestRequestIsOneTransaction: the request, its operation and the call upstream
// are one trace, which joins the caller's.
func TestRequestIsOneTransaction(t *testing.T) {
	w, sent := watcher(t)
	upstream := httptest.NewServer(http.NotFoundHandler())
	defer upstream.Close()
	ctx, end := w.Request(t.Context(), Span{
		Op: "mcp.server", Name: "tools/call search_issues", Origin: "auto.function.mcp_server",
		Attributes: []slog.Attr{slog.String("mcp.tool.name", "search_issues"), slog.Int("mcp.request.size", 99)},
		Trace:      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
	})
	octx, done := w.Operation(ctx, operation(t, "search_issues"), "id1")
	req, _ := http.NewRequestWithContext(octx, http.MethodGet, upstream.URL+"/api/0/organizations/secret-org/issues/?query=secret-query", nil)
	resp, err := w.Upstream(http.DefaultTransport).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	done(&ops.Error{Kind: ops.KindNotFound})
	end(nil, slog.Bool("mcp.tool.result.is_error", true))

	all := sent()
	if len(all) != 1 {
		t.Fatalf("%d transactions, want 1", len(all))
	}
	got := all[0]
	trace := got.Contexts.Trace
	if got.Transaction != "tools/call search_issues" || trace.Op != "mcp.server" || trace.Status != "ok" {
		t.Errorf("transaction %q, trace %+v", got.Transaction, trace)
	}
	if trace.TraceID != "0af7651916cd43dd8448eb211c80319c" || trace.ParentID != "b7ad6b7169203331" {
		t.Errorf("the caller's trace is not joined: %+v", trace)
	}
	for name, want := range map[string]any{"mcp.tool.name": "search_issues", "mcp.request.size": 99.0, "mcp.tool.result.is_error": true, "sentry.origin": "auto.function.mcp_server"} {
		if trace.Data[name] != want {
			t.Errorf("%s = %v, want %v", name, trace.Data[name], want)
		}
	}
	if len(got.Spans) != 2 {
		t.Fatalf("%d spans, want the operation and the call upstream", len(got.Spans))
	}
	for _, s := range got.Spans {
		if s.Status != "not_found" {
			t.Errorf("span %s %q ended %q, want not_found", s.Op, s.Description, s.Status)
		}
	}
	if strings.Contains(got.raw, "secret") {
		t.Errorf("what was asked is told: %s", got.raw)
	}
}

// TestNothingOutsideARequest: operations of other faces cost nothing and tell nothing.
func TestNothingOutsideARequest(t *testing.T) {
	w, sent := watcher(t)
	_, done := w.Operation(t.Context(), operation(t, "whoami"), "id")
	done(nil)
	if all := sent(); len(all) != 0 {
		t.Errorf("%d transactions", len(all))
	}
}

func TestStatusOfAFailure(t *testing.T) {
	for kind, want := range map[ops.Kind]string{
		ops.KindInvalid: "invalid_argument", ops.KindUnauthenticated: "unauthenticated", ops.KindForbidden: "permission_denied",
		ops.KindNotEnabled: "permission_denied", ops.KindNotFound: "not_found", ops.KindRateLimited: "resource_exhausted",
		ops.KindUnavailable: "unavailable", ops.KindTimeout: "deadline_exceeded", ops.KindCanceled: "cancelled", ops.KindInternal: "internal_error",
	} {
		if got := statusOf(&ops.Error{Kind: kind}).String(); got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
	if got := statusOf(context.Canceled).String(); got != "cancelled" {
		t.Errorf("canceled: %s", got)
	}
}

func TestBadDSN(t *testing.T) {
	if _, err := New(Config{DSN: "not a dsn"}); err == nil {
		t.Error("accepted")
	}
}
