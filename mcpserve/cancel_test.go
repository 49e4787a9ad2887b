package mcpserve

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"vedette/mcpserve/transport"
)

// hanging is a Sentry that answers nothing, and sees its callers go.
type hanging struct {
	asked chan struct{}
	gone  chan struct{}
}

func newHanging() *hanging {
	return &hanging{asked: make(chan struct{}, 8), gone: make(chan struct{}, 8)}
}

func (h *hanging) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	h.asked <- struct{}{}
	<-r.Context().Done()
	h.gone <- struct{}{}
}

// cut waits until Sentry sees its caller go, and reports how long that took.
func (h *hanging) cut(t *testing.T, name string, since time.Time) {
	t.Helper()
	select {
	case <-h.gone:
		t.Logf("%s: the call to Sentry was cut after %v", name, time.Since(since))
	case <-time.After(10 * time.Second):
		t.Fatalf("%s: the call to Sentry goes on", name)
	}
}

// A client that leaves or cancels ends the calls to Sentry made for it.
func TestCancellingCutsTheCallToSentry(t *testing.T) {
	sentry := newHanging()
	r := serveHTTP(t, sentry, Options{}, HTTP{Access: transport.OpenAccess})
	id := r.session("")
	for name, headers := range map[string][]string{
		"older wire": {"Mcp-Session-Id", id},
		"newer wire": {"Mcp-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "find_organizations"},
	} {
		body := callOf("find_organizations", `{}`)
		if name == "newer wire" {
			body = strings.Replace(body, `"params":{`, `"params":{`+aboutMe+`,`, 1)
		}
		ctx, leave := context.WithCancel(t.Context())
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+transport.Endpoint, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", "application/json, text/event-stream")
		for n := 0; n < len(headers); n += 2 {
			request.Header.Set(headers[n], headers[n+1])
		}
		ended := make(chan error, 1)
		go func() {
			resp, err := http.DefaultClient.Do(request)
			if err == nil {
				_ = resp.Body.Close()
			}
			ended <- err
		}()
		<-sentry.asked
		left := time.Now()
		leave()
		sentry.cut(t, name, left)
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	answered := make(chan string, 1)
	go func() {
		body := strings.Replace(callOf("find_organizations", `{}`), `"id":1`, `"id":2`, 1) // a session's ids differ
		_, _, answer := r.send("", body, "Mcp-Session-Id", id)
		answered <- answer
	}()
	<-sentry.asked
	left := time.Now()
	r.send("", `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}`, "Mcp-Session-Id", id)
	sentry.cut(t, "older wire, by notification", left)
	<-answered
}

func TestCancellingOnStdioCutsTheCallToSentry(t *testing.T) {
	sentry := newHanging()
	c := connect(t, sentry)
	c.send(map[string]any{"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": map[string]any{"name": "search_issues", "arguments": map[string]any{}}})
	<-sentry.asked
	left := time.Now()
	c.send(map[string]any{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": map[string]any{"requestId": 7}})
	sentry.cut(t, "standard input", left)
	if !c.out.Scan() {
		t.Error("no answer")
	}
}
