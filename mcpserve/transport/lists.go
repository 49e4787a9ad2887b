package transport

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// lists keeps encoded lists of tools. Every client asks for one first, and the
// library would sort, copy and encode all tools for each.
type lists struct {
	mu    sync.Mutex
	known map[string][]byte // the result, by wire and key
}

// maxLists bounds the number of lists kept: requests choose their tools.
const maxLists = 256

func newLists() *lists { return &lists{known: map[string][]byte{}} }

// answer answers a request for the list of tools, if it may be answered from
// one encoding. Otherwise nothing is done.
func (l *lists) answer(h *Handler, w http.ResponseWriter, r *server.HTTPRequest, m *Message) bool {
	if h.opt.ListKey == nil || !isPlainList(r.Header, m) {
		return false
	}
	key := h.opt.ListKey(r.Context)
	if key == "" {
		return false
	}
	if m.Modern {
		key = "modern " + key
	}
	l.mu.Lock()
	result, known := l.known[key]
	l.mu.Unlock()
	if known {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(withResult(m.ID, result)) // the stream knows when the client is gone
		return true
	}
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	h.opt.Choose(r.Context).http.Handle(rec, r)
	if rec.status == http.StatusOK {
		l.keep(key, rec.body.Bytes())
	}
	for name, values := range rec.header {
		w.Header()[name] = values
	}
	w.WriteHeader(rec.status)
	_, _ = w.Write(rec.body.Bytes())
	return true
}

// keep notes the result of an answer, if it has one.
func (l *lists) keep(key string, answer []byte) {
	var m struct {
		Result json.RawMessage `json:"result"`
	}
	if json.Unmarshal(answer, &m) != nil || len(m.Result) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.known) >= maxLists {
		clear(l.known)
	}
	l.known[key] = m.Result
}

// isPlainList is true for a request for the first page of tools that the
// library would accept.
func isPlainList(header http.Header, m *Message) bool {
	if m.Method != string(mcp.MethodToolsList) || !m.IsRequest() || bytes.Contains(m.Params, []byte(`"cursor"`)) {
		return false
	}
	version := header.Get(mcp.HeaderProtocolVersion)
	if !m.Modern {
		return version == "" || mcp.IsValidProtocolVersion(version)
	}
	about := metaOf(m.Params)
	return about.Version == version && mcp.IsValidProtocolVersion(version) && bytes.HasPrefix(bytes.TrimSpace(about.Capabilities), []byte("{")) &&
		header.Get(mcp.HeaderMethod) == m.Method && header.Get(mcp.HeaderLastEventID) == ""
}

// withResult is the answer to a request.
func withResult(id json.RawMessage, result []byte) []byte {
	out := make([]byte, 0, len(result)+len(id)+48)
	out = append(append(out, `{"jsonrpc":"2.0","id":`...), id...)
	out = append(append(out, `,"result":`...), result...)
	return append(out, "}\n"...)
}

// recorder keeps an answer of the library.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
func (r *recorder) Flush()                      {}
func (r *recorder) CanStream() bool             { return false }
