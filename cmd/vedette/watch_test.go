package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/cli"
	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	"vedette/mcpserve"
	"vedette/mcpserve/transport"
)

var updateSpans = flag.Bool("update-spans", false, "write testdata/spans.golden")

// intake keeps the transactions that an SDK sends.
type intake struct {
	mu   sync.Mutex
	sent []sentTransaction
	raw  bytes.Buffer
}

type sentTransaction struct {
	Name     string `json:"transaction"`
	Contexts struct {
		Trace sentSpan `json:"trace"`
	} `json:"contexts"`
	Spans []sentSpan `json:"spans"`
}

type sentSpan struct {
	Op          string         `json:"op"`
	Description string         `json:"description"`
	Status      string         `json:"status"`
	TraceID     string         `json:"trace_id"`
	Data        map[string]any `json:"data"`
}

func (i *intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	lines := bufio.NewScanner(io.TeeReader(r.Body, &i.raw))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var t sentTransaction
		if json.Unmarshal(lines.Bytes(), &t) == nil && t.Name != "" && t.Contexts.Trace.Op != "" {
			i.sent = append(i.sent, t)
		}
	}
	_, _ = io.WriteString(w, `{"id":"1"}`)
}

// all are the transactions in the order of wire and name, which is not the one
// they came in.
func (i *intake) all() []sentTransaction {
	i.mu.Lock()
	defer i.mu.Unlock()
	key := func(t sentTransaction) string { return fmt.Sprint(t.Contexts.Trace.Data["mcp.transport"], " ", t.Name) }
	slices.SortStableFunc(i.sent, func(a, b sentTransaction) int { return strings.Compare(key(a), key(b)) })
	return i.sent
}

// watchedServer serves a Sentry of one organization and no issues; its spans go
// to the intake. finish sends the last ones.
func watchedServer(t *testing.T, content bool) (*mcpserve.Server, *intake, func()) {
	t.Helper()
	in := &intake{}
	ingest := httptest.NewServer(in)
	t.Cleanup(ingest.Close)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/api/0/organizations/" {
			_, _ = io.WriteString(w, `[{"id":"1","slug":"acme","name":"Acme"}]`)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"detail":"not there"}`)
	}))
	t.Cleanup(api.Close)
	client, err := sentryapi.New(sentryapi.Config{BaseURL: api.URL})
	if err != nil {
		t.Fatal(err)
	}
	o, watch, flush, err := wiring{version: "1"}.watch(ops.New(ops.Config{Client: client}),
		cli.Spans{DSN: strings.Replace(ingest.URL, "http://", "http://key@", 1) + "/1", Rate: 1, Content: content})
	if err != nil {
		t.Fatal(err)
	}
	s, err := mcpserve.New(mcpserve.Options{Ops: o, Version: "1", Watch: watch})
	if err != nil {
		t.Fatal(err)
	}
	return s, in, flush
}

const (
	initializeLine = `{"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"probe","title":"Probe","version":"3"}}}`
	organizations  = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find_organizations","arguments":{"query":"secret-word"}}}`
	noSuchIssue    = `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_issue_details","arguments":{"organizationSlug":"acme","issueId":"SECRET-1"}}}`
	noSuchTool     = `{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"nonsense","arguments":{}}}`
	aPrompt        = `{"jsonrpc":"2.0","id":4,"method":"prompts/get","params":{"name":"triage_inbox","arguments":{}}}`
	aResource      = `{"jsonrpc":"2.0","id":5,"method":"resources/read","params":{"uri":"sentry://acme/issue/SHOP-9"}}`
	modernCall     = `{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"find_organizations","arguments":{},"_meta":{` +
		`"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","io.modelcontextprotocol/protocolVersion":"2026-07-28",` +
		`"io.modelcontextprotocol/clientInfo":{"name":"newer","version":"4"},"io.modelcontextprotocol/clientCapabilities":{}}}}`
)

// wholeTalk is how many messages converse sends.
const wholeTalk = 11

