package mcpserve

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vedette/internal/ops"
	"vedette/internal/sentryapi"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// session is one client on the server's stdio.
type session struct {
	t    *testing.T
	in   io.WriteCloser
	out  *bufio.Scanner
	id   int
	news []map[string]any // notifications seen while waiting for answers
}

// connect starts a server over a fake Sentry on pipes and initializes it.
func connect(t *testing.T, sentry http.Handler) *session {
	t.Helper()
	return connectTo(t, sentry, Selection{})
}

// connectTo is connect to a server that offers a selection.
func connectTo(t *testing.T, sentry http.Handler, sel Selection) *session {
	t.Helper()
	return connectWith(t, sentry, Options{Selection: sel})
}

// connectWith is connect to a server with options of its own.
func connectWith(t *testing.T, sentry http.Handler, opt Options) *session {
	t.Helper()
	api := httptest.NewServer(sentry)
	t.Cleanup(api.Close)
	client, err := sentryapi.New(sentryapi.Config{BaseURL: api.URL, Sleep: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	o := ops.New(ops.Config{Client: client, Defaults: ops.Defaults{Org: "acme"}, Sleep: func(context.Context, time.Duration) error { return nil }})
	opt.Ops, opt.Version, opt.Commands = o, "test", shellCommands
	s, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- s.ServeStdio(context.Background(), inR, outW)
		_ = outW.Close()
	}()
	c := &session{t: t, in: inW, out: bufio.NewScanner(outR)}
	c.out.Buffer(nil, 16<<20)
	t.Cleanup(func() {
		_ = inW.Close()
		go func() { _, _ = io.Copy(io.Discard, outR) }()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	c.call("initialize", map[string]any{"protocolVersion": "2025-11-25", "capabilities": map[string]any{}, "clientInfo": map[string]any{"name": "test", "version": "1"}})
	c.send(map[string]any{"jsonrpc": "2.0", "method": "notifications/initialized"})
	return c
}

func (c *session) send(message map[string]any) {
	c.t.Helper()
	b, err := json.Marshal(message)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.in.Write(append(b, '\n')); err != nil {
		c.t.Fatal(err)
	}
}

// call sends one request and returns its result.
func (c *session) call(method string, params map[string]any) map[string]any {
	c.t.Helper()
	c.id++
	c.send(map[string]any{"jsonrpc": "2.0", "id": c.id, "method": method, "params": params})
	for c.out.Scan() {
		var m map[string]any
		if err := json.Unmarshal(c.out.Bytes(), &m); err != nil {
			c.t.Fatalf("stdout holds something that is no message: %q", c.out.Text())
		}
		if m["id"] == nil {
			c.news = append(c.news, m)
			continue
		}
		if e, failed := m["error"]; failed {
			return map[string]any{"protocolError": e}
		}
		return m["result"].(map[string]any)
	}
	c.t.Fatalf("no answer to %s", method)
	return nil
}

func (c *session) tool(name string, args map[string]any) (markdown string, structured map[string]any, isError bool) {
	c.t.Helper()
	return c.result(name, map[string]any{"name": name, "arguments": args})
}

// refused is tool for a program that decides by the data of failures.
func (c *session) refused(name string, args map[string]any) (markdown string, structured map[string]any, isError bool) {
	c.t.Helper()
	return c.result(name, map[string]any{"name": name, "arguments": args, "_meta": map[string]any{StructuredMeta: failuresOnly}})
}

// data is tool for a program: it asks for structured content.
func (c *session) data(name string, args map[string]any) (structured map[string]any, isError bool) {
	c.t.Helper()
	_, structured, isError = c.result(name, map[string]any{"name": name, "arguments": args, "_meta": map[string]any{StructuredMeta: true}})
	return structured, isError
}

func (c *session) result(name string, params map[string]any) (markdown string, structured map[string]any, isError bool) {
	c.t.Helper()
	r := c.call("tools/call", params)
	if r["protocolError"] != nil {
		c.t.Fatalf("%s: %v", name, r["protocolError"])
	}
	content := r["content"].([]any)[0].(map[string]any)
	structured, _ = r["structuredContent"].(map[string]any)
	isError, _ = r["isError"].(bool)
	return content["text"].(string), structured, isError
}

// answers is a Sentry that gives fixed bodies by "METHOD path".
func answers(bodies map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := bodies[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/api/0")]
		w.Header().Set("Content-Type", "application/json")
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			body = `{"detail":"The requested resource does not exist"}`
		}
		_, _ = io.WriteString(w, body)
	})
}
