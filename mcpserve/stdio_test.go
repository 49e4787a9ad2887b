package mcpserve

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"vedette/internal/ops"
)

// What a pipe says at once is done in order where it matters: requests that come
// after initialize find what it says of the client.
func TestInitializeIsAnsweredFirst(t *testing.T) {
	const in = `{"jsonrpc":"2.0","id":"first","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","id":2,"method":"ping"}
{"jsonrpc":"2.0","id":3,"method":"ping"}
`
	for range 50 {
		var out bytes.Buffer
		if err := serverOver(t, http.NotFoundHandler(), ops.Config{}, Selection{}).ServeStdio(context.Background(), strings.NewReader(in), &out); err != nil {
			t.Fatal(err)
		}
		if answers := strings.Split(strings.TrimSpace(out.String()), "\n"); len(answers) != 3 || !strings.Contains(answers[0], `"first"`) {
			t.Fatalf("%d answers, the first: %.200s", len(answers), answers[0])
		}
	}
}
