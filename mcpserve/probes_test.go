package mcpserve

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	"vedette/mcpserve/transport"
)

// remote is the real server over real TCP in front of a fake Sentry.
type remote struct {
	t   *testing.T
	url string
}

func serveHTTP(t *testing.T, sentry http.Handler, opt Options, h HTTP) *remote {
	t.Helper()
	api := httptest.NewServer(sentry)
	t.Cleanup(api.Close)
	client, err := sentryapi.New(sentryapi.Config{BaseURL: api.URL})
	if err != nil {
		t.Fatal(err)
	}
	opt.Ops, opt.Version = ops.New(ops.Config{Client: client, BaseURL: api.URL}), "test"
	s, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	handler := s.Handler(h)
	web := httptest.NewServer(handler)
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
		if err := handler.Close(); err != nil {
			t.Error(err)
		}
	})
	return &remote{t: t, url: web.URL}
}

// send posts body below the endpoint; headers are name, value pairs.
func (r *remote) send(below, body string, headers ...string) (status int, header http.Header, answer string) {
	r.t.Helper()
	return r.do(http.MethodPost, below, strings.NewReader(body), headers...)
}

func (r *remote) do(method, below string, body io.Reader, headers ...string) (status int, header http.Header, answer string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+transport.Endpoint+below, body)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, text/event-stream")
	for n := 0; n < len(headers); n += 2 {
		switch headers[n] {
		case "Host":
			req.Host = headers[n+1]
		default:
			req.Header.Set(headers[n], headers[n+1])
		}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err.Error() // the server cut the connection
	}
	defer resp.Body.Close()
	all, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(all)
}

// session initializes and gives the session's id.
func (r *remote) session(below string, headers ...string) string {
	r.t.Helper()
	status, header, answer := r.send(below, initialize, headers...)
	if status != 200 || header.Get("Mcp-Session-Id") == "" {
		r.t.Fatalf("initialize: %d %s", status, answer)
	}
	return header.Get("Mcp-Session-Id")
}

const (
	initialize = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`
	listTools  = `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`
	aboutMe    = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`
)