// converse sends the messages over every wire.
func converse(t *testing.T, s *mcpserve.Server) {
	t.Helper()
	overStdio(t, s, initializeLine, organizations, noSuchIssue, noSuchTool, aPrompt, aResource)
	h := s.Handler(mcpserve.HTTP{Access: transport.OpenAccess, SSE: true})
	server := httptest.NewServer(h)
	defer server.Close()
	defer h.Close()
	session := post(t, server.URL+"/mcp", initializeLine, nil).Header.Get("Mcp-Session-Id")
	post(t, server.URL+"/mcp", organizations, map[string]string{"Mcp-Session-Id": session})
	post(t, server.URL+"/mcp", modernCall, map[string]string{"Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "find_organizations"})
	overSSE(t, server.URL, initializeLine, organizations)
}

// overStdio sends messages and waits for each answer.
func overStdio(t *testing.T, s *mcpserve.Server, messages ...string) {
	t.Helper()
	in, send := io.Pipe()
	receive, out := io.Pipe()
	served := make(chan error, 1)
	go func() { served <- s.ServeStdio(t.Context(), in, out) }()
	answers := bufio.NewScanner(receive)
	answers.Buffer(nil, 1<<20)
	for _, m := range messages {
		if _, err := io.WriteString(send, m+"\n"); err != nil {
			t.Fatal(err)
		}
		if !answers.Scan() {
			t.Fatal("no answer")
		}
	}
	_ = send.Close()
	if err := <-served; err != nil {
		t.Fatal(err)
	}
}

func post(t *testing.T, url, body string, headers map[string]string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, text/event-stream")
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 {
		t.Fatalf("%s: %s", resp.Status, answer)
	}
	return resp
}

// overSSE sends messages on the transport of 2024 and waits for each answer.
func overSSE(t *testing.T, url string, messages ...string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/sse", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	stream, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	data := func() string {
		for lines.Scan() {
			if line, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return line
			}
		}
		t.Fatal("the stream ended")
		return ""
	}
	endpoint := url + data()
	for _, m := range messages {
		post(t, endpoint, m, nil)
		data()
	}
}

// TestSpansGolden: the names of the attributes of every kind of request, on
// every wire, are those of Sentry's MCP view and of OpenTelemetry's conventions.
func TestSpansGolden(t *testing.T) {
	s, in, flush := watchedServer(t, false)
	converse(t, s)
	var got strings.Builder
	for _, tr := range settled(t, in, flush, wholeTalk) {
		root := tr.Contexts.Trace
		fmt.Fprintf(&got, "%s %s (%s, %s)\n", root.Data["mcp.transport"], tr.Name, root.Op, root.Status)
		for _, name := range slices.Sorted(maps.Keys(root.Data)) {
			fmt.Fprintf(&got, "  %s\n", name)
		}
		parts := map[string]bool{}
		for _, span := range tr.Spans {
			parts[span.Op+" "+strings.Split(span.Description, " 127.")[0]] = true
		}
		for _, part := range slices.Sorted(maps.Keys(parts)) {
			fmt.Fprintf(&got, "  > %s\n", part)
		}
	}
	golden := filepath.Join("testdata", "spans.golden")
	if *updateSpans {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("-want +got (go test ./cmd/vedette -run SpansGolden -update-spans):\n%s", diff)
	}
	if words := in.raw.String(); strings.Contains(words, "secret-word") || strings.Contains(words, "SECRET-1") || strings.Contains(words, "SHOP-9") {
		t.Error("what was asked is told")
	}
}

