package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"
)

// Message is what the transport knows of a JSON-RPC message in its way.
type Message struct {
	Body   []byte          // as it came, valid JSON of bounded size and depth
	Method string          // "" = an answer to a request of the server
	ID     json.RawMessage // nil = a notification
	Params json.RawMessage
	Modern bool // of protocol version 2026-07-28 or later: no session
}

type messageKey struct{}

// MessageOf is the message that the request being answered carries; nil for
// requests without one.
func MessageOf(ctx context.Context) *Message {
	m, _ := ctx.Value(messageKey{}).(*Message)
	return m
}

// IsRequest is true for a message that must be answered.
func (m *Message) IsRequest() bool { return m.Method != "" && len(m.ID) > 0 }

var (
	errNoJSON  = errors.New("the body is not JSON")
	errTooDeep = errors.New("the body's JSON is nested too deeply")
	errBatch   = errors.New("batches are not supported: send one message per request")
	errNoRPC   = errors.New("the body is not a JSON-RPC 2.0 message")
)

// maxDepth is how deep the JSON of a message may be nested. Decoders recurse.
const maxDepth = 100

// readMessage checks a body and reads what the transport needs of it.
func readMessage(body []byte, header http.Header) (*Message, error) {
	if depth(body) > maxDepth {
		return nil, errTooDeep
	}
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	if len(trimmed) > 0 && trimmed[0] == '[' {
		return nil, errBatch
	}
	var m struct {
		JSONRPC string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Method  string          `json:"method"`
		Params  json.RawMessage `json:"params"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		if json.Valid(body) {
			return nil, errNoRPC
		}
		return nil, errNoJSON
	}
	if m.JSONRPC != mcp.JSONRPC_VERSION || !isID(m.ID) {
		return nil, errNoRPC
	}
	if string(m.ID) == "null" {
		m.ID = nil
	}
	out := &Message{Body: body, Method: m.Method, ID: m.ID, Params: m.Params}
	out.Modern = mcp.IsModernProtocol(header.Get(mcp.HeaderProtocolVersion)) || mcp.IsModernProtocol(metaOf(m.Params).Version)
	return out, nil
}

// isID is true for what may be a request's id: nothing, a string or a number.
func isID(id json.RawMessage) bool {
	return len(id) == 0 || id[0] != '{' && id[0] != '[' && id[0] != 't' && id[0] != 'f'
}

// meta is what a modern request says about itself.
type meta struct {
	Version      string          `json:"io.modelcontextprotocol/protocolVersion"`
	Capabilities json.RawMessage `json:"io.modelcontextprotocol/clientCapabilities"`
}

// metaOf is zero for params without it, and for those that are malformed: the
// library says how.
func metaOf(params json.RawMessage) meta {
	if !bytes.Contains(params, []byte(mcp.MetaKeyProtocolVersion)) {
		return meta{}
	}
	var p struct {
		Meta meta `json:"_meta"`
	}
	if json.Unmarshal(params, &p) != nil {
		return meta{}
	}
	return p.Meta
}

// depth is how deep the arrays and objects of a JSON text are nested. The text
// need not be valid.
func depth(text []byte) (deepest int) {
	level, quoted := 0, false
	for n := 0; n < len(text); n++ {
		switch c := text[n]; {
		case quoted && c == '\\':
			n++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			level++
			deepest = max(deepest, level)
		case c == '}' || c == ']':
			level--
		}
	}
	return deepest
}

// refuse answers a request with an error that is also a JSON-RPC message, so
// that clients show its text.
func refuse(w http.ResponseWriter, id json.RawMessage, status, code int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(append(withError(id, code, message), '\n')) // nobody is left to be told
}

// withError is the error answer to a request.
func withError(id json.RawMessage, code int, message string) []byte {
	body, err := json.Marshal(struct {
		JSONRPC string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Error   rpcError        `json:"error"`
	}{mcp.JSONRPC_VERSION, id, rpcError{code, message}})
	if err != nil { // an id that is no JSON
		return []byte(`{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"bad request"}}`)
	}
	return body
}

type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}
