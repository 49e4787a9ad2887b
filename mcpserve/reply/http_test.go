package reply

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/mcpserve/transport"
)

func TestWriter(t *testing.T) {
	writes := func(status int, contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.Header().Set("Content-Length", "5")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			w.(http.Flusher).Flush()
		}
	}
	const stream, plain = "text/event-stream", "application/json"
	ours := func(ctx context.Context) { Fill(ctx, "ours") }
	tampered := func(ctx context.Context) { Refuse(ctx, &Error{Code: mcp.INVALID_PARAMS, Message: "tampered"}) }
	nothing := func(context.Context) {}
	for _, c := range []struct {
		name    string
		modern  bool
		method  string
		named   string // the Mcp-Name header
		library http.HandlerFunc
		handler func(context.Context)
		status  int
		want    string
	}{
		{"the library's answer", true, "ping", "", writes(200, plain, "their"), nothing, 200, "their"},
		{"the library's refusal", true, "ping", "", writes(400, plain, "their"), nothing, 400, "their"},
		{"a result of ours", true, "tools/call", "", writes(200, plain, "their"), ours, 200, `{"jsonrpc":"2.0","id":7,"result":"ours"}`},
		{"an error of ours", true, "tools/call", "", writes(200, plain, "their"), tampered, 400, `{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"tampered"}}`},
		{"an error of ours on the older wire", false, "tools/call", "", writes(200, plain, "their"), tampered, 200,
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"tampered"}}`},
		{"a stream without an answer of ours", true, "tools/call", "", writes(200, stream, "data: {}\n\n"), nothing, 200, "data: {}\n\n"},
		{"progress in a stream goes first", true, "tools/call", "", writes(200, stream, `data: {"method":"notifications/progress"}`+"\n\n"), ours, 200,
			`data: {"method":"notifications/progress"}` + "\n\n"},
		{"an answer of ours in a stream", true, "tools/call", "", writes(200, stream, "data: {}\n\n"), ours, 200,
			"event: message\ndata: " + `{"jsonrpc":"2.0","id":7,"result":"ours"}` + "\n\n"},
		{"a method of ours", true, "tasks/get", "a", writes(404, plain, "their"), nothing, 200, `{"jsonrpc":"2.0","id":7,"result":"served"}`},
		{"its name is another", true, "tasks/get", "b", writes(404, plain, "their"), nothing, 400,
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32020,"message":"header mismatch: Mcp-Name does not match params.taskId"}}`},
		{"its name is missing", true, "tasks/get", "", writes(404, plain, "their"), nothing, 400,
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32020,"message":"header mismatch: Mcp-Name must repeat params.taskId"}}`},
		{"its name is no header value", true, "tasks/get", "=?base64?!?=", writes(404, plain, "their"), nothing, 400,
			`{"jsonrpc":"2.0","id":7,"error":{"code":-32020,"message":"header mismatch: Mcp-Name does not match params.taskId"}}`},
		{"a method of ours, refused for another reason", true, "tasks/get", "a", writes(400, plain, "their"), nothing, 400, "their"},
		{"a method of ours on the older wire", false, "tasks/get", "a", writes(404, plain, "their"), nothing, 404, "their"},
	} {
		ctx, slot := WithSlot(t.Context())
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/mcp", nil)
		r.Header.Set(mcp.HeaderName, c.named)
		got := httptest.NewRecorder()
		w := &writer{
			ResponseWriter: got, http: r, slot: slot,
			message: &transport.Message{ID: json.RawMessage("7"), Method: c.method, Params: json.RawMessage(`{"taskId":"a"}`), Modern: c.modern},
			methods: map[string]Method{"tasks/get": {Name: "taskId", Serve: func(context.Context, json.RawMessage) (any, *Error) { return "served", nil }}},
		}
		c.handler(ctx)
		c.library(w, r)
		if body := strings.TrimSuffix(got.Body.String(), "\n"); got.Code != c.status || body != strings.TrimSuffix(c.want, "\n") {
			t.Errorf("%s:\n got %d %q\nwant %d %q", c.name, got.Code, body, c.status, c.want)
		}
		if length := got.Header().Get("Content-Length"); length != "" && got.Header().Get("Content-Type") == plain && int64(got.Body.Len()) != 5 {
			t.Errorf("%s: %d bytes are announced as %s", c.name, got.Body.Len(), length)
		}
	}
}
