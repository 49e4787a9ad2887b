package mcpserve

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vedette/mcpserve/transport"
)

// The person behind a client of the transport of 2024 is asked on its stream,
// and another client cannot answer in their place.
func TestAPersonAnswersOverTheOlderSSETransport(t *testing.T) {
	s := serverFor(t, answers(map[string]string{
		"GET /organizations/": twoOrgs, "GET /organizations/zeta/teams/": `[{"slug":"core","id":"1"}]`,
	}))
	h := s.Handler(HTTP{Access: transport.LocalAccess, SSE: true})
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	t.Cleanup(func() { _ = h.Close() })
	mine, other := listenSSE(t, web.URL), listenSSE(t, web.URL)
	for _, c := range []*sseClient{mine, other} {
		c.send(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{"elicitation":{}},"clientInfo":{"name":"old","version":"1"}}}`)
		c.next()
		c.send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	}
	mine.send(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find_teams","arguments":{}}}`)
	question := mine.next()
	if !strings.Contains(question, `"elicitation/create"`) {
		t.Fatal(question)
	}
	_, after, _ := strings.Cut(question, `"id":"`)
	id, _, _ := strings.Cut(after, `"`)
	answer := func(org string) string {
		return `{"jsonrpc":"2.0","id":"` + id + `","result":{"action":"accept","content":{"organizationSlug":"` + org + `"}}}`
	}
	other.send(answer("acme"))
	mine.send(answer("zeta"))
	if got := mine.next(); !strings.Contains(got, "core") {
		t.Error(got)
	}
}

// sseClient is a client of the transport of 2024.
type sseClient struct {
	t        *testing.T
	base     string
	endpoint string
	lines    *bufio.Scanner
}

func listenSSE(t *testing.T, base string) *sseClient {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/sse", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	c := &sseClient{t: t, base: base, lines: bufio.NewScanner(resp.Body)}
	c.lines.Buffer(nil, 16<<20)
	c.endpoint = c.next()
	return c
}

// next is the data of the next event.
func (c *sseClient) next() string {
	c.t.Helper()
	for c.lines.Scan() {
		if data, ok := strings.CutPrefix(c.lines.Text(), "data: "); ok {
			return data
		}
	}
	c.t.Fatal("the stream ended")
	return ""
}

func (c *sseClient) send(body string) {
	c.t.Helper()
	resp, err := http.Post(c.base+c.endpoint, "application/json", strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		c.t.Fatal(resp.Status)
	}
}
