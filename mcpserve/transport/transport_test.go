package transport

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// wire is one of the two protocols, as a client speaks it.
type wire string

const (
	legacy wire = "2025-11-25"
	modern wire = "2026-07-28"
)

func wires() []wire { return []wire{legacy, modern} }

// serving is a handler behind real TCP.
type serving struct {
	t   testing.TB
	h   *Handler
	url string

	began   chan struct{} // the tool "wait" began
	stopped chan error    // why it ended
}

// serve starts a server of a few tools.
func serve(t testing.TB, opt Options) *serving {
	t.Helper()
	s := &serving{t: t, began: make(chan struct{}, 64), stopped: make(chan error, 64)}
	opt.MCP = server.NewMCPServer("test", "1", server.WithToolCapabilities(false), server.WithElicitation())
	tool := func(name string, run server.ToolHandlerFunc) {
		opt.MCP.AddTool(mcp.NewToolWithRawSchema(name, "a tool", json.RawMessage(`{"type":"object"}`)), run)
	}
	tool("echo", func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText(call.GetString("text", "") + " for " + CallerOf(ctx).Key), nil
	})
	tool("progress", func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		for n := range 3 {
			if err := NotifierOf(ctx).Notify("notifications/progress", map[string]any{"progressToken": "p", "progress": n + 1}); err != nil {
				return nil, err
			}
		}
		return mcp.NewToolResultText("done"), nil
	})
	tool("panic", func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { panic("a bad answer") })
	tool("wait", func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		s.began <- struct{}{}
		<-ctx.Done()
		s.stopped <- context.Cause(ctx)
		return nil, ctx.Err()
	})
	tool("sleep", func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		time.Sleep(60 * time.Millisecond)
		return mcp.NewToolResultText("slept"), nil
	})
	tool("client", func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		session := server.ClientSessionFromContext(ctx).(server.SessionWithClientInfo)
		about, _ := json.Marshal(map[string]any{"info": session.GetClientInfo(), "can": session.GetClientCapabilities()})
		return mcp.NewToolResultText(string(about)), nil
	})
	s.h = New(opt)
	web := httptest.NewUnstartedServer(s.h)
	web.Start()
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
		if err := s.h.Close(); err != nil {
			t.Error(err)
		}
	})
	s.url = web.URL
	return s
}

// client is one client of a wire.
type client struct {
	s       *serving
	wire    wire
	path    string
	header  http.Header // added to each request
	session string
	http    *http.Client
	id      int
}