// settled are the spans once n of them have come: the last ones of a transport
// end after their answers.
func settled(t *testing.T, in *intake, flush func(), n int) []sentTransaction {
	t.Helper()
	for range 100 {
		flush()
		if all := in.all(); len(all) >= n {
			return all
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%d transactions, want %d", len(in.all()), n)
	return nil
}

// TestSpansValues: what the attributes say.
func TestSpansValues(t *testing.T) {
	s, in, flush := watchedServer(t, false)
	converse(t, s)
	find := func(wire, name, client string) sentTransaction {
		for _, tr := range settled(t, in, flush, wholeTalk) {
			if d := tr.Contexts.Trace.Data; d["mcp.transport"] == wire && tr.Name == name && d["mcp.client.name"] == client {
				return tr
			}
		}
		t.Fatalf("no span %s of %s over %s", name, client, wire)
		return sentTransaction{}
	}
	for _, want := range []struct {
		wire, name, client, key string
		value                   any
	}{
		{"stdio", "tools/call find_organizations", "probe", "mcp.client.version", "3"},
		{"stdio", "tools/call find_organizations", "probe", "mcp.protocol.version", "2025-11-25"},
		{"stdio", "tools/call find_organizations", "probe", "mcp.tool.result.is_error", false},
		{"stdio", "tools/call find_organizations", "probe", "network.transport", "pipe"},
		{"stdio", "tools/call get_issue_details", "probe", "mcp.tool.result.is_error", true},
		{"stdio", "tools/call get_issue_details", "probe", "vedette.error.kind", "not_found"},
		{"stdio", "tools/call nonsense", "probe", "error.type", "not_found"},
		{"stdio", "resources/read", "probe", "vedette.error.kind", "not_found"},
		{"http", "tools/call find_organizations", "probe", "mcp.client.title", "Probe"},
		{"http", "tools/call find_organizations", "newer", "mcp.protocol.version", "2026-07-28"},
		{"sse", "tools/call find_organizations", "probe", "mcp.server.version", "1"},
	} {
		if got := find(want.wire, want.name, want.client).Contexts.Trace.Data[want.key]; got != want.value {
			t.Errorf("%s %s: %s = %v, want %v", want.wire, want.name, want.key, got, want.value)
		}
	}
	if id := find("http", "tools/call find_organizations", "newer").Contexts.Trace.TraceID; id != "0af7651916cd43dd8448eb211c80319c" {
		t.Errorf("the caller's trace is not joined: %s", id)
	}
	if id, _ := find("http", "tools/call find_organizations", "probe").Contexts.Trace.Data["mcp.session.id"].(string); len(id) != 32 {
		t.Errorf("mcp.session.id = %q: a digest, never what a session can be used with", id)
	}
}

// TestSpansTellContentWhenAsked: and only then.
func TestSpansTellContentWhenAsked(t *testing.T) {
	s, in, flush := watchedServer(t, true)
	if err := s.ServeStdio(t.Context(), strings.NewReader(organizations+"\n"), io.Discard); err != nil {
		t.Fatal(err)
	}
	data := settled(t, in, flush, 1)[0].Contexts.Trace.Data
	if data["mcp.request.argument.query"] != `"secret-word"` || data["mcp.tool.result.content"] == nil {
		t.Errorf("asked for and not told: %v", data)
	}
}

// BenchmarkHTTPCall is a cheap tool over HTTP, unwatched and watched: bearer,
// session, guards and spans included.
func BenchmarkHTTPCall(b *testing.B) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"id":"1","slug":"acme","name":"Acme"}]`)
	}))
	defer api.Close()
	ingest := httptest.NewServer(&intake{})
	defer ingest.Close()
	calls := map[string]string{
		"tools/list": `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`,
		"tool":       `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_tools","arguments":{"query":"dashboard"}}}`,
	}
	for _, dsn := range []string{"", strings.Replace(ingest.URL, "http://", "http://key@", 1) + "/1"} {
		client, err := sentryapi.New(sentryapi.Config{BaseURL: api.URL})
		if err != nil {
			b.Fatal(err)
		}
		o, watch, flush, err := wiring{version: "1"}.watch(ops.New(ops.Config{Client: client}), cli.Spans{DSN: dsn, Rate: 1})
		if err != nil {
			b.Fatal(err)
		}
		defer flush()
		s, err := mcpserve.New(mcpserve.Options{Ops: o, Version: "1", Watch: watch})
		if err != nil {
			b.Fatal(err)
		}
		h := s.Handler(mcpserve.HTTP{Access: transport.NoAccess})
		defer h.Close()
		session := ask(h, initializeLine, "").Header().Get("Mcp-Session-Id")
		for name, call := range calls {
			b.Run(fmt.Sprintf("%s/watched=%t", name, dsn != ""), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if w := ask(h, call, session); w.Code != http.StatusOK {
						b.Fatal(w.Code, w.Body.String())
					}
				}
			})
		}
	}
}

func ask(h http.Handler, body, session string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://localhost/mcp", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	r.Header.Set("Authorization", "Bearer token")
	if session != "" {
		r.Header.Set("Mcp-Session-Id", session)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
