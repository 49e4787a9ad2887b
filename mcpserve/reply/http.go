package reply

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
)

// Handler stands in front of the library's HTTP handler: it gives each request
// its slot, sends what a handler put there, and serves methods. What the
// library refuses for another reason than an unknown method stays refused.
func Handler(next http.Handler, methods map[string]Method) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil { // too long, or cut: the library says so
			r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
			next.ServeHTTP(w, r)
			return
		}
		ctx, slot := WithSlot(r.Context())
		r = r.WithContext(ctx)
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(&writer{ResponseWriter: w, http: r, body: body, slot: slot, methods: methods}, r)
	})
}

// failing is the rest of a body that could not be read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// writer passes the library's answer on, or sends another in its place.
type writer struct {
	http.ResponseWriter
	http    *http.Request
	body    []byte
	slot    *Slot
	methods map[string]Method

	begun   bool
	dropped bool // what the library still writes is not wanted
}

// Unwrap lets http.ResponseController find the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush sends what was written so far.
func (w *writer) Flush() {
	if !w.dropped {
		_ = http.NewResponseController(w.ResponseWriter).Flush()
	}
}

func (w *writer) WriteHeader(status int) {
	if w.begun {
		return
	}
	w.begun = true
	if w.isStream() {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	if m, ok := w.other(status); ok {
		w.dropped = true
		w.send(m)
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(p []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	if w.dropped {
		return len(p), nil
	}
	if !w.isStream() || bytes.Contains(p, []byte(`"method"`)) {
		return w.ResponseWriter.Write(p)
	}
	if m, ok := w.other(http.StatusOK); ok && bytes.Contains(p, []byte("data:")) {
		w.dropped = true
		if raw, err := json.Marshal(m); err == nil {
			if _, err := fmt.Fprintf(w.ResponseWriter, "event: message\ndata: %s\n\n", raw); err != nil {
				return 0, err
			}
			_ = http.NewResponseController(w.ResponseWriter).Flush()
		}
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

func (w *writer) isStream() bool {
	return strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream")
}

// other is the answer to send in place of the library's, which has status.
func (w *writer) other(status int) (message, bool) {
	result, held := w.slot.Held()
	ours := status == http.StatusNotFound && mcp.IsModernProtocol(w.http.Header.Get(mcp.HeaderProtocolVersion))
	if result == nil && held == nil && !ours {
		return message{}, false
	}
	var r request
	if json.Unmarshal(w.body, &r) != nil {
		return message{}, false
	}
	if result != nil || held != nil {
		return r.answer(result, held), true
	}
	m, known := w.methods[r.Method]
	if !known {
		return message{}, false
	}
	if err := sameName(w.http.Header, m.Name, r.Params); err != nil {
		return r.answer(nil, err), true
	}
	return r.answer(m.Serve(w.http.Context(), r.Params)), true
}

// send writes a whole answer with the status that its error maps to.
func (w *writer) send(m message) {
	status := http.StatusOK
	if m.Error != nil && m.Error.Code != mcp.INTERNAL_ERROR {
		status = http.StatusBadRequest
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Del("Content-Length")
	w.ResponseWriter.WriteHeader(status)
	_ = json.NewEncoder(w.ResponseWriter).Encode(m) // a client that left misses its own answer
}

// sameName checks that the Mcp-Name header repeats the member of params, as
// intermediaries route by it.
func sameName(header http.Header, member string, params json.RawMessage) *Error {
	var p map[string]any
	_ = json.Unmarshal(params, &p)
	want, _ := p[member].(string)
	got, ok := mcp.DecodeHeaderValue(header.Get(mcp.HeaderName))
	switch {
	case got == "":
		return &Error{Code: mcp.HEADER_MISMATCH, Message: fmt.Sprintf("header mismatch: %s must repeat params.%s", mcp.HeaderName, member)}
	case !ok || got != want:
		return &Error{Code: mcp.HEADER_MISMATCH, Message: fmt.Sprintf("header mismatch: %s does not match params.%s", mcp.HeaderName, member)}
	}
	return nil
}
