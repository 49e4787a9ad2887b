package tasks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/mcpserve/reply"
	"vedette/mcpserve/tasks"
	"vedette/mcpserve/transport"
)

// bench is a server with one tool of each kind, over real HTTP.
type bench struct {
	t       *testing.T
	url     string
	layer   *tasks.Layer
	release chan struct{} // lets the long tool end
	cut     chan struct{} // closed when the long tool was cut

	mu  sync.Mutex
	now time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, release: make(chan struct{}, 8), cut: make(chan struct{}), now: time.Date(2026, 11, 21, 6, 0, 0, 0, time.UTC)}
	caller := func(ctx context.Context) string { return transport.CallerOf(ctx).Key }
	b.layer = tasks.New(tasks.Config{Caller: caller, Now: b.clock, TTL: time.Hour})
	t.Cleanup(b.layer.Close)
	s := server.NewMCPServer("test", "1", server.WithToolCapabilities(false), server.WithExtensions(tasks.Capability()))
	add := func(name string, need tasks.Need, h server.ToolHandlerFunc) {
		s.AddTool(mcp.NewTool(name, mcp.WithString("say")), b.layer.Tool(need, h))
	}
	long := func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		tasks.Detach(ctx)
		tasks.Note(ctx, "reading")
		select {
		case <-b.release:
			return mcp.NewToolResultStructured(map[string]string{"said": call.GetString("say", "")}, call.GetString("say", "")), nil
		case <-ctx.Done():
			close(b.cut)
			return nil, context.Cause(ctx)
		}
	}
	add("long", tasks.Optional, long)
	add("only_long", tasks.Required, long)
	add("short", tasks.Optional, func(_ context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText(call.GetString("say", "")), nil
	})
	add("panics", tasks.Optional, func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if call.GetString("say", "") != "at once" {
			tasks.Detach(ctx)
		}
		panic("oh")
	})
	add("asks", tasks.Optional, func(ctx context.Context, call mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		tasks.Detach(ctx)
		in := call.Params.InputResponses
		form := mcp.ElicitationParams{Message: "?", RequestedSchema: map[string]any{"type": "object"}}
		switch {
		case server.ElicitationResponse(in, "c") != nil && call.Params.RequestState == "second":
			return mcp.NewToolResultText("answered"), nil
		case server.ElicitationResponse(in, "a") != nil && server.ElicitationResponse(in, "b") != nil && call.Params.RequestState == "first":
			return server.NewInputRequestBuilder("second").Elicit("c", form).ToolResult(), nil
		}
		return server.NewInputRequestBuilder("first").Elicit("a", form).Elicit("b", form).ToolResult(), nil
	})
	h := transport.New(transport.Options{
		MCP: s, Access: transport.LocalAccess, Middleware: []func(http.Handler) http.Handler{reply.Middleware(b.layer.Methods())},
	})
	t.Cleanup(func() { _ = h.Close() })
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	b.url = web.URL + "/mcp"
	return b
}

func (b *bench) clock() time.Time { b.mu.Lock(); defer b.mu.Unlock(); return b.now }

func (b *bench) pass(d time.Duration) { b.mu.Lock(); defer b.mu.Unlock(); b.now = b.now.Add(d) }

// answer is a JSON-RPC answer with its HTTP status.
type answer struct {
	Status int
	ID     any            `json:"id"`
	Result map[string]any `json:"result"`
	Error  *reply.Error   `json:"error"`
}

type client struct {
	*bench
	caller  string
	without bool              // does not declare the extension
	header  map[string]string // in place of the right ones
}

func (c client) do(method string, params map[string]any) answer {
	c.t.Helper()
	caps := map[string]any{"extensions": map[string]any{tasks.Extension: map[string]any{}}, "elicitation": map[string]any{}}
	if c.without {
		caps = map[string]any{}
	}
	params["_meta"] = map[string]any{
		"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": caps,
		"io.modelcontextprotocol/clientInfo": map[string]any{"name": "t", "version": "1"},
	}
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 7, "method": method, "params": params})
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	name, _ := params["name"].(string)
	if id, ok := params["taskId"].(string); ok {
		name = id
	}
	for k, v := range map[string]string{
		"Content-Type": "application/json", "Accept": "application/json, text/event-stream", "Authorization": "Bearer " + c.caller,
		"Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": method, "Mcp-Name": name,
	} {
		r.Header.Set(k, v)
	}
	if c.caller == "" {
		r.Header.Del("Authorization")
	}
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	a := answer{Status: resp.StatusCode}
	if err := json.Unmarshal(raw, &a); err != nil {
		c.t.Fatalf("%s: %s", method, raw)
	}
	if a.ID != 7.0 {
		c.t.Errorf("%s: the answer's id is %v", method, a.ID)
	}
	return a
}