func callOf(tool, args string) string {
	return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"` + tool + `","arguments":` + args + `}}`
}

// What a hostile client, or a web page in a user's browser, may try. Each probe
// says what must come back.
func TestHostileProbes(t *testing.T) {
	r := serveHTTP(t, answers(map[string]string{"GET /organizations/": `[{"slug":"acme","id":"1"}]`}), Options{}, HTTP{})
	auth := []string{"Authorization", "Bearer token-of-ann"}
	id := r.session("", auth...)
	ended := r.session("", auth...)
	if status, _, answer := r.do(http.MethodDelete, "", nil, append(auth, "Mcp-Session-Id", ended)...); status != 200 {
		t.Fatalf("DELETE: %d %s", status, answer)
	}
	in := func(more ...string) []string { return append(append([]string{"Mcp-Session-Id", id}, auth...), more...) }
	deep := func(n int) string {
		return callOf("find_organizations", `{"query":`+strings.Repeat("[", n)+strings.Repeat("]", n)+`}`)
	}
	modern := in("Mcp-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list")
	for name, probe := range map[string]struct {
		method  string // "" = POST
		body    string
		headers []string
		status  int
		says    string
	}{
		"it works at all":             {body: callOf("find_organizations", `{}`), headers: in(), status: 200, says: "acme"},
		"foreign origin":              {body: listTools, headers: in("Origin", "https://evil.example"), status: 403},
		"null origin":                 {body: listTools, headers: in("Origin", "null"), status: 403},
		"origin that looks local":     {body: listTools, headers: in("Origin", "http://localhost.evil.example"), status: 403},
		"rebound host":                {body: listTools, headers: in("Host", "evil.example"), status: 403},
		"preflight of a foreign page": {method: http.MethodOptions, headers: []string{"Origin", "https://evil.example", "Access-Control-Request-Method", "POST"}, status: 403},
		"preflight of a local page":   {method: http.MethodOptions, headers: []string{"Origin", "http://localhost:3000", "Access-Control-Request-Method", "POST"}, status: 401},
		"no token":                    {body: listTools, headers: []string{"Mcp-Session-Id", id}, status: 401},
		"a token that is none":        {body: listTools, headers: []string{"Authorization", "Bearer a b\"c", "Mcp-Session-Id", id}, status: 401},
		"a password":                  {body: listTools, headers: []string{"Authorization", "Basic YW5uOnB3", "Mcp-Session-Id", id}, status: 401},
		"a token in the URL":          {method: "?access_token", body: listTools, headers: []string{"Mcp-Session-Id", id}, status: 401},
		"another's session":           {body: listTools, headers: []string{"Authorization", "Bearer token-of-eve", "Mcp-Session-Id", id}, status: 404},
		"forged session":              {body: listTools, headers: append(auth, "Mcp-Session-Id", "mcp-session-6ba7b810-9dad-11d1-80b4-00c04fd430c8"), status: 404},
		"session with a changed byte": {body: listTools, headers: append(auth, "Mcp-Session-Id", flipped(id)), status: 404},
		"session after DELETE":        {body: listTools, headers: append(auth, "Mcp-Session-Id", ended), status: 404},
		"no session":                  {body: listTools, headers: auth, status: 400},
		"listening without session":   {method: http.MethodGet, headers: auth, status: 400},
		"wrong argument type":         {body: callOf("search_issues", `{"limit":"many"}`), headers: in(), status: 200, says: `"isError":true`},
		"unknown argument":            {body: callOf("search_issues", `{"rm":"-rf"}`), headers: in(), status: 200, says: `"isError":true`},
		"unknown tool":                {body: callOf("rm_rf", `{}`), headers: in(), status: 200, says: `"error"`},
		"9,000 deep":                  {body: deep(9000), headers: in(), status: 400},
		"100,000 deep, never closed":  {body: `{"jsonrpc":"2.0","id":1,"method":` + strings.Repeat("[", 100_000), headers: in(), status: 400},
		"16 MiB":                      {body: callOf("search_issues", `{"query":"`+strings.Repeat("x", 16<<20)+`"}`), headers: in(), status: 413},
		"64 MiB":                      {body: strings.Repeat(" ", 64<<20), headers: in(), status: 413},
		"no JSON":                     {body: `{"jsonrpc":`, headers: in(), status: 400},
		"no message":                  {body: `{"hello":"world"}`, headers: in(), status: 400},
		"an id that is an object":     {body: `{"jsonrpc":"2.0","id":{},"method":"ping"}`, headers: in(), status: 400},
		"a batch":                     {body: `[` + listTools + `]`, headers: in(), status: 400},
		"a form":                      {body: `a=b`, headers: in("Content-Type", "application/x-www-form-urlencoded"), status: 415},
		"a page's plain text":         {body: listTools, headers: in("Content-Type", "text/plain"), status: 415},
		"PUT":                         {method: http.MethodPut, body: listTools, headers: in(), status: 405},
		"version from the future":     {body: listTools, headers: in("Mcp-Protocol-Version", "2031-01-01"), status: 400},
		"new version, old body":       {body: listTools, headers: modern, status: 400},
		"headers of another method":   {body: `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{` + aboutMe + `,"name":"whoami","arguments":{}}}`, headers: modern, status: 400},
		"a stream resumed":            {body: `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{` + aboutMe + `}}`, headers: append(modern, "Last-Event-ID", "7"), status: 400},
		"a way out of the path":       {method: "/../admin", body: listTools, headers: in(), status: 400},
	} {
		method, below := http.MethodPost, ""
		switch {
		case strings.HasPrefix(probe.method, "?"):
			below = probe.method + "=token-of-ann"
		case strings.HasPrefix(probe.method, "/"):
			below = probe.method
		case probe.method != "":
			method = probe.method
		}
		status, header, answer := r.do(method, below, bytes.NewReader([]byte(probe.body)), probe.headers...)
		cut := status == 0 && probe.status == 413 // the server closed while the client still sent
		if status != probe.status && !cut || !strings.Contains(answer, probe.says) {
			t.Errorf("%s: %d, want %d: %.300s", name, status, probe.status, answer)
		}
		if status == 401 && !strings.HasPrefix(header.Get("WWW-Authenticate"), "Bearer ") {
			t.Errorf("%s: no challenge", name)
		}
		if header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: a page may read the answer", name)
		}
		if strings.Contains(answer, "token-of-ann") {
			t.Errorf("%s: the token is in the answer: %s", name, answer)
		}
	}
	if status, _, answer := r.send("", callOf("find_organizations", `{}`), in()...); status != 200 || !strings.Contains(answer, "acme") {
		t.Errorf("after all that: %d %s", status, answer)
	}
}

// flipped changes one character in the middle of an id.
func flipped(id string) string {
	b := []byte(id)
	if n := len(b) / 2; b[n] == 'A' {
		b[n] = 'B'
	} else {
		b[n] = 'A'
	}
	return string(b)
}
