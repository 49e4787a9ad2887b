package spans

import (
	"log/slog"
	"strings"
	"testing"
)

func attributes(all []slog.Attr) map[string]any {
	out := map[string]any{}
	for _, a := range all {
		out[a.Key] = a.Value.Any()
	}
	return out
}

const call = `{"jsonrpc":"2.0","id":"r7","method":"tools/call","params":{"name":"search_issues","arguments":{"Query":"secret words"},` +
	`"_meta":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","baggage":"a=b",` +
	`"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"probe","version":"2"}}}}`

func TestSpanOfAToolCall(t *testing.T) {
	s, ok := Of(Call{Transport: "http", Session: "s1", Raw: []byte(call)})
	if !ok || s.Op != "mcp.server" || s.Name != "tools/call search_issues" || s.Origin != "auto.function.mcp_server" || !strings.HasPrefix(s.Trace, "00-0af7") || s.Baggage != "a=b" {
		t.Fatalf("%+v", s)
	}
	got := attributes(s.Attributes)
	for name, want := range map[string]any{
		"mcp.method.name": "tools/call", "mcp.tool.name": "search_issues", "gen_ai.tool.name": "search_issues", "gen_ai.operation.name": "execute_tool",
		"mcp.request.id": "r7", "jsonrpc.request.id": "r7", "mcp.transport": "http", "network.transport": "tcp",
		"mcp.protocol.version": "2026-07-28", "mcp.client.name": "probe", "mcp.client.version": "2", "mcp.request.size": int64(len(call)),
	} {
		if got[name] != want {
			t.Errorf("%s = %v, want %v", name, got[name], want)
		}
	}
	for name, value := range got {
		if text, _ := value.(string); strings.Contains(text, "secret") || strings.HasPrefix(name, "mcp.request.argument") {
			t.Errorf("%s tells what was asked: %v", name, value)
		}
	}
	if id, _ := got["mcp.session.id"].(string); len(id) != 32 {
		t.Errorf("mcp.session.id = %q, want a digest", id)
	}
}

func TestSpanWithContent(t *testing.T) {
	for raw, want := range map[string]struct {
		key   string
		value any
	}{
		call: {"mcp.request.argument.query", `"secret words"`},
		`{"id":1,"method":"resources/read","params":{"uri":"sentry://acme/issue/SHOP-1A"}}`: {"mcp.resource.uri", "sentry://acme/issue/SHOP-1A"},
		`{"id":1,"method":"ping"}`: {"client.address", "192.0.2.7"},
		`{"id":2,"method":"ping"}`: {"client.port", int64(51000)},
	} {
		for _, content := range []bool{false, true} {
			s, _ := Of(Call{Transport: "http", Raw: []byte(raw), Remote: "192.0.2.7:51000", Content: content})
			got, told := attributes(s.Attributes)[want.key]
			if told != content || content && got != want.value {
				t.Errorf("content %t: %s = %v, want %v", content, want.key, got, want.value)
			}
		}
	}
}

func TestSpanOfOtherMessages(t *testing.T) {
	for raw, want := range map[string]struct{ op, name, key, value string }{
		`{"id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","clientInfo":{"name":"c"}}}`: {"mcp.server", "initialize", "mcp.client.name", "c"},
		`{"id":1,"method":"resources/read","params":{"uri":"sentry://acme/issue/SHOP-1A"}}`:                  {"mcp.server", "resources/read", "mcp.resource.protocol", "sentry"},
		`{"id":1,"method":"prompts/get","params":{"name":"fix_issue"}}`:                                      {"mcp.server", "prompts/get fix_issue", "gen_ai.prompt.name", "fix_issue"},
		`{"method":"notifications/cancelled","params":{"requestId":1}}`:                                      {"mcp.notification.client_to_server", "notifications/cancelled", "mcp.transport", "stdio"},
	} {
		s, ok := Of(Call{Transport: "stdio", Raw: []byte(raw)})
		if !ok || s.Op != want.op || s.Name != want.name || attributes(s.Attributes)[want.key] != want.value {
			t.Errorf("%s: %+v", raw, s)
		}
	}
	for _, raw := range []string{``, `[]`, `{"id":1,"result":{}}`, `{"method":7}`, `nonsense`} {
		if s, ok := Of(Call{Raw: []byte(raw)}); ok {
			t.Errorf("%s has the span %+v", raw, s)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add([]byte(call))
	f.Fuzz(func(_ *testing.T, raw []byte) { Of(Call{Raw: raw, Content: true}) })
}
