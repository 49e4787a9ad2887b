package mcpserve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	"vedette/mcpserve/tasks"
	"vedette/mcpserve/transport"
)

// client is one program with a person behind it, on one of the two transports
// and one of the two generations of the protocol.
type client struct {
	t      *testing.T
	modern bool
	caps   map[string]any
	person func(params map[string]any) map[string]any // answers a form
	asked  int                                        // forms seen

	url, session string         // over HTTP
	in           io.WriteCloser // over stdio
	out          *bufio.Scanner
	id           int
}

// serverFor is a server with all tools over a fake Sentry, without defaults.
func serverFor(t *testing.T, sentry http.Handler) *Server {
	t.Helper()
	api := httptest.NewServer(sentry)
	t.Cleanup(api.Close)
	api0, err := sentryapi.New(sentryapi.Config{BaseURL: api.URL, Sleep: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	o := ops.New(ops.Config{Client: api0, Sleep: func(ctx context.Context, _ time.Duration) error {
		select {
		case <-time.After(5 * time.Millisecond):
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}})
	s, err := New(Options{Ops: o, Version: "test", Selection: Selection{Toolsets: []string{All}}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func formCaps() map[string]any { return map[string]any{"elicitation": map[string]any{}} }

// connectAs opens a connection to s.
func connectAs(t *testing.T, s *Server, http, modern bool, caps map[string]any) *client {
	t.Helper()
	c := &client{t: t, modern: modern, caps: caps, person: func(map[string]any) map[string]any {
		t.Error("a question that nobody expected")
		return map[string]any{"action": "cancel"}
	}}
	if http {
		h := s.Handler(HTTP{Access: transport.LocalAccess})
		web := httptest.NewServer(h)
		t.Cleanup(web.Close)
		t.Cleanup(func() { _ = h.Close() })
		c.url = web.URL + "/mcp"
	} else {
		inR, inW := io.Pipe()
		outR, outW := io.Pipe()
		done := make(chan error, 1)
		go func() {
			done <- s.ServeStdio(context.Background(), inR, outW)
			_ = outW.Close()
		}()
		c.in, c.out = inW, bufio.NewScanner(outR)
		c.out.Buffer(nil, 16<<20)
		t.Cleanup(func() {
			_ = inW.Close()
			go func() { _, _ = io.Copy(io.Discard, outR) }()
			if err := <-done; err != nil {
				t.Errorf("the server ended with %v", err)
			}
		})
	}
	if !modern {
		c.do("initialize", map[string]any{"protocolVersion": "2025-11-25", "capabilities": caps, "clientInfo": map[string]any{"name": "t", "version": "1"}})
		c.write(map[string]any{"jsonrpc": "2.0", "method": "notifications/initialized"}, nil)
	}
	return c
}

// do sends a request and gives its answer; the server's own requests before it
// are answered by the person.
func (c *client) do(method string, params map[string]any) map[string]any {
	c.t.Helper()
	c.id++
	if c.modern {
		params["_meta"] = map[string]any{
			"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": c.caps,
			"io.modelcontextprotocol/clientInfo": map[string]any{"name": "t", "version": "1"},
		}
	}
	var answer map[string]any
	c.write(map[string]any{"jsonrpc": "2.0", "id": c.id, "method": method, "params": params}, func(m map[string]any) bool {
		switch {
		case m["method"] == "elicitation/create":
			c.write(map[string]any{"jsonrpc": "2.0", "id": m["id"], "result": c.ask(m["params"])}, nil)
		case m["id"] == float64(c.id):
			answer = m
		}
		return answer != nil
	})
	if answer == nil {
		c.t.Fatalf("no answer to %s", method)
	}
	return answer
}

func (c *client) ask(params any) map[string]any {
	c.asked++
	return c.person(params.(map[string]any))
}

// write sends a message and reads what comes back until seen says enough.
func (c *client) write(message map[string]any, seen func(map[string]any) bool) {
	c.t.Helper()
	body, err := json.Marshal(message)
	if err != nil {
		c.t.Fatal(err)
	}
	lines := c.out
	if c.url != "" {
		resp := c.post(body, message)
		defer resp.Body.Close()
		if id := resp.Header.Get("Mcp-Session-Id"); id != "" {
			c.session = id
		}
		lines = bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 16<<20)
	} else if _, err := c.in.Write(append(body, '\n')); err != nil {
		c.t.Fatal(err)
	}
	for seen != nil && lines.Scan() {
		line, _ := strings.CutPrefix(lines.Text(), "data: ")
		var m map[string]any
		if json.Unmarshal([]byte(line), &m) == nil && seen(m) {
			return
		}
	}
}

func (c *client) post(body []byte, message map[string]any) *http.Response {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	if c.session != "" {
		r.Header.Set("Mcp-Session-Id", c.session)
	}
	if c.modern {
		params, _ := message["params"].(map[string]any)
		name := params["name"]
		if id, has := params["taskId"]; has {
			name = id
		}
		r.Header.Set("Mcp-Protocol-Version", "2026-07-28")
		r.Header.Set("Mcp-Method", message["method"].(string))
		r.Header.Set("Mcp-Name", fmt.Sprint(name))
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp
}

// tool calls a tool, answering its questions, and gives the text of the result.
func (c *client) tool(name string, args map[string]any) (text string, isError bool) {
	c.t.Helper()
	params := map[string]any{"name": name, "arguments": args}
	for {
		answer := c.do("tools/call", params)
		result, ok := answer["result"].(map[string]any)
		if !ok {
			return fmt.Sprint(answer["error"]), true
		}
		if result["resultType"] != "input_required" {
			isError, _ = result["isError"].(bool)
			return result["content"].([]any)[0].(map[string]any)["text"].(string), isError
		}
		responses := map[string]any{}
		for key, q := range result["inputRequests"].(map[string]any) {
			responses[key] = c.ask(q.(map[string]any)["params"])
		}
		params = map[string]any{"name": name, "arguments": args, "inputResponses": responses, "requestState": result["requestState"]}
	}
}

// everywhere runs a test on both transports and both generations.
func everywhere(t *testing.T, test func(t *testing.T, connect func(s *Server, caps map[string]any) *client)) {
	t.Helper()
	for _, web := range []bool{false, true} {
		for _, modern := range []bool{false, true} {
			t.Run(fmt.Sprintf("http=%t,modern=%t", web, modern), func(t *testing.T) {
				test(t, func(s *Server, caps map[string]any) *client { return connectAs(t, s, web, modern, caps) })
			})
		}
	}
}

const twoOrgs = `[{"slug":"acme","id":"1"},{"slug":"zeta","id":"2"}]`

func TestThePersonChoosesTheOrganization(t *testing.T) {
	everywhere(t, func(t *testing.T, connect func(*Server, map[string]any) *client) {
		c := connect(serverFor(t, answers(map[string]string{
			"GET /organizations/": twoOrgs, "GET /organizations/zeta/teams/": `[{"slug":"core","id":"1"}]`,
		})), formCaps())
		c.person = func(params map[string]any) map[string]any {
			if field := fmt.Sprint(params["requestedSchema"]); !strings.Contains(field, "acme") || !strings.Contains(field, "zeta") {
				t.Errorf("the form does not name the organizations: %s", field)
			}
			return map[string]any{"action": "accept", "content": map[string]any{"organizationSlug": "zeta"}}
		}
		if got, isError := c.tool("find_teams", map[string]any{}); isError || !strings.Contains(got, "core") || c.asked != 1 {
			t.Errorf("asked %d times: %s", c.asked, got)
		}
		c.person = func(map[string]any) map[string]any { return map[string]any{"action": "cancel"} }
		if got, isError := c.tool("find_teams", map[string]any{}); !isError || !strings.Contains(got, "organizationSlug") {
			t.Errorf("after a closed form: %s", got)
		}
	})
}

func TestClientsThatCannotAskAreTold(t *testing.T) {
	everywhere(t, func(t *testing.T, connect func(*Server, map[string]any) *client) {
		deleted := int32(0)
		c := connect(serverFor(t, losing(&deleted)), map[string]any{})
		if got, isError := c.tool("find_teams", map[string]any{}); !isError || !strings.Contains(got, "acme, zeta") {
			t.Errorf("%s", got)
		}
		if got, isError := c.tool("delete_project", map[string]any{"organizationSlug": "acme", "projectSlug": "shop"}); isError || atomic.LoadInt32(&deleted) != 1 {
			t.Errorf("%s", got)
		}
	})
}

// losing is a Sentry that counts what it deletes.
func losing(deleted *int32) http.Handler {
	rest := answers(map[string]string{
		"GET /organizations/": twoOrgs, "GET /projects/acme/shop/": `{"slug":"shop","id":"1","name":"Shop"}`,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			atomic.AddInt32(deleted, 1)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		rest.ServeHTTP(w, r)
	})
}

func TestDataIsLostOnlyAfterAYes(t *testing.T) {
	everywhere(t, func(t *testing.T, connect func(*Server, map[string]any) *client) {
		deleted := int32(0)
		c := connect(serverFor(t, losing(&deleted)), formCaps())
		args := map[string]any{"organizationSlug": "acme", "projectSlug": "shop"}
		for _, no := range []map[string]any{
			{"action": "decline"}, {"action": "cancel"}, {"action": "accept", "content": map[string]any{"confirm": false}},
		} {
			c.person = func(params map[string]any) map[string]any {
				if message := fmt.Sprint(params["message"]); !strings.Contains(message, "shop") || !strings.Contains(message, "cannot be undone") {
					t.Errorf("the question does not say what is lost: %s", message)
				}
				return no
			}
			if got, isError := c.tool("delete_project", args); !isError || atomic.LoadInt32(&deleted) != 0 {
				t.Fatalf("%v: %s", no, got)
			}
		}
		c.person = func(map[string]any) map[string]any {
			return map[string]any{"action": "accept", "content": map[string]any{"confirm": true}}
		}
		if got, isError := c.tool("delete_project", args); isError || atomic.LoadInt32(&deleted) != 1 {
			t.Errorf("after a yes: %s", got)
		}
		asked := c.asked
		if got, isError := c.tool("delete_project", map[string]any{"organizationSlug": "acme", "projectSlug": "shop", "confirm": true}); isError || atomic.LoadInt32(&deleted) != 2 || c.asked != asked {
			t.Errorf("the person agreed in the conversation: %s", got)
		}
	})
}

// seer is a Sentry with a fix run that ends when told to. It says when somebody
// looks at the run, and when they gave up.
func seer(finish <-chan struct{}, looked, cut chan<- struct{}) http.Handler {
	started := atomic.Bool{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.Method == http.MethodPost:
			started.Store(true)
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, `{"run_id":5}`)
		case !strings.Contains(r.URL.Path, "autofix"):
			_, _ = io.WriteString(w, strings.Replace(issue, "%s", `"t"`, 1))
		case !started.Load():
			_, _ = io.WriteString(w, `{"autofix":null}`)
		default:
			select {
			case looked <- struct{}{}:
			default:
			}
			select {
			case <-finish:
				_, _ = io.WriteString(w, `{"autofix":{"run_id":5,"status":"completed","updated_at":"2026-11-20T12:00:02Z","blocks":[{"id":"1","message":{"role":"assistant","content":"Done"},"artifacts":[{"key":"root_cause","data":{"one_line_description":"price is missing"}}]}]}}`)
			case <-r.Context().Done():
				started.Store(false)
				cut <- struct{}{}
			}
		}
	})
}

func taskCaps() map[string]any {
	return map[string]any{"extensions": map[string]any{tasks.Extension: map[string]any{}}}
}

func TestAFixRunIsATask(t *testing.T) {
	for _, web := range []bool{false, true} {
		t.Run(fmt.Sprintf("http=%t", web), func(t *testing.T) {
			finish, looked, cut := make(chan struct{}), make(chan struct{}, 1), make(chan struct{}, 1)
			s := serverFor(t, seer(finish, looked, cut))
			c := connectAs(t, s, web, true, taskCaps())
			begin := func() map[string]any {
				t.Helper()
				result, _ := c.do("tools/call", map[string]any{"name": "analyze_issue_with_seer", "arguments": map[string]any{
					"organizationSlug": "acme", "issueId": "SHOP-1A", "until": "root_cause",
				}})["result"].(map[string]any)
				if result["resultType"] != "task" || result["status"] != "working" {
					t.Fatalf("no task: %v", result)
				}
				return result
			}
			get := func(id any) map[string]any {
				t.Helper()
				result, _ := c.do("tasks/get", map[string]any{"taskId": id})["result"].(map[string]any)
				return result
			}
			id := begin()["taskId"]
			<-looked
			c.do("tasks/cancel", map[string]any{"taskId": id})
			<-cut // the request to Sentry was given up
			if got := get(id)["status"]; got != "cancelled" {
				t.Errorf("after tasks/cancel: %v", got)
			}
			id = begin()["taskId"]
			close(finish)
			for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(2 * time.Millisecond) {
				task := get(id)
				if task["status"] == "completed" {
					if !strings.Contains(fmt.Sprint(task["result"]), "price is missing") {
						t.Errorf("%v", task)
					}
					break
				}
				if task["status"] != "working" || time.Now().After(deadline) {
					t.Fatalf("%v", task)
				}
			}
			c.caps = map[string]any{}
			if got, isError := c.tool("analyze_issue_with_seer", map[string]any{"organizationSlug": "acme", "issueId": "SHOP-1A", "until": "root_cause"}); isError || !strings.Contains(got, "price is missing") {
				t.Errorf("without the extension: %s", got)
			}
			c.caps = taskCaps()
			if got, isError := c.tool("analyze_issue_with_seer", map[string]any{"organizationSlug": "acme", "issueId": "no issue"}); !isError {
				t.Errorf("a mistake is answered at once: %s", got)
			}
		})
	}
}