func (c client) call(tool, say string) answer {
	c.t.Helper()
	return c.do("tools/call", map[string]any{"name": tool, "arguments": map[string]any{"say": say}})
}

// begin calls a tool that becomes a task.
func (c client) begin(tool string) string {
	c.t.Helper()
	a := c.call(tool, "hello")
	id, _ := a.Result["taskId"].(string)
	if a.Result["resultType"] != "task" || id == "" || a.Result["status"] != "working" {
		c.t.Fatalf("no task: %+v", a)
	}
	for _, member := range []string{"result", "error", "inputRequests", "content", "requestState"} {
		if _, has := a.Result[member]; has {
			c.t.Errorf("the new task has %s", member)
		}
	}
	return id
}

func (c client) get(id string) answer {
	c.t.Helper()
	return c.do("tasks/get", map[string]any{"taskId": id})
}

// until looks at a task until it has a status.
func (c client) until(id, status string) map[string]any {
	c.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if a := c.get(id); a.Error != nil || a.Result["status"] == status {
			return a.Result
		}
	}
	c.t.Fatalf("the task never is %s: %v", status, c.get(id))
	return nil
}

func TestLongWorkBecomesATaskWithTheSameResult(t *testing.T) {
	c := client{bench: newBench(t)}
	id := c.begin("long")
	if got := c.until(id, "working"); got["statusMessage"] != "reading" || got["resultType"] != "complete" || got["result"] != nil {
		t.Errorf("while it works: %v", got)
	}
	c.release <- struct{}{}
	got := c.until(id, "completed")["result"]
	c.release <- struct{}{}
	direct := client{bench: c.bench, without: true}.call("long", "hello").Result
	delete(direct, "resultType")
	delete(direct, "_meta")
	if a, b := asJSON(t, got), asJSON(t, direct); a != b {
		t.Errorf("as a task %s, directly %s", a, b)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhatEndsAtOnceIsNoTask(t *testing.T) {
	c := client{bench: newBench(t)}
	if a := c.call("short", "hi"); a.Result["resultType"] != "complete" || a.Result["content"] == nil {
		t.Errorf("%+v", a)
	}
	if a := c.call("panics", "at once"); a.Error == nil || a.Error.Code != mcp.INTERNAL_ERROR {
		t.Errorf("%+v", a)
	}
	if got := c.until(c.begin("panics"), "failed"); got["error"].(map[string]any)["code"] != float64(mcp.INTERNAL_ERROR) || got["result"] != nil {
		t.Errorf("%v", got)
	}
}

func TestClientsWithoutTheExtension(t *testing.T) {
	c := client{bench: newBench(t), without: true}
	c.release <- struct{}{}
	if a := c.call("long", "hi"); a.Result["resultType"] != "complete" || a.Result["taskId"] != nil {
		t.Errorf("%+v", a)
	}
	refused := []answer{c.call("only_long", "hi")}
	for _, method := range []string{"tasks/get", "tasks/update", "tasks/cancel"} {
		refused = append(refused, c.do(method, map[string]any{"taskId": "x"}))
	}
	for _, a := range refused {
		if a.Status != http.StatusBadRequest || a.Error == nil || a.Error.Code != mcp.MISSING_REQUIRED_CLIENT_CAPABILITY ||
			asJSON(t, a.Error.Data) != `{"requiredCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":{}}}}` {
			t.Errorf("%+v %+v", a, a.Error)
		}
	}
}

// TestNewsOfTasksNeedTheExtension: what a client did not declare is not sent,
// and it is told so, in place of a stream that stays silent.
func TestNewsOfTasksNeedTheExtension(t *testing.T) {
	b := newBench(t)
	wants := map[string]any{"notifications": map[string]any{"taskIds": []string{"some"}}}
	got := client{bench: b, without: true}.do("subscriptions/listen", wants)
	if got.Error == nil || got.Error.Code != mcp.MISSING_REQUIRED_CLIENT_CAPABILITY || got.Status != http.StatusBadRequest {
		t.Errorf("%+v", got)
	}
}

func TestCancelCutsTheWork(t *testing.T) {
	c := client{bench: newBench(t)}
	id := c.begin("long")
	for range 2 { // the second changes nothing
		a := c.do("tasks/cancel", map[string]any{"taskId": id})
		if a.Error != nil || asJSON(t, a.Result) != `{"resultType":"complete"}` {
			t.Fatalf("%+v", a)
		}
	}
	<-c.cut
	if got := c.get(id).Result; got["status"] != "cancelled" || got["result"] != nil {
		t.Errorf("%v", got)
	}
}

func TestATaskAsksAndGoesOn(t *testing.T) {
	c := client{bench: newBench(t)}
	id := c.begin("asks")
	update := func(keys ...string) {
		t.Helper()
		responses := map[string]any{"9.never": map[string]any{"action": "accept"}}
		for _, k := range keys {
			responses[k] = map[string]any{"action": "accept", "content": map[string]any{}}
		}
		if a := c.do("tasks/update", map[string]any{"taskId": id, "inputResponses": responses}); asJSON(t, a.Result) != `{"resultType":"complete"}` {
			t.Fatalf("%+v", a)
		}
	}
	open := func() string {
		t.Helper()
		var keys []string
		for k := range c.until(id, "input_required")["inputRequests"].(map[string]any) {
			keys = append(keys, k)
		}
		return fmt.Sprint(len(keys), keys)
	}
	c.until(id, "input_required")
	update("1.a")
	if got := open(); got != "1 [1.b]" {
		t.Errorf("after half of the answers: %s", got)
	}
	update("1.b", "1.a")
	if got := open(); got != "1 [2.c]" {
		t.Errorf("in the second round: %s", got)
	}
	update("2.c")
	if got := c.until(id, "completed"); got["inputRequests"] != nil {
		t.Errorf("%v", got)
	}
}

func TestATaskBelongsToItsCaller(t *testing.T) {
	c := client{bench: newBench(t), caller: "ann"}
	id := c.begin("long")
	other := client{bench: c.bench, caller: "bob"}
	for _, method := range []string{"tasks/get", "tasks/update", "tasks/cancel"} {
		stranger, unknown := other.do(method, map[string]any{"taskId": id}), c.do(method, map[string]any{"taskId": "nope"})
		if stranger.Error == nil || stranger.Error.Code != mcp.INVALID_PARAMS || *stranger.Error != *unknown.Error {
			t.Errorf("%s: %+v, unknown: %+v", method, stranger.Error, unknown.Error)
		}
	}
	if got := c.get(id).Result["status"]; got != "working" {
		t.Errorf("the caller's own task is %v", got)
	}
}

func TestHeadersMustNameTheTask(t *testing.T) {
	c := client{bench: newBench(t)}
	id := c.begin("long")
	for _, header := range []map[string]string{{"Mcp-Name": "another"}, {"Mcp-Name": ""}, {"Mcp-Method": "tasks/cancel"}} {
		c.header = header
		if a := c.get(id); a.Status != http.StatusBadRequest || a.Error == nil || a.Error.Code != mcp.HEADER_MISMATCH {
			t.Errorf("%v: %+v", header, a)
		}
	}
	c.header = nil
	for _, removed := range []string{"tasks/result", "tasks/list"} {
		if a := c.do(removed, map[string]any{"taskId": id}); a.Status != http.StatusNotFound || a.Error.Code != mcp.METHOD_NOT_FOUND {
			t.Errorf("%s: %+v", removed, a)
		}
	}
}

// Clients that never come back: their tasks are bounded, what comes beyond is
// answered directly, and their time ends.
func TestAbandonedTasksAreBounded(t *testing.T) {
	b := newBench(t)
	c := client{bench: b, caller: "ann"}
	for n := range 64 {
		c.begin("asks")
		if n == 0 {
			b.pass(time.Minute)
		}
	}
	if a := c.call("asks", ""); a.Result["resultType"] != "input_required" {
		t.Fatalf("the 65th task of a caller: %+v", a)
	}
	other := client{bench: b, caller: "bob"}
	id := other.begin("asks")
	b.pass(59*time.Minute + time.Second) // ann's first is over
	c.begin("asks")
	if a := c.call("asks", ""); a.Result["resultType"] != "input_required" {
		t.Fatalf("one place was free, two were taken: %+v", a)
	}
	b.pass(time.Hour)
	if a := other.get(id); a.Error == nil || a.Error.Code != mcp.INVALID_PARAMS {
		t.Errorf("a task after its time: %+v", a)
	}
}

func FuzzTaskIDs(f *testing.F) {
	layer := tasks.New(tasks.Config{})
	serve := layer.Methods()["tasks/update"].Serve
	f.Add(`{"taskId":"x","inputResponses":{"1.a":{"action":"accept"}}}`)
	f.Add(`{"taskId":7}`)
	f.Add(`{"taskId":"x","inputResponses":null,"_meta":{"io.modelcontextprotocol/clientCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":null}}}}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, params string) {
		if result, err := serve(t.Context(), json.RawMessage(params)); err == nil {
			t.Errorf("%q was answered with %v, and there is no task", params, result)
		}
	})
}