// connect initializes where the wire wants it.
func (s *serving) connect(w wire, header ...string) *client {
	s.t.Helper()
	c := &client{s: s, wire: w, path: Endpoint, header: http.Header{}, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
	for n := 0; n < len(header); n += 2 {
		c.header.Set(header[n], header[n+1])
	}
	if w == legacy {
		c.initialize()
	}
	return c
}

func (c *client) initialize() {
	c.s.t.Helper()
	resp := c.post(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"tester","version":"7"}}}`)
	defer resp.Body.Close()
	if c.session = resp.Header.Get("Mcp-Session-Id"); resp.StatusCode != 200 || c.session == "" {
		body, _ := io.ReadAll(resp.Body)
		c.s.t.Fatalf("initialize: %s, session %q\n%s", resp.Status, c.session, body)
	}
}

// message is a request as the client's wire wants it.
func (c *client) message(method, params string) string {
	c.id++
	if c.wire == modern {
		about := `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`
		if params = strings.TrimPrefix(params, "{"); params == "}" || params == "" {
			params = "{" + about + "}"
		} else {
			params = "{" + about + "," + params
		}
	}
	if params == "" {
		params = "{}"
	}
	id, _ := json.Marshal(c.id)
	return `{"jsonrpc":"2.0","id":` + string(id) + `,"method":"` + method + `","params":` + params + `}`
}

// request is an HTTP request with a body.
func (c *client) request(ctx context.Context, method, body string) *http.Request {
	c.s.t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, c.s.url+c.path, strings.NewReader(body))
	if err != nil {
		c.s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	if c.session != "" {
		r.Header.Set("Mcp-Session-Id", c.session)
	}
	if c.wire == modern {
		var m struct {
			Method string
			Params struct{ Name string }
		}
		_ = json.Unmarshal([]byte(body), &m)
		r.Header.Set("Mcp-Protocol-Version", string(modern))
		r.Header.Set("Mcp-Method", m.Method)
		if m.Params.Name != "" {
			r.Header.Set("Mcp-Name", m.Params.Name)
		}
	}
	for name, values := range c.header {
		if name == "Host" {
			r.Host = values[0]
			continue
		}
		r.Header[name] = values
	}
	return r
}

func (c *client) post(body string) *http.Response {
	c.s.t.Helper()
	resp, err := c.http.Do(c.request(context.Background(), http.MethodPost, body))
	if err != nil {
		c.s.t.Fatal(err)
	}
	return resp
}

// reply is what one POST brought.
type reply struct {
	status int
	header http.Header
	news   []map[string]any // notifications before the answer
	answer map[string]any
	raw    string
}

// text is a tool's text.
func (r reply) text() string {
	result, _ := r.answer["result"].(map[string]any)
	content, _ := result["content"].([]any)
	if len(content) == 0 {
		return ""
	}
	text, _ := content[0].(map[string]any)["text"].(string)
	return text
}

// send posts a body and reads all of the response.
func (c *client) send(body string) reply {
	c.s.t.Helper()
	return c.read(c.post(body))
}

func (c *client) read(resp *http.Response) reply {
	c.s.t.Helper()
	defer resp.Body.Close()
	out := reply{status: resp.StatusCode, header: resp.Header}
	all, err := io.ReadAll(resp.Body)
	if err != nil {
		c.s.t.Fatal(err)
	}
	out.raw = string(all)
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		_ = json.Unmarshal(all, &out.answer)
		return out
	}
	lines := bufio.NewScanner(bytes.NewReader(all))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var m map[string]any
		if err := json.Unmarshal([]byte(data), &m); err != nil {
			c.s.t.Fatalf("an event holds no message: %q", data)
		}
		if m["id"] == nil {
			out.news = append(out.news, m)
			continue
		}
		if out.answer != nil {
			c.s.t.Errorf("a second answer: %s", data)
		}
		out.answer = m
	}
	return out
}

func (c *client) call(tool, args string) reply {
	c.s.t.Helper()
	return c.send(c.message("tools/call", `{"name":"`+tool+`","arguments":`+args+`}`))
}

func TestBothWiresAnswerOnOneEndpoint(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess})
	for _, w := range wires() {
		c := s.connect(w)
		if r := c.call("echo", `{"text":"hello"}`); r.status != 200 || !strings.HasPrefix(r.text(), "hello") {
			t.Errorf("%s: %d %s", w, r.status, r.raw)
		}
		if r := c.send(c.message("tools/list", "{}")); !strings.Contains(r.raw, `"progress"`) {
			t.Errorf("%s: %s", w, r.raw)
		}
		if got := c.call("echo", `{}`).header.Get("Mcp-Session-Id"); got != "" {
			t.Errorf("%s: a session id in an answer: %s", w, got)
		}
	}
}

// Every notification is there, before the answer, and the answer is whole.
func TestNotificationsComeBeforeTheAnswer(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess})
	for _, w := range wires() {
		c := s.connect(w)
		for range 500 {
			r := c.call("progress", `{}`)
			if len(r.news) != 3 || r.text() != "done" {
				t.Fatalf("%s: %d notifications, %q", w, len(r.news), r.raw)
			}
			for n, news := range r.news {
				if news["params"].(map[string]any)["progress"] != float64(n+1) {
					t.Fatalf("%s: out of order: %v", w, r.news)
				}
			}
		}
	}
}

// A client that reads no event streams gets its answer all the same.
func TestClientWithoutStreams(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess, Beat: time.Millisecond})
	c := s.connect(legacy, "Accept", "application/json")
	r := c.call("sleep", `{}`)
	if r.text() != "slept" || !strings.HasPrefix(r.header.Get("Content-Type"), "application/json") {
		t.Errorf("%v %s", r.header, r.raw)
	}
}

func TestLongCallsAreKeptOpenByComments(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess, Beat: 5 * time.Millisecond})
	for _, w := range wires() {
		r := s.connect(w).call("sleep", `{}`)
		if strings.Count(r.raw, ": working\n\n") < 2 || r.text() != "slept" {
			t.Errorf("%s: %q", w, r.raw)
		}
	}
}

// What the client said when it initialized is known to each of its calls.
func TestSessionRemembersItsClient(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess})
	if got := s.connect(legacy).call("client", `{}`).text(); !strings.Contains(got, `"tester"`) || !strings.Contains(got, "elicitation") {
		t.Error(got)
	}
}

func TestPanicIsOneRequestsFailure(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess, Admit: func(r *http.Request, below string) (context.Context, error) {
		if below == "/panic" {
			panic("in the chain")
		}
		return r.Context(), nil
	}})
	for _, w := range wires() {
		c := s.connect(w)
		if r := c.call("panic", `{}`); r.status != 500 || r.answer["error"] == nil || strings.Contains(r.raw, "a bad answer") {
			t.Errorf("%s: %d %s", w, r.status, r.raw)
		}
		bad := *c
		bad.path += "/panic"
		if r := bad.call("echo", `{}`); r.status != 500 {
			t.Errorf("%s: %d %s", w, r.status, r.raw)
		}
		if r := c.call("echo", `{"text":"alive"}`); !strings.HasPrefix(r.text(), "alive") {
			t.Errorf("%s: %s", w, r.raw)
		}
	}
}
